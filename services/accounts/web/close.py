"""注销账户: what goes and what stays is said first; then a code to one's own phone, and it is done."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Who
from services.accounts.office import Office
from services.accounts.store import codes
from services.accounts.usecases.close_account import ask_to_close, close_account
from services.accounts.web.forms import CloseForm, NothingForm
from services.accounts.web.login import tells, under_way
from shared.db.pool import connection
from shared.errors import Refusal
from shared.web.pages import render

router = APIRouter(prefix="/accounts/close", include_in_schema=False)


@router.get("")
async def close_page(request: Request, office: AtOffice, who: Who) -> Response:
    """What happens, and where the code is typed in once it was sent."""
    return await _page(request, office)


@router.post("/code")
async def send_code(request: Request, office: AtOffice, who: Who, form: Annotated[NothingForm, Form()]) -> Response:
    """To the person's own phone."""
    settings = office.system.settings
    try:
        asked = await ask_to_close(
            office, who.person_id, cookies.asker_of(request, settings), tell=tells(request, office)
        )
    except Refusal as refusal:
        return await _page(request, office, refusal)
    response = RedirectResponse("/accounts/close", 303)
    cookies.set_login(response, settings, f"{asked.request_id}.{asked.code or ''}")
    return response


@router.post("")
async def close(request: Request, office: AtOffice, who: Who, form: Annotated[CloseForm, Form()]) -> Response:
    """Close it for good."""
    request_id, _ = under_way(request, office)
    if request_id is None:
        return RedirectResponse("/accounts/close", 303)
    try:
        await close_account(office, who.person_id, request_id, form.code)
    except Refusal as refusal:
        return await _page(request, office, refusal)
    response = render(request, "closed.html", who=None)
    cookies.clear(response, office.system.settings)
    cookies.clear_login(response, office.system.settings)
    return response


async def _page(request: Request, office: Office, refusal: Refusal | None = None) -> Response:
    request_id, demo_code = under_way(request, office)
    async with connection(office.system.pool) as conn:
        asked = await codes.asked(conn, request_id) if request_id else None
    status = refusal.status if refusal else 200
    return render(request, "close.html", status, asked=asked, demo_code=demo_code, refusal=refusal)
