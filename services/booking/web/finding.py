"""找家庭: an organizer finds a family, and all that it asked of the organizer's unions."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.contacts import contacts_of
from services.booking.usecases.cancel import ask_to_cancel
from services.booking.usecases.leave_family import take_out
from services.booking.usecases.read_lists import read_families
from services.booking.usecases.review import LONGEST
from services.booking.words import lists
from services.booking.words.guardians import all_spoken, spoken
from shared.db.once import write_once
from shared.db.pool import Connection, transaction
from shared.kernel.answer import Answer, digest
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
        return render(
            request,
            "families.html",
            sought="",
            seen=None,
            more=False,
            decisions=lists.DECISIONS,
            all_spoken=all_spoken,
            spoken=spoken,
        )
    async with transaction(request.app.state.system.pool) as conn:
        seen = await read_families(conn, who, sought, guardian)
        contacts = await contacts_of(conn, request.app.state.vault, seen.child_ids)
    return await asyncio.to_thread(
        render, request, "families.html", sought=sought, seen=seen, contacts=contacts, more=more or seen.more, decisions=lists.DECISIONS, longest=LONGEST, all_spoken=all_spoken, spoken=spoken,
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


@router.post("/families/{family_id}/guardians")
@shows()
async def take_guardian_out(
    request: Request, who: Staff, family_id: UUID, *, person_id: Annotated[UUID, Form()], reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Take a guardian out of a family for a written reason, and see the family again."""

    async def work(conn: Connection) -> Answer:
        await take_out(conn, who, family_id, person_id, reason=reason)
        return Answer(200, {})

    what = digest("take out", family_id, person_id, reason)
    await write_once(request.app.state.system, who.person_id, checked_key(idempotency_key), what, work)
    return RedirectResponse(came_from(request, "/booking/console/families"), 303)
