"""The JSON door to the desk: what a family asks for and has."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from services.booking.store import enrollments
from services.booking.usecases.ask import ask_to_accept, ask_to_enroll, ask_to_withdraw
from shared.db.pool import connection
from shared.errors import NotFound
from shared.kernel.answer import Answer
from shared.web.auth import Who
from shared.web.idempotency import IdempotencyKey, respond

router = APIRouter(prefix="/booking/api", tags=["booking"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EnrollIn(_Body):
    """A place for this child in this group, please."""

    group_id: UUID
    child_id: UUID


class SeatIn(_Body):
    """One child in one group."""

    group_id: UUID
    child_id: UUID


Choice = Annotated[list[SeatIn], Field(min_length=1, max_length=6)]
"""Places that are wanted all or none: brothers and sisters, or a child's care and class."""


class TogetherIn(_Body):
    """Several places as one request: the first of the choices that can be had."""

    choices: Annotated[list[Choice], Field(min_length=1, max_length=10)]
    """In the order of preference."""


class Reason(BaseModel):
    """A condition that is not met."""

    code: str
    zh: str
    en: str


class Named(BaseModel):
    """Something with an id and a name."""

    id: UUID
    name: str


class Titled(BaseModel):
    """Something with an id and a title."""

    id: UUID
    title: str


class Overlap(BaseModel):
    """What the booking would overlap with, and where first."""

    enrollment_id: UUID | None
    """None: with another part of the same request."""
    title: str
    date: date
    time: str


class LimitedBy(BaseModel):
    """An enrollment that counts for the limit."""

    enrollment_id: UUID
    title: str


class AnswerOut(BaseModel):
    """The final word: `result` for programs, `zh` and `en` for people."""

    result: str
    """`unverified`: somebody asked before for a child of the same name and birth date; the request keeps its turn, and the organizer looks."""
    zh: str
    en: str
    enrollment_id: UUID | None
    together: list[LimitedBy]
    """The other enrollments of the same request."""
    group: Titled
    child: Named
    position: int | None
    until: str | None
    reasons: list[Reason]
    overlap: Overlap | None
    limited_by: list[LimitedBy]
    """The enrollments that reach a limit already."""


class StandingOut(BaseModel):
    """How a common decision came out: “4th of 9 for 3 places”."""

    rank: int
    of: int
    places: int


class EnrollmentOut(BaseModel):
    """One of the family's enrollments."""

    id: UUID
    state: str
    position: int | None
    reason: str
    until: str | None
    """When an offer ends, or ended."""
    choice: int
    """Which wish of the family it is, from 1."""
    together: list[UUID]
    """The other enrollments of the same request."""
    standing: StandingOut | None
    group: Titled
    child: Named
    created_at: str


@router.get("/enrollments", response_model=list[EnrollmentOut])
async def my_enrollments(request: Request, who: Who) -> list[dict[str, Any]]:
    """All enrollments of the family, the newest first, at most 200."""
    async with connection(request.app.state.system.pool) as conn:
        return [row.as_json() for row in await enrollments.of_person(conn, who.person_id)]


@router.post("/enrollments", status_code=201, response_model=AnswerOut, responses={200: {"model": AnswerOut}})
async def enroll(request: Request, who: Who, key: IdempotencyKey, body: EnrollIn) -> JSONResponse:
    """Book a place. 201: a place, a turn, or a part in a decision; 200: another final answer, with the reason."""
    return answered(await ask_to_enroll(request.app.state.desk, who, key, [[(body.group_id, body.child_id)]]))


@router.post("/enrollments/together", status_code=201, response_model=AnswerOut, responses={200: {"model": AnswerOut}})
async def enroll_together(request: Request, who: Who, key: IdempotencyKey, body: TogetherIn) -> JSONResponse:
    """Book several places as one: of each choice all or none, of the choices the first that can be had."""
    choices = [[(seat.group_id, seat.child_id) for seat in choice] for choice in body.choices]
    return answered(await ask_to_enroll(request.app.state.desk, who, key, choices))


@router.post("/enrollments/{enrollment_id}/accept", response_model=AnswerOut)
async def accept(request: Request, who: Who, key: IdempotencyKey, enrollment_id: UUID) -> JSONResponse:
    """Accept an offered place, or one that is open to all who wait."""
    return answered(await ask_to_accept(request.app.state.desk, who, key, enrollment_id))


@router.post("/enrollments/{enrollment_id}/withdraw", response_model=AnswerOut)
async def withdraw(request: Request, who: Who, key: IdempotencyKey, enrollment_id: UUID) -> JSONResponse:
    """Give the place, or the turn in the waiting list, up."""
    return answered(await ask_to_withdraw(request.app.state.desk, who, key, enrollment_id))


def answered(answer: Answer) -> JSONResponse:
    """The answer as the API gives it. Raises NotFound."""
    if answer.status == 404:
        raise NotFound
    return respond(answer)
