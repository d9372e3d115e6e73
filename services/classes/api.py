"""The JSON door: parse, call the use case, shape the answer."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse

from services.classes.asked import parse_ids, visible
from services.classes.plan import PlanErrors
from services.classes.shapes import (
    CancelIn,
    CapacityIn,
    ErrorOut,
    GroupPage,
    GroupWhole,
    PlacesList,
    PlanOut,
    PlanRefused,
    PublishedOut,
    Wanted,
    brief,
    imported,
    live,
    whole,
)
from services.classes.store import catalogue, publishing
from services.classes.store.catalogue import Filters
from services.classes.store.groups import Group
from services.classes.usecases.cancel import cancel
from services.classes.usecases.change_capacity import change_capacity
from services.classes.usecases.hold import hold
from services.classes.usecases.import_plan import check_may_import, import_plan
from services.classes.usecases.publish import publish, publish_plan
from services.classes.words import refusals
from shared.db.clock import clock
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.web.auth import MaybeWho, Staff
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond

router = Operations("classes", "classes")


@router.get("/groups")
async def list_groups(request: Request, wanted: Annotated[Wanted, Query()]) -> GroupPage:
    """The catalogue: what can be booked first."""
    filters = Filters(**wanted.model_dump(exclude={"page", "size"}))
    async with connection(request.app.state.system.pool) as conn:
        found = await catalogue.search(conn, filters, page=wanted.page, size=wanted.size)
    shown = [brief(group, found.now) for group in found.groups]
    return GroupPage(groups=shown, total=found.total, page=wanted.page, now=found.now)


@router.get("/groups/{group_id}")
@refuses(NotFound)
async def get_group(request: Request, group_id: UUID, who: MaybeWho) -> GroupWhole:
    """One group; a draft only to its organizer."""
    async with connection(request.app.state.system.pool) as conn:
        return whole(await visible(conn, group_id, who), await clock(conn))


@router.get("/places")
async def get_places(request: Request, ids: Annotated[str, Query(max_length=4000)]) -> PlacesList:
    """Live numbers of up to a hundred groups, ids separated by commas."""
    async with connection(request.app.state.system.pool) as conn:
        rows, now = await catalogue.places(conn, parse_ids(ids)), await clock(conn)
    return PlacesList(places=[live(row, now) for row in rows], now=now)


_YAML = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": PlanOut, "description": "No group came new"},
    422: {"model": PlanRefused},
}


@router.post("/plans", status_code=201, response_model=PlanOut, responses=_ANSWERS, openapi_extra=_YAML)
@refuses(Conflict)
async def import_plan_file(request: Request, who: Staff, key: IdempotencyKey) -> JSONResponse:
    """Import a plan (招生方案), YAML in UTF-8: 201 when groups came new, 200 when not, 422 with every error and its line."""
    data = await request.body()
    try:
        plan = await request.app.state.reader.read(data)
    except PlanErrors as bad:
        errors = [ErrorOut(line=e.line, column=e.column, where=e.where, zh=e.zh, en=e.en) for e in bad.errors]
        raise BadInput(
            *refusals.PLAN_HAS_ERRORS,
            code="plan-errors",
            more={"errors": [error.model_dump() for error in errors]},
        ) from bad
    check_may_import(who, plan)

    async def work(conn: Connection) -> Answer:
        done = await import_plan(conn, who, plan, data.decode("utf-8-sig"))
        created = any(step.fate == "created" for step, _ in done.groups)
        return Answer(201 if created else 200, imported(done).model_dump(mode="json"))

    return respond(await write_once(request.app.state.system, who.person_id, key, digest("import", data), work))


@router.post("/plans/{plan_id}/publish", response_model=PublishedOut)
@refuses(NotFound, Conflict)
async def publish_drafts(request: Request, who: Staff, key: IdempotencyKey, plan_id: UUID) -> JSONResponse:
    """Publish every draft of a plan. Of hundreds the first are published at once, the others turn by turn: seconds later."""

    async def work(conn: Connection) -> Answer:
        done = await publish_plan(conn, who, plan_id)
        return Answer(
            200, {"published": [str(group.id) for group in done], "to_follow": await publishing.left(conn, plan_id)}
        )

    return await _once(request, who, key, digest("publish plan", plan_id), work)


@router.post("/groups/{group_id}/publish", response_model=GroupWhole)
@refuses(NotFound, Conflict)
async def publish_group(request: Request, who: Staff, key: IdempotencyKey, group_id: UUID) -> JSONResponse:
    """Publish one draft."""
    return await _once(
        request, who, key, digest("publish", group_id), _changing(lambda conn: publish(conn, who, group_id))
    )


@router.post("/groups/{group_id}/capacity", response_model=GroupWhole)
@refuses(NotFound, Conflict)
async def set_capacity(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: CapacityIn
) -> JSONResponse:
    """Ask for another capacity; 409 when more places are taken."""
    what = digest("capacity", group_id, body.capacity)
    return await _once(
        request, who, key, what, _changing(lambda conn: change_capacity(conn, who, group_id, body.capacity))
    )


@router.post("/groups/{group_id}/cancel", response_model=GroupWhole)
@refuses(NotFound, Conflict)
async def cancel_group(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: CancelIn
) -> JSONResponse:
    """Call a group off; every family in it is told the reason."""
    what = digest("cancel", group_id, body.reason)
    return await _once(request, who, key, what, _changing(lambda conn: cancel(conn, who, group_id, body.reason)))


@router.post("/groups/{group_id}/hold", response_model=GroupWhole)
@refuses(NotFound, Conflict)
async def hold_group(request: Request, who: Staff, key: IdempotencyKey, group_id: UUID) -> JSONResponse:
    """Hold a group although it has too few children; families that were told so hear that it takes place."""
    return await _once(request, who, key, digest("hold", group_id), _changing(lambda conn: hold(conn, who, group_id)))


Work = Callable[[Connection], Awaitable[Answer]]


async def _once(request: Request, who: Identity, key: str, what: bytes, work: Work) -> JSONResponse:
    return respond(await write_once(request.app.state.system, who.person_id, key, what, work))


def _changing(change: Callable[[Connection], Awaitable[Group]]) -> Work:
    async def work(conn: Connection) -> Answer:
        return Answer(200, whole(await change(conn), await clock(conn)).model_dump(mode="json"))

    return work
