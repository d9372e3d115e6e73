"""人数不足: propose to every family of a group a place in another one, and see who answered what."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.seen.staff import own_group
from services.booking.store.ledgers import ledger_of
from services.booking.usecases.propose_move import ask_to_move, destinations
from services.booking.usecases.read_lists import read_moves
from services.booking.usecases.review import LONGEST
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import transaction
from shared.errors import BadInput, Conflict, Refusal
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/booking/console/groups", include_in_schema=False)

Text = Annotated[str, Form()]

USUAL = timedelta(days=2)
"""For families to answer, unless the organizer writes something else."""


@router.get("/{group_id}/move")
@shows("moves")
async def move_page(request: Request, who: Staff, group_id: UUID) -> HTMLResponse:
    """Where the children could go, and how the families answered."""
    return await _page(request, who, group_id)


@router.post("/{group_id}/move")
@shows("moves")
async def propose(
    request: Request, who: Staff, group_id: UUID, *, to_group_id: Text = "", until: Text = "", reason: Text = "",
    idempotency_key: Text = "",
) -> Response:  # fmt: skip
    """Propose it; every family keeps its place until it accepts the other one."""
    typed = {"to_group_id": to_group_id, "until": until, "reason": reason}
    try:
        key, chosen, at = checked_key(idempotency_key), chosen_group(to_group_id), _instant(until)
        system, book = request.app.state.system, request.app.state.desk.book
        await ask_to_move(system, book, who, key, group_id, to_group_id=chosen, until=at, reason=reason)
    except (BadInput, Conflict) as refusal:
        return await _page(request, who, group_id, typed=typed, refusal=refusal)
    return RedirectResponse(f"/booking/console/groups/{group_id}/move", 303)


async def _page(
    request: Request, who: Identity, group_id: UUID, *, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HTMLResponse:  # fmt: skip
    book = request.app.state.desk.book
    async with transaction(request.app.state.system.pool) as conn:
        known = await own_group(conn, book, who, group_id)
        ledger, proposed = await ledger_of(conn, group_id), await read_moves(conn, book, who, group_id)
        places, now = await destinations(conn, book, group_id), await clock(conn)
    usual = {"to_group_id": "", "until": f"{(now + USUAL).astimezone(ZONE):%Y-%m-%dT18:00}", "reason": ""}
    errors, status = (refusal.fields, refusal.status) if refusal else ({}, 200)
    return render(
        request, "move.html", status, known=known, ledger=ledger, moves=proposed, places=places, group_id=group_id,
        answers=Counter(move.state for move in proposed), typed=typed or usual, refusal=refusal, errors=errors, longest=LONGEST,
    )  # fmt: skip


def chosen_group(text: str) -> UUID:
    """The group of a form's choice. Raises BadInput."""
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(*refusals.MOVE_WHERE, fields={"to_group_id": refusals.CHOOSE_HINT.both}) from error


def _instant(text: str) -> datetime:
    """As a datetime-local input sends it, in Asia/Shanghai."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError as error:
        raise BadInput(*refusals.DEADLINE_MISSING, fields={"until": refusals.DEADLINE_HINT.both}) from error
