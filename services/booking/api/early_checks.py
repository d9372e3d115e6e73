"""The JSON door for checks before the opening (提前审核): a family asks and sees how it stands, whoever checks requests decides."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.booking.api.staff_shapes import ChildToReviewOut
from services.booking.seen.early_checks import AT_MOST
from services.booking.seen.review import child_json
from services.booking.store import early_checks as store
from services.booking.store.early_checks import State
from services.booking.usecases.early_check import ask_for_check, decide_checks
from services.booking.usecases.read_lists import read_early_checks
from services.booking.usecases.review import LONGEST
from shared.db.once import write_once
from shared.db.pool import Connection, connection, transaction
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.web.auth import Staff, Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

family = Operations("booking", "family")
staff = Operations("booking", "staff")


class CheckIn(Input):
    """A child that its family wants checked for a group before it opens."""

    model_config = example(
        group_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04", child_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05"
    )

    group_id: UUID
    child_id: UUID


class CheckAsked(Output):
    """It lies there to be checked."""

    child_id: UUID


class CheckOut(Output):
    """How one stands."""

    model_config = example(state="sent_back", reason="在职证明看不清楚")

    child_id: UUID
    group_id: UUID
    """For which it was asked; it counts for all of its plan that look at the same."""
    state: State
    """`held`: checked, and so it books at once."""
    reason: str
    """What is to be mended before it is asked for again."""


class ChecksOut(Output):
    """Of all children of the person."""

    checks: list[CheckOut]


class ToCheckOut(Output):
    """One that somebody is to look at."""

    id: UUID
    version: int
    """Of what the family says: a yes is for what was seen."""
    group_id: UUID
    asked_at: datetime
    child: ChildToReviewOut


class ToCheckListOut(Output):
    """In order of arrival, by group."""

    checks: list[ToCheckOut]
    more: bool


class SeenIn(Input):
    """One as it was seen."""

    model_config = example(id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07", version=1)

    id: UUID
    version: Annotated[int, Field(ge=0, lt=2**31)]


class DecideIn(Input):
    """Yes, or back with words."""

    model_config = example(approved=False, reason="在职证明看不清楚")

    checks: Annotated[list[SeenIn], Field(min_length=1, max_length=AT_MOST)]
    approved: bool
    reason: Annotated[str, Field(max_length=LONGEST)] = ""
    """Needed where they go back; the family reads it."""


class DecidedOut(Output):
    """How many were still as they were seen; their families are told."""

    done: int
    stale: int
    """Changed by the family meanwhile, or decided by somebody else: nothing was done."""


@family.get("/checks", response_model=ChecksOut)
async def list_checks(request: Request, who: Who) -> dict[str, Any]:
    """What was asked for, and how it stands."""
    async with connection(request.app.state.system.pool) as conn:
        return {"checks": await store.of_person(conn, who.person_id)}


@family.post("/checks", status_code=201, response_model=CheckAsked)
@refuses(NotFound, Conflict)
async def ask_for_early_check(request: Request, who: Who, key: IdempotencyKey, body: CheckIn) -> JSONResponse:
    """Have a child checked before the opening; asked twice, it is asked once."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        await ask_for_check(conn, state.desk.book, who, body.group_id, body.child_id)
        return Answer(201, {"child_id": str(body.child_id)})

    what = digest("ask for check", body.group_id, body.child_id)
    return respond(await write_once(state.system, who.person_id, key, what, work))


@staff.get("/staff/checks", response_model=ToCheckListOut)
@shows("requests")
async def list_early_checks(request: Request, who: Staff) -> dict[str, Any]:
    """What lies there for this person."""
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_early_checks(conn, request.app.state.desk.book, who)
    checks = [
        {
            "id": one.check.id,
            "version": one.check.version,
            "group_id": one.check.group_id,
            "asked_at": one.check.asked_at,
            "child": child_json(one.child),
        }
        for one in seen.asked
    ]
    return {"checks": checks, "more": seen.more > 0}


@staff.post("/staff/checks", response_model=DecidedOut)
@shows()
async def decide_early_checks(request: Request, who: Staff, key: IdempotencyKey, body: DecideIn) -> JSONResponse:
    """Say yes to them, or send them back; each family is told."""
    seen = [(one.id, one.version) for one in body.checks]
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        done = await decide_checks(conn, state.desk.book, who, seen, approved=body.approved, reason=body.reason)
        return Answer(200, {"done": done, "stale": len(seen) - done})

    what = digest("decide checks", body.model_dump_json())
    return respond(await write_once(state.system, who.person_id, key, what, work))
