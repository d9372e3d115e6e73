"""The JSON door for teachers of single groups (班主任): who they are, one more, one less."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.booking.seen.staff import own_group
from services.booking.store import teachers
from services.booking.usecases.name_teacher import LONGEST, end_teacher, name_teacher
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import Conflict, NotFound, refuses
from shared.kernel.answer import Answer, digest
from shared.tickets import read_ticket
from shared.tokens import public_keys
from shared.web.auth import Staff
from shared.web.contract import Operations
from shared.web.idempotency import IdempotencyKey, respond
from shared.web.shapes import Input, Output, example
from shared.web.shown import shows

router = Operations("booking", "staff")


class TeacherIn(Input):
    """Who is to see the group's roster."""

    model_config = example(ticket="eyJhbGciOiJFZERTQSIs…", called="王老师")

    ticket: Annotated[str, StringConstraints(max_length=2000)]
    """Of accounts (its `receivePerson`): booking knows no phones."""
    called: Annotated[str, Field(max_length=LONGEST)]
    """As its families and colleagues call them."""


class TeacherOut(Output):
    """One who is named for the group, or was."""

    model_config = example(name="王老师", named_by_name="李主席", ended_by_name=None, ended_at=None)

    id: UUID
    name: str
    named_by_name: str
    named_at: datetime
    ended_by_name: str | None
    ended_at: datetime | None


class TeachersOut(Output):
    """In the order in which they were named."""

    teachers: list[TeacherOut]


class TeacherNamed(Output):
    """They see the roster from now on, and are told."""

    group_id: UUID


class TeacherEnded(Output):
    """They see nothing of it from now on, and are told."""

    ended: UUID


@router.get("/staff/groups/{group_id}/teachers", response_model=TeachersOut)
@refuses(NotFound)
@shows()
async def list_teachers(request: Request, who: Staff, group_id: UUID) -> dict[str, Any]:
    """Who they are, and were."""
    async with connection(request.app.state.system.pool) as conn:
        await own_group(conn, request.app.state.desk.book, who, group_id)
        return {"teachers": await teachers.of_group(conn, group_id)}


@router.post("/staff/groups/{group_id}/teachers", status_code=201, response_model=TeacherNamed)
@refuses(NotFound, Conflict)
@shows()
async def name_group_teacher(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, body: TeacherIn
) -> JSONResponse:
    """Name the person whom accounts vouches for; naming them twice is fine."""
    state = request.app.state
    keys = public_keys(state.system.settings.keys_dir)

    async def work(conn: Connection) -> Answer:
        known = await own_group(conn, state.desk.book, who, group_id)
        await name_teacher(conn, who, known, read_ticket(body.ticket, keys, who.person_id).person_id, body.called)
        return Answer(201, {"group_id": str(group_id)})

    what = digest("name teacher", group_id, body.ticket, body.called)
    return respond(await write_once(state.system, who.person_id, key, what, work))


@router.delete("/staff/groups/{group_id}/teachers/{teacher_id}", response_model=TeacherEnded)
@refuses(NotFound, Conflict)
@shows()
async def end_group_teacher(
    request: Request, who: Staff, key: IdempotencyKey, group_id: UUID, teacher_id: UUID
) -> JSONResponse:
    """Take one off."""
    state = request.app.state

    async def work(conn: Connection) -> Answer:
        await end_teacher(conn, who, await own_group(conn, state.desk.book, who, group_id), teacher_id)
        return Answer(200, {"ended": str(teacher_id)})

    return respond(
        await write_once(state.system, who.person_id, key, digest("end teacher", group_id, teacher_id), work)
    )
