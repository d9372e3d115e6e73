"""Tell families what happened to their enrollments, and staff what became of their roles."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from services.notify.domain.folding import as_one
from services.notify.store import messages, webhooks
from services.notify.texts import CHANGED, KINDS, ROLE_CHANGED, WEBHOOK_OFF
from shared.db.pool import Connection
from shared.events.accounts import RoleChanged
from shared.events.envelope import Envelope
from shared.events.notification import MessageAccepted
from shared.messaging import outbox
from shared.messaging.handler import Events
from shared.observability import trace


async def tell(conn: Connection, events: Events) -> Collection[UUID]:
    """Put messages into the inbox of every guardian and queue a mail for those with a confirmed address; the ids of events told to nobody.

    Told twice, an event does nothing. The answers are independent facts, so no lock orders them under their key.
    """
    news = [
        messages.News(
            envelope.id,
            kind,
            event.guardian_ids,
            event.model_dump(mode="json", exclude={"guardian_ids"}),
            envelope.traceparent,
        )
        for envelope, event in events
        if (kind := KINDS.get(type(event))) and event.guardian_ids
    ]
    await _put(conn, await _folded(conn, news))
    await messages.fold(conn, [one.event_id for one in news])
    return {envelope.id for envelope, _ in events} - {one.event_id for one in news}


async def _folded(conn: Connection, news: Sequence[messages.News]) -> list[messages.News]:
    """Of changes of one enrollment that come a moment apart the later one tells them all. Those of one enrollment come in their order."""
    changes = [one for one in news if one.kind == CHANGED]
    lately = await messages.changes_lately(conn, {one.params["child_id"] for one in changes})
    told = []
    for one in news:
        if one.kind == CHANGED:
            of = one.params["enrollment_id"]
            lately[of] = as_one(lately[of], one.params) if of in lately else dict(one.params)
            told.append(replace(one, params=lately[of]))
        else:
            told.append(one)
    return told


async def tell_person(conn: Connection, event: RoleChanged, envelope: Envelope) -> None:
    """Tell a person what became of their own roles."""
    params = event.model_dump(mode="json", exclude={"person_id", "revision"})
    await _put(conn, [messages.News(envelope.id, ROLE_CHANGED, [event.person_id], params, envelope.traceparent)])


async def tell_disabled(conn: Connection, webhook_id: UUID, reason: str) -> None:
    """Tell who added a webhook that nothing is sent there any more."""
    made_by, host = await webhooks.whose(conn, webhook_id)
    params = {"webhook_id": str(webhook_id), "host": host, "reason": reason}
    await _put(conn, [messages.News(uuid4(), WEBHOOK_OFF, [made_by], params, None)])


async def _put(conn: Connection, news: Sequence[messages.News]) -> None:
    """Into inboxes, and to be mailed; and say so."""
    began = trace.now()
    told = await messages.tell(conn, news)
    for one in news:
        trace.past("deliver", "internal", one.traceparent, began, {"channel": "inbox", "batch": len(told)})
    causes = {one.event_id: one for one in news}
    await outbox.put(
        conn,
        *(MessageAccepted(person_id=p, cause_id=e, kind=causes[e].kind, channel="inbox") for e, p in told),
        causes=[causes[event].traceparent for event, _ in told],
    )
