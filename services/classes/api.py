"""The JSON door: parse, call the use case, shape the answer."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from services.classes.plan.errors import PlanErrors
from services.classes.plan.reading import read
from services.classes.store import catalogue, groups
from services.classes.store.catalogue import Filters, Kind
from services.classes.store.groups import Group
from services.classes.usecases.cancel import cancel
from services.classes.usecases.change_capacity import change_capacity
from services.classes.usecases.import_plan import Imported, check_may_import, import_plan
from services.classes.usecases.publish import publish, publish_plan
from services.classes.web.views import View, view_places
from shared.db.pool import Connection, connection
from shared.errors import NotFound
from shared.events.catalogue import GroupFacts
from shared.web.auth import Identity, MaybeWho, Staff
from shared.web.idempotency import Answer, IdempotencyKey, digest, write_once

router = APIRouter(prefix="/classes/api", tags=["classes"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GroupOut(BaseModel):
    """A group (班次) as anybody may see it."""

    id: UUID
    state: str
    """not_open, open, full, closed, running, finished, cancelled; draft to its organizer."""
    title: str
    kind: str
    season: str
    term: str
    union: str
    issuer: str
    site: str
    address: str
    first_day: date
    last_day: date
    days: int
    opens_at: datetime
    closes_at: datetime
    grades: tuple[int, int] | None
    ages: tuple[int, int] | None
    capacity: int
    taken: int
    waiting: int
    left: int
    fees: str
    notes: str
    revision: int


class GroupWhole(GroupOut):
    """A group with every day it meets."""

    facts: GroupFacts
    health: str
    services: list[str]
    reason: str
    """Why it was cancelled."""


class GroupPage(BaseModel):
    """One page of the catalogue."""

    groups: list[GroupOut]
    total: int
    page: int
    now: datetime
    """By the database's clock, which decides openings."""


class PlacesOut(BaseModel):
    """A group's live numbers."""

    id: UUID
    state: str
    capacity: int
    taken: int
    waiting: int
    left: int


class PlacesList(BaseModel):
    """Live numbers and the instant they were read at."""

    places: list[PlacesOut]
    now: datetime


class ImportedGroup(BaseModel):
    """What became of a group: created, updated, revised, unchanged, refused, removed, left."""

    key: str
    id: UUID | None
    change: str
    title: str
    zh: str
    en: str


class ErrorOut(BaseModel):
    """What is wrong with a plan, and where."""

    line: int
    column: int
    where: str
    zh: str
    en: str


class PlanOut(BaseModel):
    """What an import did; with errors it did nothing."""

    plan: UUID | None
    groups: list[ImportedGroup]
    errors: list[ErrorOut]


class PublishedOut(BaseModel):
    """The groups that are published now."""

    published: list[UUID]


class CapacityIn(_Body):
    """So many places, please."""

    capacity: Annotated[int, Field(ge=1, le=100_000)]


class CancelIn(_Body):
    """Called off, for this reason."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


class Wanted(_Body):
    """Filters of the catalogue; without a season it holds what is not over yet."""

    season: str | None = None
    grade: Annotated[int, Field(ge=-2, le=9)] | None = None
    """1–9, or 0, -1, -2 for 大班, 中班, 小班."""
    age: Annotated[int, Field(ge=0, le=18)] | None = None
    site: str | None = None
    kind: Kind | None = None
    free: bool = False
    union: str | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 50


@router.get("/groups")
async def list_groups(request: Request, wanted: Annotated[Wanted, Query()]) -> GroupPage:
    """The catalogue: what can be booked first."""
    filters = Filters(**wanted.model_dump(exclude={"page", "size"}))
    async with connection(request.app.state.system.pool) as conn:
        found = await catalogue.search(conn, filters, page=wanted.page, size=wanted.size)
    shown = [GroupOut(**_public(View(group, found.now))) for group in found.groups]
    return GroupPage(groups=shown, total=found.total, page=wanted.page, now=found.now)


@router.get("/groups/{group_id}")
async def get_group(request: Request, group_id: UUID, who: MaybeWho) -> GroupWhole:
    """One group; a draft only to its organizer."""
    async with connection(request.app.state.system.pool) as conn:
        return whole(await visible(conn, group_id, who), await groups.now(conn))


@router.get("/places")
async def get_places(request: Request, ids: Annotated[str, Query(max_length=4000)]) -> PlacesList:
    """Live numbers of up to a hundred groups, ids separated by commas."""
    async with connection(request.app.state.system.pool) as conn:
        rows, now = await catalogue.places(conn, parse_ids(ids)), await groups.now(conn)
    return PlacesList.model_validate({"places": [view_places(row, now) for row in rows], "now": now})


_YAML = {"requestBody": {"required": True, "content": {"application/yaml": {"schema": {"type": "string"}}}}}


@router.post("/plans", responses={201: {"model": PlanOut}, 422: {"model": PlanOut}}, openapi_extra=_YAML)
async def post_plan(request: Request, who: Staff, key: IdempotencyKey) -> JSONResponse:
    """Import a plan (招生方案), YAML in UTF-8: 201 when groups came new, 200 when not, 422 with every error and its line."""
    data = await request.body()
    try:
        plan = read(data, "plan.yaml")
    except PlanErrors as bad:
        errors = [ErrorOut(line=e.line, column=e.column, where=e.where, zh=e.zh, en=e.en) for e in bad.errors]
        return JSONResponse(PlanOut(plan=None, groups=[], errors=errors).model_dump(mode="json"), 422)
    check_may_import(who, plan)

    async def work(conn: Connection) -> Answer:
        done = await import_plan(conn, who, plan, data.decode("utf-8-sig"))
        created = any(step.fate == "created" for step, _ in done.groups)
        return Answer(201 if created else 200, imported(done).model_dump(mode="json"))

    return (await write_once(request.app.state.system, who.person_id, key, digest("import", data), work)).response()


@router.post("/plans/{plan_id}/publish", response_model=PublishedOut)
async def post_publish_plan(request: Request, who: Staff, key: IdempotencyKey, plan_id: UUID) -> JSONResponse:
    """Publish every draft of a plan."""

    async def work(conn: Connection) -> Answer:
        done = await publish_plan(conn, who, plan_id)
        return Answer(200, {"published": [str(group.id) for group in done]})

    return await _once(request, who, key, digest("publish plan", plan_id), work)


@router.post("/groups/{group_id}/publish", response_model=GroupWhole)
async def post_publish(request: Request, who: Staff, key: IdempotencyKey, group_id: UUID) -> JSONResponse:
    """Publish one draft."""
    return await _once(
        request, who, key, digest("publish", group_id), _changing(lambda conn: publish(conn, who, group_id))
    )


@router.post("/groups/{group_id}/capacity", response_model=GroupWhole)
async def post_capacity(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: CapacityIn
) -> JSONResponse:
    """Ask for another capacity; 409 when more places are taken."""
    what = digest("capacity", group_id, body.capacity)
    return await _once(
        request, who, key, what, _changing(lambda conn: change_capacity(conn, who, group_id, body.capacity))
    )


@router.post("/groups/{group_id}/cancel", response_model=GroupWhole)
async def post_cancel(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: CancelIn
) -> JSONResponse:
    """Call a group off; every family in it is told the reason."""
    what = digest("cancel", group_id, body.reason)
    return await _once(request, who, key, what, _changing(lambda conn: cancel(conn, who, group_id, body.reason)))


Work = Callable[[Connection], Awaitable[Answer]]


async def _once(request: Request, who: Identity, key: str, what: bytes, work: Work) -> JSONResponse:
    return (await write_once(request.app.state.system, who.person_id, key, what, work)).response()


def _changing(change: Callable[[Connection], Awaitable[Group]]) -> Work:
    async def work(conn: Connection) -> Answer:
        return Answer(200, whole(await change(conn), await groups.now(conn)).model_dump(mode="json"))

    return work


async def visible(conn: Connection, group_id: UUID, who: Identity | None) -> Group:
    """A group that this person may see: a draft only its organizer. Raises NotFound."""
    group = await groups.find(conn, group_id)
    if group is None or (group.state == "draft" and not (who and who.may_organize(group.union))):
        raise NotFound
    return group


def parse_ids(ids: str) -> list[UUID]:
    """Up to a hundred ids; what is none is left out."""
    found = []
    for text in ids.split(",")[:100]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def imported(done: Imported) -> PlanOut:
    """What an import did."""
    rows = [
        ImportedGroup(key=step.key, id=group_id, change=step.fate, title=step.title, zh=step.zh, en=step.en)
        for step, group_id in done.groups
    ]
    return PlanOut(plan=done.plan.id, groups=rows, errors=[])


def whole(group: Group, now: datetime) -> GroupWhole:
    """Everything that may be seen of a group."""
    shown = group.presentation
    more = {"facts": group.facts, "health": shown.health, "services": shown.services, "reason": group.reason}
    return GroupWhole(**_public(View(group, now)), **more)


def _public(view: View) -> dict[str, Any]:
    group, facts = view.group, view.group.facts
    named = ("title", "kind", "season", "term", "union", "site", "address", "opens_at", "closes_at", "grades", "ages")
    return {name: getattr(facts, name) for name in named} | {
        "id": group.id,
        "state": view.phase,
        "issuer": group.presentation.issuer,
        "first_day": group.first_day,
        "last_day": group.last_day,
        "days": view.days,
        "capacity": group.capacity,
        "taken": group.taken,
        "waiting": group.waiting,
        "left": group.left,
        "fees": group.presentation.fees,
        "notes": group.presentation.notes,
        "revision": group.revision,
    }
