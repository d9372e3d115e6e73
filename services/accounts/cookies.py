"""The three cookies of accounts: the token every system reads, the session only accounts sees, the log-in under way."""

from datetime import timedelta

from starlette.responses import Response

from services.accounts.domain.limits import CODE_LIFE, SESSION_LIFE
from services.accounts.usecases.issue_token import Token
from shared.kernel.identity import TOKEN_LIFE
from shared.settings import Settings
from shared.web.auth import token_cookie


def session_cookie(settings: Settings) -> str:
    """`__Host-` wants the path `/`; the session goes to accounts alone, so it is `__Secure-`."""
    return "__Secure-aixin-session" if settings.secure else "aixin-session"


LOGIN = "aixin-login"
"""The request a code was sent for: the code works only in the browser that asked."""


def set_token(response: Response, settings: Settings, token: Token) -> None:
    """Vouch for the person at every system, and say until when."""
    _set(response, settings, token_cookie(settings), token.text, life=TOKEN_LIFE, path="/")
    response.headers["x-token-expires"] = str(int(token.identity.expires))


def set_session(response: Response, settings: Settings, session: str) -> None:
    """Remember the person on this device."""
    _set(response, settings, session_cookie(settings), session, life=SESSION_LIFE, path="/accounts")


def set_login(response: Response, settings: Settings, value: str) -> None:
    """Remember the request for a code."""
    _set(response, settings, LOGIN, value, life=CODE_LIFE, path="/accounts/login")


def clear(response: Response, settings: Settings) -> None:
    """Forget the person on this device."""
    secure = settings.secure
    response.delete_cookie(token_cookie(settings), path="/", secure=secure, httponly=True, samesite="lax")
    response.delete_cookie(session_cookie(settings), path="/accounts", secure=secure, httponly=True, samesite="lax")


def clear_login(response: Response, settings: Settings) -> None:
    """The code was used."""
    response.delete_cookie(LOGIN, path="/accounts/login", secure=settings.secure, httponly=True, samesite="lax")


def _set(response: Response, settings: Settings, name: str, value: str, *, life: timedelta, path: str) -> None:
    response.set_cookie(
        name, value, max_age=int(life.total_seconds()), path=path, secure=settings.secure, httponly=True, samesite="lax"
    )
