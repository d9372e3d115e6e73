"""The three cookies of accounts: the token every system reads, the session only accounts sees, the log-in under way."""

from datetime import timedelta

from starlette.responses import Response

from services.accounts.domain.limits import CODE_LIFE, SESSION_LIFE
from services.accounts.usecases.issue_token import Token
from shared.kernel.identity import TOKEN_LIFE
from shared.settings import Settings
from shared.web.auth import own_cookie, token_cookie


def session_cookie(settings: Settings) -> str:
    """What remembers the person on this device; only accounts reads it."""
    return own_cookie("aixin-session", settings)


def login_cookie(settings: Settings) -> str:
    """The request a code was sent for: the code works only in the browser that asked."""
    return own_cookie("aixin-login", settings)


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
