"""很久没用的手机号: whoever has it now names a child, or begins anew."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.booking.usecases.prove_number import prove_number, tries_left
from services.booking.words import number as words
from shared.db.pool import connection
from shared.errors import BadInput, Conflict, Refusal
from shared.web.pages import render

router = APIRouter(prefix="/booking/number/{request_id}", include_in_schema=False)

Typed = Annotated[str, Form(max_length=60)]


@router.get("")
async def ask(request: Request, request_id: UUID) -> HTMLResponse:
    """Which child? It looks again by itself until accounts was heard."""
    return await _page(request, request_id)


@router.post("")
async def prove(request: Request, request_id: UUID, *, name: Typed = "", birth_date: Typed = "") -> Response:
    """Back to accounts with the answer."""
    state = request.app.state
    try:
        answer = await prove_number(state.system, state.vault, request_id, name, _day(name, birth_date))
    except (BadInput, Conflict) as refusal:
        return await _page(request, request_id, refusal, {"name": name, "birth_date": birth_date})
    return RedirectResponse(f"/accounts/login/proven?answer={answer}", 303)


def _day(name: str, birth_date: str) -> date:
    """A form that is not whole costs no try. Raises BadInput."""
    wrong = {} if name.strip() else {"name": words.NAME_HINT.both}
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        wrong["birth_date"] = words.BORN_HINT.both
    if wrong:
        raise BadInput(*words.FIELDS_MISSING, fields=wrong)
    return born


async def _page(
    request: Request, request_id: UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HTMLResponse:
    async with connection(request.app.state.system.pool) as conn:
        left = await tries_left(conn, request_id)
    return render(
        request, "number.html", refusal.status if refusal else 200, at=request_id, left=left, refusal=refusal, typed=typed or {}
    )  # fmt: skip
