"""群发通知: an organizer says something to the families of some groups; first they see to whom, and how it reads."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from services.booking.domain.broadcast import needs_another, session
from services.booking.store import broadcasts as store
from services.booking.store.broadcasts import Broadcast
from services.booking.usecases import broadcast
from services.booking.usecases.broadcast import BroadcastWanted
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import NotFound, Refusal, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.clock import ZONE
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shapes import ONE_LINE
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/broadcasts/{union}", include_in_schema=False)


class BroadcastForm(BaseModel):
    """As it is typed."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, ONE_LINE] = ""
    body: str = ""
    contact: Annotated[str, ONE_LINE] = ""
    group_ids: list[UUID] = []
    sites: list[str] = []
    sessions: list[str] = []
    """As `2027-01-25/2027-02-19`."""
    waiting: bool = False
    says_at: str = ""
    instead: UUID | None = None
    """The draft that this one takes the place of."""
    idempotency_key: str = ""

    @property
    def wanted(self) -> BroadcastWanted:
        """An instant that cannot be read is one that has passed."""
        at = None
        if self.says_at:
            try:
                at = datetime.fromisoformat(self.says_at).replace(tzinfo=ZONE)
            except ValueError:
                at = datetime.min.replace(tzinfo=ZONE)
        return BroadcastWanted(
            self.title, self.body, self.contact, self.group_ids, self.waiting, at, self.sites, self.sessions
        )


def as_written(said: Broadcast) -> BroadcastForm:
    """A draft, to be typed on."""
    at = f"{said.says_at.astimezone(ZONE):%Y-%m-%dT%H:%M}" if said.says_at else ""
    return BroadcastForm(
        title=said.title, body=said.body, contact=said.contact, group_ids=said.group_ids, waiting=said.waiting, says_at=at, instead=said.id
    )  # fmt: skip


class BroadcastAct(BaseModel):
    """A button."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["try", "send", "pause", "resume", "stop", "drop"]
    idempotency_key: str = ""


@refuses(NotFound)
async def own_union(who: Staff, union: str) -> str:
    """A union that they organize. Raises NotFound."""
    if not who.may_organize(union):
        raise NotFound(*refusals.NO_BROADCAST)
    return union


OwnUnion = Annotated[str, Depends(own_union)]


@router.get("")
@shows()
async def written(request: Request, who: Staff, union: OwnUnion, instead: UUID | None = None) -> Response:
    """The latest, and a form for another; `instead` of a draft it has what was written there."""
    if instead is None:
        return await _form(request, union, BroadcastForm())
    async with connection(request.app.state.system.pool) as conn:
        return await _form(request, union, as_written(await broadcast.find(conn, instead, union)))


@router.post("")
@shows()
async def write(request: Request, who: Staff, union: OwnUnion, form: Annotated[BroadcastForm, Form()]) -> Response:
    """Keep a draft, and show how it reads."""
    system, wanted = request.app.state.system, form.wanted

    async def work(conn: Connection) -> Answer:
        unions = system.unions.tree.under(union)
        if form.instead:
            await store.drop(conn, form.instead, union)
        return Answer(201, {"id": str(await broadcast.write(conn, union, unions, who.person_id, wanted))})

    what = digest(
        "broadcast",
        union,
        form.title,
        form.body,
        form.contact,
        form.says_at,
        form.waiting,
        form.instead,
        *form.group_ids,
        *form.sites,
        *form.sessions,
    )
    try:
        done = await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    except Refusal as refusal:
        return await _form(request, union, form, refusal)
    return RedirectResponse(f"/booking/console/broadcasts/{union}/{done.body['id']}", 303)


@router.get("/{broadcast_id}")
@shows()
async def one(request: Request, who: Staff, union: OwnUnion, broadcast_id: UUID, tried: bool = False) -> Response:
    """How it reads, to how many it goes, and how far it has got."""
    return await _one(request, who, union, broadcast_id, tried=tried)


@router.post("/{broadcast_id}")
@shows()
async def act(
    request: Request, who: Staff, union: OwnUnion, broadcast_id: UUID, form: Annotated[BroadcastAct, Form()]
) -> Response:
    """Do what the button says."""

    async def work(conn: Connection) -> Answer:
        said = await broadcast.find(conn, broadcast_id, union)
        if form.act == "try":
            await broadcast.try_on_oneself(conn, said, who.person_id)
        elif form.act == "drop":
            await store.drop(conn, broadcast_id, union)
        else:
            await broadcast.act(conn, said, who.person_id, form.act)
        return Answer(200, {})

    what, system = digest("broadcast-act", broadcast_id, form.act), request.app.state.system
    try:
        await write_once(system, who.person_id, checked_key(form.idempotency_key), what, work)
    except Refusal as refusal:
        return await _one(request, who, union, broadcast_id, refusal=refusal)
    path = f"/booking/console/broadcasts/{union}"
    return RedirectResponse(
        {"drop": path, "try": f"{path}/{broadcast_id}?tried=true"}.get(form.act, f"{path}/{broadcast_id}"), 303
    )


async def _form(request: Request, union: str, form: BroadcastForm, refusal: Refusal | None = None) -> Response:
    system = request.app.state.system
    async with connection(system.pool) as conn:
        groups = await store.groups(conn, system.unions.tree.under(union))
        latest = await store.of_union(conn, union)
    return render(
        request, "broadcasts.html", refusal.status if refusal else 200, union=union, groups=groups, latest=latest, form=form, refusal=refusal,
        errors=refusal.fields if refusal else {}, longest=broadcast.LONGEST, sites=list(dict.fromkeys(group.site for group in groups)),
        sessions={session(group): (group.first_day, group.last_day) for group in groups},
    )  # fmt: skip


async def _one(
    request: Request, who: Staff, union: str, broadcast_id: UUID, *, tried: bool = False, refusal: Refusal | None = None
) -> Response:
    async with connection(request.app.state.system.pool) as conn:
        said = await broadcast.find(conn, broadcast_id, union)
        audience = await store.audience(conn, said)
        titles = await store.titles(conn, said.group_ids)
    return render(
        request, "broadcast.html", refusal.status if refusal else 200, union=union, said=said, audience=audience, titles=titles, tried=tried,
        refusal=refusal, another=needs_another(audience.families, said.made_by, who.person_id, said.sent_by),
    )  # fmt: skip
