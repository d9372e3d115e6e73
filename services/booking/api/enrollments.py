"""The JSON door to the desk: what a family asks for and has."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from services.booking.api.shapes import Named, Titled
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Result
from services.booking.seen.unheard import not_found
from services.booking.store import enrollments
from services.booking.usecases.ask import Wanted, ask_to_accept, ask_to_enroll, ask_to_withdraw
from services.booking.usecases.desk import Desk
from services.booking.usecases.mend import ask_to_mend
from shared.db.pool import connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer
from shared.kernel.identity import Identity
from shared.web.auth import Who
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.lean import lean
from shared.web.parts import Next, Part, read_cursor
from shared.web.shapes import Input, Output, example

router = Operations("booking", "enrollments")


class EnrollIn(Input):
    """A place for this child in this group, please."""

    model_config = example(
        group_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04", child_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05"
    )

    group_id: UUID
    child_id: UUID
    instead_of: UUID | None = None
    """A place or a turn of the same child that is given up once this one is granted, and only then."""


class SeatIn(Input):
    """One child in one group."""

    group_id: UUID
    child_id: UUID


Choice = Annotated[list[SeatIn], Field(min_length=1, max_length=6)]
"""Places that are wanted all or none: brothers and sisters, or a child's care and class."""


class TogetherIn(Input):
    """Several places as one request: the first of the choices that can be had."""

    model_config = example(
        choices=[
            [
                {
                    "group_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04",
                    "child_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05",
                },
                {
                    "group_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04",
                    "child_id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e06",
                },
            ]
        ]
    )

    choices: Annotated[list[Choice], Field(min_length=1, max_length=10)]
    """In the order of preference."""


class Reason(Output):
    """A condition that is not met."""

    code: str
    zh: str
    en: str


class OverlapOut(Output):
    """What the booking would overlap with, and where first."""

    enrollment_id: UUID | None
    """None: with another part of the same request."""
    title: str
    date: date
    time: Annotated[str, Field(pattern=r"^\d\d:\d\d$")]


class LimitedBy(Output):
    """An enrollment that counts for the limit."""

    enrollment_id: UUID
    title: str


class AnswerOut(Output):
    """The final word: `result` for programs, `zh` and `en` for people."""

    model_config = example(
        result="waitlisted",
        zh="张小明候补第 3 位：一至三年级班。",
        en="张小明 is number 3 on the waiting list: 一至三年级班.",
        enrollment_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e07",
        together=[],
        group={"id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04", "title": "一至三年级班"},
        child={"id": "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05", "name": "张小明"},
        position=3,
        until=None,
        reasons=[],
        overlap=None,
        limited_by=[],
    )

    result: Result
    """`unverified`: somebody asked before for a child of the same name and birth date; the request keeps its turn, and the organizer looks."""
    zh: str
    en: str
    enrollment_id: UUID | None
    together: list[LimitedBy]
    """The other enrollments of the same request."""
    group: Titled
    child: Named
    position: int | None
    until: datetime | None
    reasons: list[Reason]
    overlap: OverlapOut | None
    limited_by: list[LimitedBy]
    """The enrollments that reach a limit already."""


class StandingOut(Output):
    """How a common decision came out: “4th of 9 for 3 places”."""

    rank: int
    of: int
    places: int


class MendOut(Output):
    """What whoever checks the request wants to be mended, and until when."""

    what: str
    by: datetime


class EnrollmentOut(Output):
    """One of the family's enrollments."""

    model_config = example(state="confirmed", reason="", choice=1, together=[])

    id: UUID
    state: State
    position: int | None
    reason: str
    until: datetime | None
    """When an offer ends, or ended."""
    mend: MendOut | None = None
    """It was sent back to be mended."""
    choice: int
    """Which wish of the family it is, from 1."""
    together: list[UUID]
    """The other enrollments of the same request."""
    standing: StandingOut | None
    group: Titled
    child: Named
    created_at: datetime


class EnrollmentsOut(Output):
    """The newest first."""

    enrollments: list[EnrollmentOut]
    next: Next


class MendedOut(Output):
    """What is to be checked again."""

    mended: UUID


_NO_PLACE: dict[int | str, dict[str, Any]] = {
    200: {"model": AnswerOut, "description": "Another final answer, with the reason"}
}


@router.get("/enrollments", response_model=EnrollmentsOut)
async def list_enrollments(request: Request, who: Who, part: Annotated[Part, Query()]) -> dict[str, Any]:
    """The enrollments of the family, the newest first."""
    (after,) = read_cursor(part.after, UUID)
    async with connection(request.app.state.system.pool) as conn:
        rows = await enrollments.of_person(conn, who.person_id, after=after, limit=part.limit + 1)
    shown, more = part.of(rows, lambda row: (row.id,))
    return {"enrollments": [row.as_json() for row in shown], "next": more}


@router.post("/enrollments", status_code=201, response_model=AnswerOut, responses=_NO_PLACE)
@lean(EnrollIn)
@refuses(NotFound)
async def enroll(request: Request, who: Who, key: IdempotencyKey, body: EnrollIn) -> JSONResponse:
    """Book a place. 201: a place, a turn, or a part in a decision; 200: another final answer, with the reason."""
    return await _enroll(request, who, key, [[(body.group_id, body.child_id)]], body.instead_of)


@router.post("/enrollments/together", status_code=201, response_model=AnswerOut, responses=_NO_PLACE)
@refuses(NotFound)
async def enroll_together(request: Request, who: Who, key: IdempotencyKey, body: TogetherIn) -> JSONResponse:
    """Book several places as one: of each choice all or none, of the choices the first that can be had."""
    choices = [[(seat.group_id, seat.child_id) for seat in choice] for choice in body.choices]
    return await _enroll(request, who, key, choices)


async def _enroll(
    request: Request, who: Identity, key: str, wanted: Wanted, instead_of: UUID | None = None
) -> JSONResponse:  # fmt: skip
    desk: Desk = request.app.state.desk
    answer = await ask_to_enroll(desk, who, key, wanted, instead_of)
    if answer.status == 404:
        raise await not_found(
            request.app.state.system.pool, desk.book, {group for seats in wanted for group, _ in seats}
        )
    return respond(answer)


@router.post("/enrollments/{enrollment_id}/accept", response_model=AnswerOut)
@refuses(NotFound)
async def accept_offer(request: Request, who: Who, key: IdempotencyKey, enrollment_id: UUID) -> JSONResponse:
    """Accept an offered place, or one that is open to all who wait."""
    return answered(await ask_to_accept(request.app.state.desk, who, key, enrollment_id))


@router.post("/enrollments/{enrollment_id}/withdraw", response_model=AnswerOut)
@refuses(NotFound)
async def withdraw(request: Request, who: Who, key: IdempotencyKey, enrollment_id: UUID) -> JSONResponse:
    """Give the place, or the turn in the waiting list, up."""
    return answered(await ask_to_withdraw(request.app.state.desk, who, key, enrollment_id))


@router.post("/enrollments/{enrollment_id}/mended", response_model=MendedOut)
@refuses(NotFound, Conflict)
async def hand_back(request: Request, who: Who, key: IdempotencyKey, enrollment_id: UUID) -> JSONResponse:
    """What was sent back is mended: it is checked again, at its old turn."""
    system, book = request.app.state.system, request.app.state.desk.book
    return respond(await ask_to_mend(system, book, who, key, enrollment_id))


def answered(answer: Answer) -> JSONResponse:
    """The answer as the API gives it. Raises NotFound."""
    if answer.status == 404:
        raise NotFound
    return respond(answer)
