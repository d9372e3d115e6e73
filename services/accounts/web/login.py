"""Log-in pages: phone, code, done; and the silent renewal of the token."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts import cookies
from services.accounts.channels.console import Console
from services.accounts.demo import PEOPLE
from services.accounts.dependencies import AtOffice, Who
from services.accounts.domain.limits import CODE_LIFE
from services.accounts.office import Office
from services.accounts.store import codes
from services.accounts.usecases.ask_code import CodeAsked, ask_again, ask_code
from services.accounts.usecases.issue_token import renew_token
from services.accounts.usecases.log_in import log_in
from services.accounts.usecases.log_in_elsewhere import bind, vouching
from services.accounts.usecases.log_out import log_out, log_out_everywhere
from services.accounts.usecases.logged_in import Asleep, LoggedIn
from services.accounts.usecases.wake import begin_anew, wake
from services.accounts.web.forms import CodeForm, NextForm, NothingForm, PhoneForm
from shared.db.pool import connection
from shared.demonstration import told_to
from shared.errors import NotSignedIn, Refusal
from shared.kernel.identity import Identity
from shared.web.auth import second_factor_due
from shared.web.pages import render, safe_next

router = APIRouter(prefix="/accounts", include_in_schema=False)
AFTER = "/classes/"


@router.get("/login")
async def phone_page(request: Request, office: AtOffice, next: str = "") -> Response:
    """Which phone?"""
    return ask_phone(request, office, next)


@router.post("/login")
async def ask(request: Request, office: AtOffice, form: Annotated[PhoneForm, Form()]) -> Response:
    """Send a code, go on to where it is typed in."""
    try:
        asker = cookies.asker_of(request, office.system.settings)
        return _to_code(office, await ask_code(office, form.phone, asker, tell=tells(request, office)), form.next)
    except Refusal as refusal:
        return ask_phone(request, office, form.next, form.phone, refusal)


@router.post("/login/again")
async def ask_once_more(request: Request, office: AtOffice, form: Annotated[NextForm, Form()]) -> Response:
    """Another code for the same phone."""
    request_id, _ = under_way(request, office)
    if request_id is None:
        return RedirectResponse(f"/accounts/login?next={quote(form.next)}", 303)
    try:
        asker = cookies.asker_of(request, office.system.settings)
        return _to_code(office, await ask_again(office, request_id, asker, tell=tells(request, office)), form.next)
    except Refusal as refusal:
        return await _code_page(request, office, form.next, refusal=refusal)


@router.get("/login/code")
async def code_page(request: Request, office: AtOffice, next: str = "") -> Response:
    """Which code?"""
    return await _code_page(request, office, next)


@router.post("/login/code")
async def enter(request: Request, office: AtOffice, form: Annotated[CodeForm, Form()]) -> Response:
    """Log in and go on."""
    request_id, _ = under_way(request, office)
    settings = office.system.settings
    if request_id is None:
        return RedirectResponse(f"/accounts/login?next={quote(form.next)}", 303)
    try:
        browser = cookies.asker_of(request, settings).browser
        replaces = request.cookies.get(cookies.session_cookie(settings))
        done = await log_in(office, request_id, form.code, browser=browser, replaces=replaces)
    except Refusal as refusal:
        return await _code_page(request, office, form.next, form.code, refusal)
    wanted = cookies.arrival_of(request, settings) if form.bind == "yes" else ""
    if isinstance(done, Asleep):
        response = RedirectResponse(done.path, 303)
        if not wanted:
            cookies.clear_elsewhere(response, settings)
        return response
    return await _bound(office, done, wanted, form.next)


@router.get("/login/proven")
async def proven(request: Request, office: AtOffice, answer: UUID) -> Response:
    """They named a child: with the answer that booking gave, in the browser that asked, they are the person."""
    request_id, _ = under_way(request, office)
    if request_id is None:
        return RedirectResponse("/accounts/login", 303)
    browser = cookies.asker_of(request, office.system.settings).browser
    return await _bound(
        office,
        await wake(office, request_id, answer, browser=browser),
        cookies.arrival_of(request, office.system.settings),
    )


@router.post("/login/anew")
async def anew(request: Request, office: AtOffice, form: Annotated[NothingForm, Form()]) -> Response:
    """The number is new to them: they begin as another person."""
    request_id, _ = under_way(request, office)
    if request_id is None:
        return RedirectResponse("/accounts/login", 303)
    browser = cookies.asker_of(request, office.system.settings).browser
    return await _bound(
        office,
        await begin_anew(office, request_id, browser=browser),
        cookies.arrival_of(request, office.system.settings),
    )


async def _bound(office: Office, done: LoggedIn, arrival: str, next: str = "") -> Response:
    """In, and known to the service that they came from, if they wanted it."""
    await bind(office, done.token.identity.person_id, arrival)
    return enter_as(office, done, next)


def enter_as(office: Office, done: LoggedIn, next: str = "") -> Response:
    """In: the browser is theirs from now on, and goes where they wanted to."""
    settings = office.system.settings
    due = second_factor_due(done.token.identity, settings)
    following = safe_next(next, _after(done.token.identity))
    response = RedirectResponse(_second_factor(following) if due else following, 303)
    cookies.set_session(response, settings, done.session)
    cookies.set_token(response, settings, done.token)
    cookies.clear_login(response, settings)
    cookies.clear_elsewhere(response, settings)
    return response


@router.get("/continue")
async def go_on(request: Request, office: AtOffice, next: str = "") -> Response:
    """Renew the token without asking where there is a session; else log in first."""
    settings = office.system.settings
    try:
        token = await renew_token(office, request.cookies.get(cookies.session_cookie(settings)))
    except NotSignedIn:
        return RedirectResponse(f"/accounts/login?next={quote(safe_next(next, AFTER))}", 303)
    response = RedirectResponse(safe_next(next, AFTER), 303)
    cookies.set_token(response, settings, token)
    return response


@router.post("/refresh")
async def refresh(request: Request, office: AtOffice) -> Response:
    """What open pages call every few minutes: 204 with a new token, or 401."""
    settings = office.system.settings
    try:
        token = await renew_token(office, request.cookies.get(cookies.session_cookie(settings)))
    except NotSignedIn:
        return Response(status_code=401)
    response = Response(status_code=204)
    cookies.set_token(response, settings, token)
    return response


@router.post("/logout")
async def leave(request: Request, office: AtOffice, form: Annotated[NothingForm, Form()]) -> Response:
    """Log out on this device."""
    settings = office.system.settings
    await log_out(office, request.cookies.get(cookies.session_cookie(settings)))
    return _left(office)


@router.post("/logout-everywhere")
async def leave_everywhere(office: AtOffice, who: Who, form: Annotated[NothingForm, Form()]) -> Response:
    """Log out on every device."""
    await log_out_everywhere(office, who.person_id)
    return _left(office)


def _after(who: Identity) -> str:
    """Where somebody begins who was not on the way to a page: an organizer with what waits, a teacher with the groups."""
    return "/booking/console/" if who.organizes else "/booking/console/groups" if who.cares else AFTER


def _second_factor(next: str) -> str:
    return f"/accounts/second-factor?next={quote(safe_next(next, AFTER))}"


def _left(office: Office) -> Response:
    response = RedirectResponse(AFTER, 303)
    cookies.clear(response, office.system.settings)
    return response


def _to_code(office: Office, asked: CodeAsked, next: str) -> Response:
    response = RedirectResponse(f"/accounts/login/code?next={quote(next)}", 303)
    cookies.set_login(response, office.system.settings, f"{asked.request_id}.{asked.code or ''}")
    return response


def tells(request: Request, office: Office) -> bool:
    """Whether a code is told to whoever asks: in a demonstration."""
    return told_to(office.system.settings, request)


def under_way(request: Request, office: Office) -> tuple[UUID | None, str]:
    """The request for a code that this browser made, and, in demo mode, the code."""
    request_id, _, code = request.cookies.get(cookies.login_cookie(office.system.settings), "").partition(".")
    try:
        return UUID(request_id), code
    except ValueError:
        return None, ""


def ask_phone(request: Request, office: Office, next: str, phone: str = "", refusal: Refusal | None = None) -> Response:
    """Which phone? And who else vouches for people in this browser."""
    demo_people = PEOPLE if tells(request, office) else ()
    status = refusal.status if refusal else 200
    ways = [one for one in office.elsewhere.values() if one.inside in request.headers.get("user-agent", "")]
    said = {"next": next, "phone": phone, "refusal": refusal, "people": demo_people}
    arrived = vouching(office, cookies.arrival_of(request, office.system.settings))
    page = render(request, "login.html", status, **said, ways=[] if arrived else ways, arrived=arrived)
    cookies.name_browser(request, page, office.system.settings)
    return page


async def _code_page(
    request: Request, office: Office, next: str, code: str = "", refusal: Refusal | None = None
) -> Response:
    request_id, demo_code = under_way(request, office)
    if request_id is None:
        return RedirectResponse(f"/accounts/login?next={quote(next)}", 303)
    async with connection(office.system.pool) as conn:
        asked = await codes.asked(conn, request_id)
    if asked is None:
        return RedirectResponse(f"/accounts/login?next={quote(next)}", 303)
    printed = isinstance(office.channel, Console) and not demo_code
    context = {
        "next": next,
        "code": code,
        "code_life": CODE_LIFE,
        "phone": asked["phone_masked"],
        "refusal": refusal,
        "printed": printed,
        "arrived": vouching(office, cookies.arrival_of(request, office.system.settings)),
    }
    return render(request, "code.html", refusal.status if refusal else 200, demo_code=demo_code, **context)
