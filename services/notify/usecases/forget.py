"""Forget whom nobody knows any more."""

from datetime import timedelta
from uuid import UUID

from services.notify.store import devices, messages, recipients
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.accounts import AccountClosed
from shared.events.envelope import Envelope
from shared.events.family import ChildForgotten
from shared.messaging.timers import set_timer

UNNAME = "unname"
"""The timer that looks once more at what was told of a child that was forgotten."""
LONGEST = timedelta(minutes=2)
"""What was being told at the same moment is there by then."""


async def forget_person(conn: Connection, event: AccountClosed, _: Envelope) -> None:
    """Nothing is sent to them any more. What they were told ages as ever, under an id that is nobody's."""
    await recipients.forget(conn, event.person_id)
    await devices.forget(conn, event.person_id)


async def forget_child(conn: Connection, event: ChildForgotten, _: Envelope) -> None:
    """No message names the child any more, nor will one that is still to come."""
    await messages.forget_child(conn, event.child_id)
    await set_timer(conn, UNNAME, str(event.child_id), await clock(conn) + LONGEST)


async def unname(conn: Connection, child_id: str) -> None:
    """The second look."""
    await messages.unname(conn, UUID(child_id))
