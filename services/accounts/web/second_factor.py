"""动态码: set up once, shown with a QR code; asked for at each log-in of whoever holds a role."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Holder
from services.accounts.office import Office
from services.accounts.store import second_factors
from services.accounts.usecases.second_factor import begin, enroll, prove, to_prove
from services.accounts.web.forms import NextForm, SecondFactorForm
from shared.db.pool import connection
from shared.errors import Conflict, Forbidden, Refusal
from shared.kernel.identity import Identity
from shared.web.pages import render, safe_next
from shared.web.qr import picture
from shared.words.refusals import CARERS_ONLY

router = APIRouter(prefix="/accounts/second-factor", include_in_schema=False)
AFTER = "/accounts/"


@router.get("")
async def page(request: Request, office: AtOffice, who: Holder, next: str = "") -> Response:
    """A code, please; or what it is and how to set it up; or the QR code of what was begun."""
    return await _page(request, office, who, next)


@router.post("/new")
async def start(office: AtOffice, who: Holder, form: Annotated[NextForm, Form()]) -> Response:
    """A new secret to be scanned."""
    if not who.roles:
        raise Forbidden(*CARERS_ONLY)
    await begin(office, who)
    return RedirectResponse(f"/accounts/second-factor?next={safe_next(form.next, AFTER)}", 303)


@router.post("/enroll")
async def first_code(
    request: Request, office: AtOffice, who: Holder, form: Annotated[SecondFactorForm, Form()]
) -> Response:
    """Its first code; then the recovery codes, this once."""
    try:
        token, codes = await enroll(office, who, form.code)
    except Refusal as refusal:
        return await _page(request, office, who, form.next, refusal)
    response = render(request, "recovery_codes.html", codes=codes, next=safe_next(form.next, AFTER))
    cookies.set_token(response, office.system.settings, token)
    return response


@router.post("")
async def code(request: Request, office: AtOffice, who: Holder, form: Annotated[SecondFactorForm, Form()]) -> Response:
    """Prove it, go on."""
    try:
        token = await prove(office, who, form.code)
    except Conflict:
        return RedirectResponse(f"/accounts/second-factor?next={safe_next(form.next, AFTER)}", 303)
    except Refusal as refusal:
        return await _page(request, office, who, form.next, refusal)
    response = RedirectResponse(safe_next(form.next, AFTER), 303)
    cookies.set_token(response, office.system.settings, token)
    return response


async def _page(
    request: Request, office: Office, who: Identity, next: str, refusal: Refusal | None = None
) -> Response:  # fmt: skip
    async with connection(office.system.pool) as conn:
        enrolled = await second_factors.enrolled(conn, who.person_id)
        secret = await to_prove(office, conn, who)
    context = {"enrolled": enrolled, "secret": secret, "picture": picture(secret.uri) if secret else ""}
    status = refusal.status if refusal else 200
    return render(request, "second_factor.html", status, next=safe_next(next, AFTER), refusal=refusal, **context)
