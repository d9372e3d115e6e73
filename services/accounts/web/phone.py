"""换手机号: a code from the old number and one from the new; and what a union asked for a number that is lost."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.dependencies import AtOffice, Staff, Who
from services.accounts.office import Office
from services.accounts.store import codes, people
from services.accounts.usecases.change_phone import Proof, ask_to_change, change_phone
from services.accounts.usecases.issue_token import renew_token
from services.accounts.usecases.lost_phone import ask_for_lost, stop
from services.accounts.usecases.vouch_number import vouch_number
from services.accounts.web.forms import LostForm, NothingForm, PhoneForm, TwoCodesForm, VouchForm
from services.accounts.web.login import tells
from services.accounts.web.union import page_of
from shared.db.once import write_once
from shared.db.pool import Connection, connection
from shared.errors import BadInput, Conflict, Refusal
from shared.kernel.answer import Answer, digest
from shared.web.idempotency import checked_key
from shared.web.pages import render
from shared.web.shown import shows

router = APIRouter(prefix="/accounts", include_in_schema=False)


@router.get("/phone")
async def phone_page(request: Request, office: AtOffice, who: Who) -> Response:
    """The new number; then both codes."""
    return await _page(request, office, who.person_id)


@router.post("/phone/code")
async def send_codes(request: Request, office: AtOffice, who: Who, form: Annotated[PhoneForm, Form()]) -> Response:
    """To the old number and to the new."""
    settings = office.system.settings
    asker = cookies.asker_of(request, settings)
    try:
        both = await ask_to_change(office, who.person_id, form.phone, asker, tell=tells(request, office))
    except Refusal as refusal:
        return await _page(request, office, who.person_id, refusal, phone=form.phone)
    response = RedirectResponse("/accounts/phone", 303)
    cookies.set_login(response, settings, "/".join(f"{asked.request_id}.{asked.code or ''}" for asked in both))
    return response


@router.post("/phone")
async def change(request: Request, office: AtOffice, who: Who, form: Annotated[TwoCodesForm, Form()]) -> Response:
    """It is the new one from now on; the token says so at once."""
    if (both := _under_way(request, office)) is None:
        return RedirectResponse("/accounts/phone", 303)
    (old, _), (new, _) = both
    try:
        await change_phone(office, who.person_id, Proof(old, form.old_code), Proof(new, form.new_code))
    except Refusal as refusal:
        return await _page(request, office, who.person_id, refusal)
    settings = office.system.settings
    response = RedirectResponse("/accounts/", 303)
    cookies.clear_login(response, settings)
    cookies.set_token(
        response, settings, await renew_token(office, request.cookies.get(cookies.session_cookie(settings)))
    )
    return response


@router.post("/phone/stop")
async def refuse(office: AtOffice, who: Who, form: Annotated[NothingForm, Form()]) -> Response:
    """The old number is not lost."""
    await stop(office, who.person_id)
    return RedirectResponse("/accounts/", 303)


@router.post("/console/unions/{code}/phone")
@shows("roll")
async def lost(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[LostForm, Form()]
) -> Response:
    """A member lost the number: ask for another one, and tell the old."""

    async def work(conn: Connection) -> Answer:
        told.append(
            await ask_for_lost(office, conn, who, code, old_text=form.old, new_text=form.new, reason=form.reason)
        )
        return Answer(200, {})

    told: list[str] = []
    what = digest("phone lost", code, form.old, form.new, form.reason)
    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal, lost=form)
    for phone in filter(None, told):
        await office.channel.warn(phone, office.system.settings.phone_hours)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}#phones", 303)


@router.post("/console/unions/{code}/number")
@shows("roll")
async def vouch(
    request: Request, office: AtOffice, who: Staff, code: str, form: Annotated[VouchForm, Form()]
) -> Response:
    """A number that was not used for long is still its member's."""

    async def work(conn: Connection) -> Answer:
        await vouch_number(office, conn, who, code, phone_text=form.vouched, reason=form.grounds)
        return Answer(200, {})

    what = digest("vouch for a number", code, form.vouched, form.grounds)
    try:
        await write_once(office.system, who.person_id, checked_key(form.idempotency_key), what, work)
    except (BadInput, Conflict) as refusal:
        return await page_of(request, office, who, code, refusal=refusal)
    return RedirectResponse(f"/accounts/console/unions/{quote(code)}#phones", 303)


def _under_way(request: Request, office: Office) -> list[tuple[UUID, str]] | None:
    """Both requests that this browser made, the old number's first, each with its code in a demonstration."""
    kept = request.cookies.get(cookies.login_cookie(office.system.settings), "").split("/")
    try:
        both = [(UUID(id_), code) for id_, _, code in (one.partition(".") for one in kept)]
    except ValueError:
        return None
    return both if len(both) == 2 else None


async def _page(
    request: Request, office: Office, person_id: UUID, refusal: Refusal | None = None, phone: str = ""
) -> Response:
    both = _under_way(request, office)
    async with connection(office.system.pool) as conn:
        person = await people.get(conn, person_id)
        sent = [(await codes.asked(conn, id_), code) for id_, code in both or ()]
    sent = [(asked["phone_masked"], code) for asked, code in sent if asked]
    status = refusal.status if refusal else 200
    return render(
        request,
        "phone.html",
        status,
        person=person,
        sent=sent if len(sent) == 2 else None,
        refusal=refusal,
        phone=phone,
    )
