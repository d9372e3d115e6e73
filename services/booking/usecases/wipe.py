"""Nothing is kept of a child any more: here it goes at once, and whoever was told of it is told so, by its id alone."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.booking.store import families, letting_go, records
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.family import ChildForgotten
from shared.messaging import outbox
from shared.messaging.timers import set_timer, set_timers

UNSAID = "unsaid"
"""The timer that takes a child's masked name out of what was said of it."""
WHILE = timedelta(hours=1)
"""So long until it is looked again whether the broker has taken what still has to be said."""


async def wipe_child(conn: Connection, child_id: UUID) -> bool:
    """Wipe a child, unless it has a live enrollment; True when it was done. The caller holds the child's lock."""
    done = await families.remove_child(conn, child_id)
    if done:
        await tell_wiped(conn, [child_id])
    return done


async def tell_wiped(conn: Connection, child_ids: Sequence[UUID]) -> None:
    """Have others forget these children, and what was said of them, by whichever record, lose its names. The caller holds their locks."""
    child_ids = [*child_ids, *await records.joined(conn, child_ids)]
    await outbox.put(conn, *(ChildForgotten(child_id=child_id) for child_id in child_ids))
    now = await clock(conn)
    await set_timers(conn, UNSAID, {str(child_id): now for child_id in child_ids})


async def unsay(conn: Connection, child_id: UUID) -> None:
    """Take the name out of every event of the child that was sent; what was not is looked at again in a while."""
    if await letting_go.unsay(conn, child_id):
        await set_timer(conn, UNSAID, str(child_id), await clock(conn) + WHILE)
