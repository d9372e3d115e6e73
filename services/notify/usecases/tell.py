"""Tell a family what happened to an enrollment."""

from services.notify.store import messages
from services.notify.texts import Told
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.envelope import Envelope, Event
from shared.events.notification import MessageAccepted
from shared.messaging import outbox
from shared.observability import trace


async def tell(conn: Connection, event: Told, envelope: Envelope, *, kind: str) -> None:
    """Put a message into the inbox of every guardian and queue a mail for those with a confirmed address.

    Told twice, it does nothing. The answers are independent facts, so no lock orders them under their key.
    Raises Skip when the event names nobody.
    """
    if not event.guardian_ids:
        raise Skip("the event names no guardian")
    params = event.model_dump(mode="json", exclude={"guardian_ids"})
    began = trace.now()
    told = await messages.tell(conn, envelope.id, event.guardian_ids, kind, params)
    trace.past("deliver", "internal", trace.current(), began, {"channel": "inbox", "batch": len(told)})
    await outbox.put(
        conn,
        *(MessageAccepted(person_id=p, cause_id=envelope.id, kind=kind, channel="inbox") for p in told),
    )


async def leave_untold(conn: Connection, event: Event, envelope: Envelope, *, why: str) -> None:
    """Settle an event that is told to nobody. Raises Skip, always."""
    raise Skip(why)
