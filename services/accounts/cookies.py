"""The cookies of accounts: the token every system reads, the session only accounts reads, the log-in under way, the browser's name."""

import re
import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from services.accounts.domain.asker import Asker, network_of
from services.accounts.domain.limits import BROWSER_LIFE, CODE_LIFE, ELSEWHERE_LIFE, SESSION_LIFE
from services.accounts.usecases.issue_token import Token
from shared.kernel.identity import TOKEN_LIFE
from shared.settings import Settings
from shared.web.auth import own_cookie, token_cookie

_NAME = re.compile(r"[\w-]{32}", re.ASCII)


def session_cookie(settings: Settings) -> str:
    """What remembers the person on this device; only accounts reads it."""
    return own_cookie("aixin-session", settings)


def login_cookie(settings: Settings) -> str:
    """The request a code was sent for: the code works only in the browser that asked."""
    return own_cookie("aixin-login", settings)


def errand_cookie(settings: Settings) -> str:
    """What is known of a log-in that went elsewhere: it can come back only to the browser that went."""
    return own_cookie("aixin-errand", settings)


def arrival_cookie(settings: Settings) -> str:
    """By what name another service knows whoever has this browser, sealed."""
    return own_cookie("aixin-arrival", settings)


def browser_cookie(settings: Settings) -> str:
    """By which a browser is known again: it says nothing of who uses it."""
    return own_cookie("aixin-browser", settings)


def asker_of(request: Request, settings: Settings) -> Asker:
    """Who asks. The address is the one that a trusted proxy tells, or the one the connection comes from."""
    name = request.cookies.get(browser_cookie(settings), "")
    return Asker(name if _NAME.fullmatch(name) else None, network_of(request.client.host if request.client else ""))


def name_browser(request: Request, response: Response, settings: Settings) -> None:
    """Give the browser a name, if it has none."""
    if asker_of(request, settings).browser is None:
        _set(response, settings, browser_cookie(settings), secrets.token_urlsafe(24), life=BROWSER_LIFE)


def set_token(response: Response, settings: Settings, token: Token) -> None:
    """Vouch for the person at every system, and say until when."""
    _set(response, settings, token_cookie(settings), token.text, life=TOKEN_LIFE)
    response.headers["x-token-expires"] = str(int(token.identity.expires))


def set_session(response: Response, settings: Settings, session: str) -> None:
    """Remember the person on this device."""
    _set(response, settings, session_cookie(settings), session, life=SESSION_LIFE)


def set_login(response: Response, settings: Settings, value: str) -> None:
    """Remember the request for a code."""
    _set(response, settings, login_cookie(settings), value, life=CODE_LIFE)


def arrival_of(request: Request, settings: Settings) -> str:
    """Who came from another service with this browser, as it was sealed; empty: nobody."""
    return request.cookies.get(arrival_cookie(settings), "")


def set_errand(response: Response, settings: Settings, sealed: str) -> None:
    """Remember what was begun."""
    _set(response, settings, errand_cookie(settings), sealed, life=ELSEWHERE_LIFE)


def set_arrival(response: Response, settings: Settings, sealed: str) -> None:
    """Remember who came."""
    _set(response, settings, arrival_cookie(settings), sealed, life=ELSEWHERE_LIFE)


def clear_elsewhere(response: Response, settings: Settings) -> None:
    """It was used."""
    for name in (errand_cookie(settings), arrival_cookie(settings)):
        response.delete_cookie(name, secure=settings.secure, httponly=True, samesite="lax")


def clear(response: Response, settings: Settings) -> None:
    """Forget the person on this device."""
    for name in (token_cookie(settings), session_cookie(settings)):
        response.delete_cookie(name, secure=settings.secure, httponly=True, samesite="lax")


def clear_login(response: Response, settings: Settings) -> None:
    """The code was used."""
    response.delete_cookie(login_cookie(settings), secure=settings.secure, httponly=True, samesite="lax")


def _set(response: Response, settings: Settings, name: str, value: str, *, life: timedelta) -> None:
    seconds = int(life.total_seconds())
    response.set_cookie(name, value, max_age=seconds, secure=settings.secure, httponly=True, samesite="lax")
