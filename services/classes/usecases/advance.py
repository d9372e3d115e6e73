"""Move a group on when its instant has come."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.classes.store import groups
from services.classes.usecases.changing import ADVANCE, keep
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.messaging.timers import set_timer

SOON = timedelta(milliseconds=200)


async def advance(conn: Connection, subject: str) -> None:
    """The timer's effect: every step that is due, by the database's clock; a group that is gone needs none.

    This transaction holds the timer and wants the group; an organizer's holds the group and wants the timer. So it never
    waits: while somebody changes the group it looks again a moment later.
    """
    group_id = UUID(subject)
    group = await groups.lock_if_free(conn, group_id)
    if group is None:
        if await groups.find(conn, group_id):
            await set_timer(conn, ADVANCE, subject, await clock(conn) + SOON)
        return
    moved = replace(group, life=group.life.advance(await clock(conn)))
    if moved != group:
        await keep(conn, moved, None, moved.state)
