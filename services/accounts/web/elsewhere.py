"""Log in by another service: there, and back. Both are links, for browsers let no form lead away from here."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Who
from services.accounts.office import Office
from services.accounts.usecases.log_in_elsewhere import Arrival, Browser, come, go, unbind
from services.accounts.web.forms import NothingForm
from services.accounts.web.login import ask_phone, enter_as
from shared.errors import Refusal
from shared.web.doors import lead_out

router = APIRouter(prefix="/accounts", include_in_schema=False)


@router.get("/login/by/{service}")
async def going(request: Request, office: AtOffice, service: str, next: str = "") -> Response:
    """To the service."""
    try:
        address, errand = await go(office, service, _back(office, service), next)
    except Refusal as refusal:
        return ask_phone(request, office, next, refusal=refusal)
    response = lead_out(request, address)
    cookies.set_errand(response, office.system.settings, errand)
    cookies.name_browser(request, response, office.system.settings)
    return response


@router.get("/login/by/{service}/back")
async def coming(request: Request, office: AtOffice, service: str) -> Response:
    """From the service: in, or to the phone that is still to be shown."""
    settings = office.system.settings
    kept = request.cookies
    browser = Browser(
        cookies.asker_of(request, settings).browser,
        kept.get(cookies.errand_cookie(settings), ""),
        kept.get(cookies.session_cookie(settings)),
    )
    try:
        done, next = await come(office, service, _back(office, service), request.query_params, browser)
    except Refusal as refusal:
        response: Response = ask_phone(request, office, "", refusal=refusal)
        cookies.clear_elsewhere(response, settings)
        return response
    if not isinstance(done, Arrival):
        return enter_as(office, done, next)
    response = RedirectResponse(f"/accounts/login?next={quote(next)}", 303)
    cookies.clear_elsewhere(response, settings)
    cookies.set_arrival(response, settings, done.sealed)
    return response


@router.post("/bindings/{service}/end")
async def end(office: AtOffice, who: Who, service: str, form: Annotated[NothingForm, Form()]) -> Response:
    """The service vouches no more."""
    await unbind(office, who.person_id, service)
    return RedirectResponse("/accounts/#bindings", 303)


def _back(office: Office, service: str) -> str:
    return f"{office.system.settings.public_url.rstrip('/')}/accounts/login/by/{service}/back"
