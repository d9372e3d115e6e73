"""Programs of a union: where it is told what happens, what was sent there, and what came of it."""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from services.notify.dependencies import AtSystem, OwnUnion, tools
from services.notify.store import webhooks as store
from services.notify.store.webhooks import Webhook
from services.notify.usecases import webhooks
from services.notify.usecases.webhooks import ALL_KINDS, WebhookWanted
from services.notify.words import programs as words
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import Refusal
from shared.kernel.answer import Answer, digest
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/notify/console", include_in_schema=False)
PAGE = 20
OFTEN = (
    "enrollment.confirmed",
    "enrollment.promoted",
    "enrollment.withdrawn",
    "enrollment.cancelled",
    "places.changed",
)
"""What is ticked at first: by these a list of who has a place stays right."""


class NewForm(BaseModel):
    """A new address."""

    model_config = ConfigDict(extra="forbid")

    url: str = ""
    kinds: list[str] = []
    idempotency_key: str = ""


class ActForm(BaseModel):
    """A button beside an address; `delivery` with `again`."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["test", "secret", "resume", "remove", "again"]
    delivery: UUID | None = None
    idempotency_key: str = ""


@router.get("/programs/{code}")
@shows()
async def programs(request: Request, who: Staff, system: AtSystem, union: OwnUnion) -> Response:
    """The addresses of a union's programs."""
    return await _programs(request, system, union, NewForm(kinds=list(OFTEN)))


@router.post("/programs/{code}")
@shows()
async def add(
    request: Request, who: Staff, system: AtSystem, union: OwnUnion, form: Annotated[NewForm, Form()]
) -> Response:
    """Add one, and show its secret this once."""
    wanted = WebhookWanted(union, form.url.strip(), form.kinds)

    async def work(conn: Connection) -> Answer:
        return Answer(201, {"id": str(await webhooks.subscribe(conn, tools(request), who.person_id, wanted))})

    try:
        key, what = checked_key(form.idempotency_key), digest("webhook", union, wanted.url, *wanted.kinds)
        made = UUID((await write_once(system, who.person_id, key, what, work)).body["id"])
    except Refusal as refusal:
        return await _programs(request, system, union, form, refusal)
    async with connection(system.pool) as conn:
        secret = await webhooks.secret(conn, tools(request), made)
    return await _one(request, who, system, made, secret=secret)


@router.get("/webhooks/{webhook_id}")
@shows()
async def webhook(
    request: Request, who: Staff, system: AtSystem, webhook_id: UUID, before: UUID | None = None
) -> Response:
    """One address, and what was sent there last."""
    return await _one(request, who, system, webhook_id, before=before)


@router.post("/webhooks/{webhook_id}")
@shows()
async def act(
    request: Request, who: Staff, system: AtSystem, webhook_id: UUID, form: Annotated[ActForm, Form()]
) -> Response:
    """Do what the button says."""

    async def work(conn: Connection) -> Answer:
        one = await store.webhook(conn, webhook_id, webhooks.organized(who), lock=form.act != "remove")
        match form.act:
            case "test":
                await webhooks.send_test(conn, one)
            case "again":
                await webhooks.send_again(conn, one, form.delivery or uuid4())
            case "secret":
                await webhooks.renew_secret(conn, tools(request), one)
            case "resume":
                await store.resume(conn, webhook_id)
            case "remove":
                await store.remove(conn, webhook_id)
        return Answer(200, {"union": one.union_code})

    what = digest("webhook-page", form.act, webhook_id, form.delivery)
    done = await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    if form.act == "remove":
        return RedirectResponse(f"/notify/console/programs/{done.body['union']}", 303)
    if form.act != "secret":
        return RedirectResponse(f"/notify/console/webhooks/{webhook_id}", 303)
    async with connection(system.pool) as conn:
        secret = await webhooks.secret(conn, tools(request), webhook_id)
    return await _one(request, who, system, webhook_id, secret=secret)


async def _programs(
    request: Request, system: AtSystem, union: str, form: NewForm, refusal: Refusal | None = None
) -> Response:
    async with connection(system.pool) as conn:
        found = await store.of_union(conn, union)
    return render(
        request, "programs.html", refusal.status if refusal else 200,
        union=union, webhooks=found, form=form, refusal=refusal, kinds={kind: words.KINDS[kind] for kind in ALL_KINDS}, state=state, most=webhooks.MOST,
    )  # fmt: skip


async def _one(
    request: Request, who: Staff, system: AtSystem, webhook_id: UUID, *, before: UUID | None = None, secret: str = ""
) -> Response:
    async with connection(system.pool) as conn:
        one = await store.webhook(conn, webhook_id, webhooks.organized(who))
        page = await store.last(conn, webhook_id, before, PAGE + 1)
    return render(
        request, "webhook.html", webhook=one, secret=secret, deliveries=page[:PAGE], older=page[PAGE - 1].id if len(page) > PAGE else None,
        first=before is None, kinds=words.KINDS, why=words.why, state=state,
    )  # fmt: skip


def state(one: Webhook) -> str:
    """As a badge calls it."""
    return "disabled" if one.disabled_at else "failing" if one.failures else "active"
