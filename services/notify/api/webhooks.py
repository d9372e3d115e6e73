"""The JSON API of webhooks: where a union's own programs are told what happens."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.notify.dependencies import OwnUnion, system_of, tools
from services.notify.store import webhooks as store
from services.notify.store.webhooks import Webhook
from services.notify.usecases import webhooks
from services.notify.usecases.webhooks import ALL_KINDS, WebhookWanted
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("notify", "webhooks")
Kinds = list[Annotated[str, Field(json_schema_extra={"enum": [*ALL_KINDS]})]]
Work = Callable[[Connection, Webhook], Awaitable[None]]
_URL = "https://hr.example.com/aixin"
_ID, _DELIVERY = "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e11", "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e12"


class WebhookIn(Input):
    """Where to send, and what of."""

    model_config = example(url=_URL, kinds=["enrollment.confirmed", "places.changed"])

    url: str
    """`https://`, port 443, on the open internet."""
    kinds: Kinds = Field(max_length=100)


class WebhookOut(Output):
    """An address of a union's program, told of events of the union and of all below it."""

    model_config = example(
        id=_ID, union="gaoxin", url=_URL, kinds=["places.changed"], made_at="2027-01-03T09:00:00+08:00", state="active"
    )

    id: UUID
    union: str
    url: str
    kinds: Kinds
    made_at: datetime
    state: Literal["active", "failing", "disabled"]
    failing_since: datetime | None = None
    """Nothing was taken there since then."""
    disabled_why: str | None = None
    """`failing`: it took nothing for three days; `gone`: it answered 410."""
    old_secret_until: datetime | None = None
    """Until then the secret before the last one signs, too."""


class SecretOut(Output):
    """The address with its secret, which is told this once."""

    model_config = example(
        webhook=WebhookOut.model_config["json_schema_extra"]["examples"][0],  # type: ignore[index]
        secret="whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDRQ3dTtXbnU4=",  # noqa: S106
    )

    webhook: WebhookOut
    secret: str


class WebhookList(Output):
    """The oldest first; a union has twenty at most."""

    webhooks: list[WebhookOut]


class DeliveryOut(Output):
    """One event to one address."""

    model_config = example(
        id=_DELIVERY, event_id=_ID, kind="places.changed", state="delivered", attempts=1, changed_at="2027-01-04T09:00:01+08:00", status=204,
    )  # fmt: skip

    id: UUID
    event_id: UUID
    """The `webhook-id` of every attempt."""
    kind: str
    state: Literal["queued", "sending", "delivered", "failed"]
    attempts: int
    changed_at: datetime
    due_at: datetime | None = None
    """When it is tried next; null: it has come to its end."""
    status: int | None = None
    """Of the last answer; null: there was none, for the `reason`."""
    reason: str | None = None


class DeliveryList(Output):
    """Newest first; `next` is the `after` of the following page."""

    deliveries: list[DeliveryOut]
    next: UUID | None


class TestOut(Output):
    """It is on its way."""

    model_config = example(delivery_id=_DELIVERY)

    delivery_id: UUID


class RemovedOut(Output):
    """Nothing is sent there any more."""

    model_config = example(removed=_ID)

    removed: UUID


@router.get("/unions/{code}/webhooks")
@shows()
async def list_webhooks(request: Request, union: OwnUnion) -> WebhookList:
    """The addresses of a union's programs."""
    async with connection(system_of(request).pool) as conn:
        return WebhookList(webhooks=[_told(one) for one in await store.of_union(conn, union)])


@router.post("/unions/{code}/webhooks", status_code=201, response_model=SecretOut)
@shows()
@refuses(Conflict)
async def subscribe_webhook(
    request: Request, who: Staff, union: OwnUnion, wanted: WebhookIn, key: IdempotencyKey
) -> JSONResponse:
    """Have events of the union and of all below it sent to an address."""

    async def work(conn: Connection) -> Answer:
        made = await webhooks.subscribe(
            conn, tools(request), who.person_id, WebhookWanted(union, wanted.url, wanted.kinds)
        )
        return Answer(201, {"id": str(made)})

    what = digest("webhook", union, wanted.url, *wanted.kinds)
    return await _with_secret(request, who, await write_once(system_of(request), who.person_id, key, what, work))


@router.get("/webhooks/{webhook_id}")
@shows()
@refuses(NotFound)
async def get_webhook(request: Request, who: Staff, webhook_id: UUID) -> WebhookOut:
    """One address, as it stands."""
    async with connection(system_of(request).pool) as conn:
        return _told(await store.webhook(conn, webhook_id, webhooks.organized(who)))


@router.delete("/webhooks/{webhook_id}", response_model=RemovedOut)
@shows()
@refuses(NotFound)
async def remove_webhook(request: Request, who: Staff, webhook_id: UUID, key: IdempotencyKey) -> JSONResponse:
    """Send nothing there any more, and forget what was sent."""

    async def work(conn: Connection) -> Answer:
        await store.webhook(conn, webhook_id, webhooks.organized(who))
        await store.remove(conn, webhook_id)
        return Answer(200, {"removed": str(webhook_id)})

    return respond(await write_once(system_of(request), who.person_id, key, digest("remove-webhook", webhook_id), work))


@router.post("/webhooks/{webhook_id}/secret", response_model=SecretOut)
@shows()
@refuses(NotFound)
async def renew_webhook_secret(request: Request, who: Staff, webhook_id: UUID, key: IdempotencyKey) -> JSONResponse:
    """Another secret; for a day what is sent is signed with both."""

    async def work(conn: Connection) -> Answer:
        one = await store.webhook(conn, webhook_id, webhooks.organized(who), lock=True)
        await webhooks.renew_secret(conn, tools(request), one)
        return Answer(200, {"id": str(webhook_id)})

    what = digest("webhook-secret", webhook_id)
    return await _with_secret(request, who, await write_once(system_of(request), who.person_id, key, what, work))


@router.post("/webhooks/{webhook_id}/resume", response_model=WebhookOut)
@shows()
@refuses(NotFound)
async def resume_webhook(request: Request, who: Staff, webhook_id: UUID, key: IdempotencyKey) -> JSONResponse:
    """Send to it again: what waited since it was disabled, and what comes. What happened meanwhile is in the stream of events."""

    async def work(conn: Connection) -> Answer:
        await store.webhook(conn, webhook_id, webhooks.organized(who), lock=True)
        await store.resume(conn, webhook_id)
        return Answer(200, _told(await store.webhook(conn, webhook_id, None)).model_dump(mode="json"))

    return respond(await write_once(system_of(request), who.person_id, key, digest("resume-webhook", webhook_id), work))


@router.post("/webhooks/{webhook_id}/test", status_code=202, response_model=TestOut)
@shows()
@refuses(NotFound, Conflict)
async def test_webhook(request: Request, who: Staff, webhook_id: UUID, key: IdempotencyKey) -> JSONResponse:
    """Send a `test`, which is no event; what became of it stands among the deliveries."""

    async def work(conn: Connection) -> Answer:
        one = await store.webhook(conn, webhook_id, webhooks.organized(who), lock=True)
        return Answer(202, {"delivery_id": str(await webhooks.send_test(conn, one))})

    return respond(await write_once(system_of(request), who.person_id, key, digest("test-webhook", webhook_id), work))


@router.get("/webhooks/{webhook_id}/deliveries")
@shows()
@refuses(NotFound)
async def list_deliveries(
    request: Request, who: Staff, webhook_id: UUID, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> DeliveryList:  # fmt: skip
    """What was sent to it, and what became of that."""
    async with connection(system_of(request).pool) as conn:
        await store.webhook(conn, webhook_id, webhooks.organized(who))
        found = await store.last(conn, webhook_id, after, limit + 1)
    shown = [
        DeliveryOut.model_validate({field: getattr(one, field) for field in DeliveryOut.model_fields})
        for one in found[:limit]
    ]
    return DeliveryList(deliveries=shown, next=shown[-1].id if len(found) > limit else None)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/again", status_code=202, response_model=TestOut)
@shows()
@refuses(NotFound, Conflict)
async def send_delivery_again(
    request: Request, who: Staff, webhook_id: UUID, delivery_id: UUID, key: IdempotencyKey
) -> JSONResponse:
    """Send an event once more, under the same `webhook-id`."""

    async def work(conn: Connection) -> Answer:
        one = await store.webhook(conn, webhook_id, webhooks.organized(who), lock=True)
        await webhooks.send_again(conn, one, delivery_id)
        return Answer(202, {"delivery_id": str(delivery_id)})

    what = digest("webhook-again", webhook_id, delivery_id)
    return respond(await write_once(system_of(request), who.person_id, key, what, work))


async def _with_secret(request: Request, who: Identity, answer: Answer) -> JSONResponse:
    """The secret is in no answer that is kept: whoever asks again with the same key reads it where it is sealed, while the union is theirs."""
    webhook_id = UUID(answer.body["id"])
    async with connection(system_of(request).pool) as conn:
        told = _told(await store.webhook(conn, webhook_id, webhooks.organized(who)))
        secret = await webhooks.secret(conn, tools(request), webhook_id)
    return respond(Answer(answer.status, SecretOut(webhook=told, secret=secret).model_dump(mode="json")))


def _told(one: Webhook) -> WebhookOut:
    return WebhookOut(
        id=one.id,
        union=one.union_code,
        url=one.url,
        kinds=one.kinds,
        made_at=one.made_at,
        state="disabled" if one.disabled_at else "failing" if one.failures else "active",
        failing_since=one.failing_since,
        disabled_why=one.disabled_why,
        old_secret_until=one.old_until,
    )
