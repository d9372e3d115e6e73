"""The JSON door for staff: what lies there to be checked, a group's lists, proposals to move; and the result for everybody."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.booking.api.move_shapes import MergedOut, MovesOut, ProposedOut
from services.booking.api.result_shapes import ResultsOut
from services.booking.api.staff_shapes import (
    FirstOut,
    PilesOut,
    RequestsOut,
    ReviewOut,
    RosterOut,
    WaitingOut,
)
from services.booking.seen import lists, results
from services.booking.seen.contacts import contacts_of
from services.booking.seen.review import AT_MOST, as_json
from services.booking.seen.staff import checker
from services.booking.store import review
from services.booking.usecases.merge import ask_to_merge
from services.booking.usecases.propose_move import ask_to_move, destinations
from services.booking.usecases.read_lists import read_everyone, read_moves, read_requests, read_waiting
from services.booking.usecases.review import LONGEST, ask_to_put_first, ask_to_review, ask_to_send_back
from shared.db.pool import connection, transaction
from shared.errors import Conflict, NotFound, refuses
from shared.web.auth import Staff
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.parts import Part, read_cursor
from shared.web.shapes import Input, Moment, example
from shared.web.shown import shows

router = Operations("booking", "staff")

Text = Annotated[str, Field(max_length=LONGEST)]


class ReviewIn(Input):
    """Yes or no to these requests, in this order."""

    model_config = example(requests=["019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07"], approved=False, reason="材料看不清楚")

    requests: Annotated[list[UUID], Field(min_length=1, max_length=AT_MOST)]
    approved: bool
    reason: Text = ""
    """Needed for a no; the family reads it."""


class SendBackIn(Input):
    """Back to their families, which may mend what is missing and keep their turns."""

    model_config = example(
        requests=["019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07"], reason="户口本照片看不清，请重新拍", days=3
    )

    requests: Annotated[list[UUID], Field(min_length=1, max_length=AT_MOST)]
    reason: Text
    """What is to be mended; the family reads it."""
    days: Literal[1, 2, 3, 5, 7] = 3
    """How long it has, until the evening of the last day; less where places are given before."""


class FirstIn(Input):
    """To the head of the waiting list, out of order."""

    model_config = example(enrollment_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07", reason="双胞胎已录取")

    enrollment_id: UUID
    reason: Text


class MoveIn(Input):
    """A place in another group for every family that has one in this, until an instant."""

    model_config = example(
        to_group_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e08", until="2027-01-06T18:00:00+08:00", reason="报名人数不足"
    )

    to_group_id: UUID
    until: Moment
    reason: Text


class MergeIn(Input):
    """The class to become one with: the same site, dates, hours and conditions."""

    model_config = example(to_group_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e08", reason="两个班人数都不多")

    to_group_id: UUID
    reason: Text


@router.get("/staff/review", response_model=PilesOut)
@shows()
async def list_groups_to_review(request: Request, who: Staff, part: Annotated[Part, Query()]) -> dict[str, Any]:
    """Groups with requests to check, the longest waiting first."""
    after = read_cursor(part.after, datetime, UUID)
    async with connection(request.app.state.system.pool) as conn:
        piles = await review.piles(conn, checker(who), after=after, limit=part.limit + 1)
    shown, more = part.of(piles, lambda pile: (pile.oldest, pile.id))
    return {"groups": [asdict(pile) for pile in shown], "next": more}


@router.get("/staff/review/{group_id}", response_model=RequestsOut)
@refuses(NotFound)
@shows("requests")
async def list_requests(request: Request, who: Staff, group_id: UUID) -> dict[str, Any]:
    """What this person has to check in a group, in order of arrival."""
    async with transaction(request.app.state.system.pool) as conn:
        return as_json(await read_requests(conn, request.app.state.desk.book, who, group_id))


@router.post("/staff/review/{group_id}", response_model=ReviewOut)
@refuses(NotFound, Conflict)
@shows()
async def review_requests(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: ReviewIn
) -> JSONResponse:
    """Approve or refuse them; what was asked for as one stands and falls as one."""
    system, book = request.app.state.system, request.app.state.desk.book
    done = await ask_to_review(
        system, book, who, key, group_id, ids=body.requests, approved=body.approved, reason=body.reason
    )
    return respond(done)


@router.post("/staff/review/{group_id}/send-back", response_model=ReviewOut)
@refuses(NotFound, Conflict)
@shows()
async def send_requests_back(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: SendBackIn
) -> JSONResponse:
    """Send them back to be mended; what was asked for as one goes back as one."""
    system, book = request.app.state.system, request.app.state.desk.book
    done = await ask_to_send_back(
        system, book, who, key, group_id, ids=body.requests, days=body.days, reason=body.reason
    )
    return respond(done)


@router.get("/staff/groups/{group_id}/roster", response_model=RosterOut)
@refuses(NotFound)
@shows("export")
async def get_roster(request: Request, who: Staff, group_id: UUID) -> dict[str, Any]:
    """Everyone live in a group."""
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_everyone(conn, request.app.state.desk.book, who, group_id)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
    return {"children": [lists.line_json(line) | {"contact": contacts.get(line.row.child_id)} for line in seen.lines]}


@router.get("/staff/groups/{group_id}/waiting", response_model=WaitingOut)
@refuses(NotFound)
@shows("waiting")
async def get_waiting_list(request: Request, who: Staff, group_id: UUID) -> dict[str, Any]:
    """The waiting list in the order in which it will be used, the offers under way, and who was put first by hand, and why."""
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_waiting(conn, request.app.state.desk.book, who, group_id)
    waits, offers = ([lists.line_json(line) for line in lines] for lines in (seen.queue, seen.offers))
    return {"waiting": waits, "offers": offers, "log": [asdict(entry) for entry in seen.log]}


@router.post("/staff/groups/{group_id}/waiting/first", response_model=FirstOut)
@refuses(NotFound, Conflict)
@shows()
async def put_first(request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: FirstIn) -> JSONResponse:
    """Put a family first, for a reason that is kept."""
    system, book = request.app.state.system, request.app.state.desk.book
    return respond(await ask_to_put_first(system, book, who, key, group_id, **body.model_dump()))


@router.get("/staff/groups/{group_id}/moves", response_model=MovesOut)
@refuses(NotFound)
@shows("moves")
async def list_moves(request: Request, who: Staff, group_id: UUID, part: Annotated[Part, Query()]) -> dict[str, Any]:
    """What was proposed to whom, the newest first; and groups that the children could move to."""
    book, (after,) = request.app.state.desk.book, read_cursor(part.after, UUID)
    async with transaction(request.app.state.system.pool) as conn:
        proposed = await read_moves(conn, book, who, group_id, after=after, limit=part.limit + 1)
        places = await destinations(conn, book, group_id)
    groups = [{"id": d.known.group.id, "title": d.known.group.title, "free": d.free, "fit": d.fit} for d in places]
    shown, more = part.of(proposed, lambda move: (move.id,))
    return {"destinations": groups, "proposed": [asdict(move) for move in shown], "next": more}


@router.post("/staff/groups/{group_id}/moves", status_code=201, response_model=ProposedOut)
@refuses(NotFound, Conflict)
@shows()
async def propose_move(request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: MoveIn) -> JSONResponse:
    """Propose it; nobody is moved without saying yes."""
    system, book = request.app.state.system, request.app.state.desk.book
    return respond(await ask_to_move(system, book, who, key, group_id, **body.model_dump()))


@router.post("/staff/groups/{group_id}/merge", response_model=MergedOut)
@refuses(NotFound, Conflict)
@shows()
async def merge_groups(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: MergeIn
) -> JSONResponse:
    """Let all who stand in a class go over to a parallel one, in one step and for a reason that each family reads: all or nobody."""
    system, book = request.app.state.system, request.app.state.desk.book
    return respond(await ask_to_merge(system, book, who, key, group_id, **body.model_dump()))


@router.get("/groups/{group_id}/results", response_model=ResultsOut)
@refuses(NotFound)
async def get_results(request: Request, group_id: UUID) -> dict[str, Any]:
    """How the places of a group were given, for everybody: masked names only where the notice says so."""
    async with connection(request.app.state.system.pool) as conn:
        return results.as_json(await results.results_of(conn, request.app.state.desk.book, group_id))
