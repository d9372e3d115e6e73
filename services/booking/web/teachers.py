"""班主任: an organizer names the teachers of one group, and takes them off again; from that moment on they see nothing of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.staff import own_group
from services.booking.store import teachers
from services.booking.usecases.name_teacher import end_teacher, name_teacher
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.tickets import read_ticket
from shared.tokens import public_keys
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups/{group_id}/teachers", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("")
@shows()
async def of_group(request: Request, who: Staff, group_id: UUID, ticket: str = "") -> HTMLResponse:
    """Who they are; with a ticket of accounts, who is to become one."""
    return await _page(request, who, group_id, ticket=ticket)


@router.post("")
@shows()
async def name(
    request: Request, who: Staff, group_id: UUID, *, ticket: Text = "", called: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Name the person whom accounts vouches for."""
    keys = public_keys(request.app.state.system.settings.keys_dir)

    async def work(conn: Connection) -> Answer:
        known = await own_group(conn, request.app.state.desk.book, who, group_id)
        await name_teacher(conn, who, known, read_ticket(ticket, keys, who.person_id).person_id, called)
        return Answer(201, {})

    what = digest("name teacher", group_id, ticket, called)
    try:
        await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    except BadInput as wrong:
        return await _page(request, who, group_id, ticket=ticket, called=called, wrong=wrong)
    return _back(group_id)


@router.post("/{teacher_id}/end")
@shows()
async def end(request: Request, who: Staff, group_id: UUID, teacher_id: UUID, idempotency_key: Text = "") -> Response:
    """Take one off."""

    async def work(conn: Connection) -> Answer:
        await end_teacher(conn, who, await own_group(conn, request.app.state.desk.book, who, group_id), teacher_id)
        return Answer(200, {})

    what = digest("end teacher", group_id, teacher_id)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return _back(group_id)


def _back(group_id: UUID) -> RedirectResponse:
    return RedirectResponse(f"/booking/console/groups/{group_id}/teachers", 303)


async def _page(
    request: Request, who: Identity, group_id: UUID, *, ticket: str, called: str = "", wrong: BadInput | None = None
) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        known = await own_group(conn, request.app.state.desk.book, who, group_id)
        named = await teachers.of_group(conn, group_id)
    errors, status = (wrong.fields, wrong.status) if wrong else ({}, 200)
    return render(
        request, "teachers.html", status, known=known, group_id=group_id, ticket=ticket, called=called, errors=errors,
        now_named=[one for one in named if not one.ended_at], once_named=[one for one in named if one.ended_at],
    )  # fmt: skip
