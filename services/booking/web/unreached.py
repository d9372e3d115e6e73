"""通知没送到: families that a message did not reach, with a number to tap; and that they know by now."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.contacts import contacts_of
from services.booking.seen.staff import checker
from services.booking.store import unreached as store
from services.booking.usecases.read_lists import read_unreached
from shared.db.once import write_once
from shared.db.pool import Connection, transaction
from shared.errors import NotFound
from shared.kernel.answer import Answer, digest
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/unreached", include_in_schema=False)


@router.get("")
@shows("families")
async def unreached(request: Request, who: Staff, group: UUID | None = None) -> HTMLResponse:
    """Whom to call, and how the enrollment stands now; of one group, or of all that this person organizes."""
    async with transaction(request.app.state.system.pool) as conn:
        rows = await read_unreached(conn, who, group)
        contacts = await contacts_of(conn, request.app.state.vault, {row.child_id for row in rows})
    return await asyncio.to_thread(render, request, "unreached.html", group=group, rows=rows, contacts=contacts)


@router.post("")
@shows()
async def reached(
    request: Request, who: Staff, *, enrollment_id: Annotated[UUID, Form()], group: Annotated[UUID | None, Form()] = None,
    idempotency_key: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """The family was told by phone."""

    async def work(conn: Connection) -> Answer:
        if not await store.reached(conn, checker(who), enrollment_id):
            raise NotFound
        return Answer(200, {})

    what = digest("reached", enrollment_id)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(f"/booking/console/unreached{f'?group={group}' if group else ''}", 303)
