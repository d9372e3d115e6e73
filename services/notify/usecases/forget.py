"""Forget whom nobody knows any more."""

from services.notify.store import recipients
from shared.db.pool import Connection
from shared.events.accounts import AccountClosed
from shared.events.envelope import Envelope


async def forget_person(conn: Connection, event: AccountClosed, _: Envelope) -> None:
    """Nothing is sent to them any more. What they were told ages as ever, under an id that is nobody's."""
    await recipients.forget(conn, event.person_id)
