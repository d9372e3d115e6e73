"""并班: two parallel classes become one, in one step."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.staff import own_group
from services.booking.store import staff_decisions as log
from services.booking.store.ledgers import ledger_of
from services.booking.usecases.merge import ask_to_merge, parallels
from services.booking.usecases.review import LONGEST
from services.booking.web.moves import chosen_group
from shared.db.pool import transaction
from shared.errors import BadInput, Conflict, Refusal
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups", include_in_schema=False)

Text = Annotated[str, Form()]


@router.get("/{group_id}/merge")
@shows()
async def merge_page(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """With which classes it could become one, and what was done."""
    return await _page(request, who, group_id)


@router.post("/{group_id}/merge")
@shows()
async def merge(
    request: Request, who: Staff, group_id: UUID, *, to_group_id: Text = "", reason: Text = "", idempotency_key: Text = ""
) -> Response:  # fmt: skip
    """Do it; all go over, or nobody."""
    try:
        key, chosen = checked_key(idempotency_key), chosen_group(to_group_id)
        system, book = request.app.state.system, request.app.state.desk.book
        await ask_to_merge(system, book, who, key, group_id, to_group_id=chosen, reason=reason)
    except (BadInput, Conflict) as refusal:
        typed = {"to_group_id": to_group_id, "reason": reason}
        return await _page(request, who, group_id, typed=typed, refusal=refusal)
    return RedirectResponse(f"/booking/console/groups/{group_id}/merge", 303)


async def _page(
    request: Request, who: Identity, group_id: UUID, *, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HTMLResponse:  # fmt: skip
    book = request.app.state.desk.book
    async with transaction(request.app.state.system.pool) as conn:
        known = await own_group(conn, book, who, group_id)
        ledger, classes = await ledger_of(conn, group_id), await parallels(conn, book, known)
        done = [one for one in await log.of_group(conn, group_id, "merge") if not one.child_name]
    errors, status = (refusal.fields, refusal.status) if refusal else ({}, 200)
    return render(
        request, "merge.html", status, known=known, ledger=ledger, classes=classes, done=done, group_id=group_id,
        typed=typed or {"to_group_id": "", "reason": ""}, refusal=refusal, errors=errors, longest=LONGEST,
    )  # fmt: skip
