"""找家庭: an organizer finds a family, and all that it asked of the organizer's unions."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.contacts import contacts_of
from services.booking.usecases.cancel import ask_to_cancel
from services.booking.usecases.read_lists import read_families
from services.booking.usecases.review import LONGEST
from services.booking.words import lists
from shared.db.pool import transaction
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import came_from, render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console", include_in_schema=False)

Text = Annotated[str, Form()]
Sought = Annotated[str, Query(max_length=60)]
Guardians = Annotated[Sequence[UUID], Query(max_length=20)]
"""Accounts knows people by phone and name, and sends here whoever may be meant."""


@router.get("/families")
@shows("families")
async def families(
    request: Request, who: Staff, q: Sought = "", guardian: Guardians = (), more: bool = False
) -> HTMLResponse:  # fmt: skip
    """What was asked, what was answered, when, by whom, and why."""
    sought = q.strip()
    if not sought and not guardian:
        return render(request, "families.html", sought="", seen=None, more=False, decisions=lists.DECISIONS)
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_families(conn, who, sought, guardian)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
    return await asyncio.to_thread(
        render, request, "families.html", sought=sought, seen=seen, contacts=contacts, more=more or seen.more, decisions=lists.DECISIONS, longest=LONGEST
    )  # fmt: skip


@router.post("/groups/{group_id}/cancel")
@shows()
async def cancel(
    request: Request, who: Staff, group_id: UUID, *, enrollment_id: Annotated[UUID, Form()], reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """End an enrollment for a written reason, and see the family again."""
    system, book = request.app.state.system, request.app.state.desk.book
    key = checked_key(idempotency_key)
    await ask_to_cancel(system, book, who, key, group_id, enrollment_id=enrollment_id, reason=reason)
    return RedirectResponse(came_from(request, "/booking/console/families"), 303)
