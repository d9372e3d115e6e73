"""Who is asking: the token that came with the request, and what it must allow."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.errors import Forbidden, NotSignedIn, refuses
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.settings import Settings
from shared.tokens import public_keys, verify
from shared.words import refusals as words


@lru_cache(maxsize=4)
def _keys(folder: Path, changed: int) -> dict[str, Any]:
    return public_keys(folder)


@lru_cache(maxsize=50_000)
def _verified(token: str, folder: Path, changed: int) -> Identity:
    return verify(token, _keys(folder, changed))


def token_cookie(settings: Settings) -> str:
    """The cookie's name; `__Host-` binds it to the origin where there is https."""
    return "__Host-aixin" if settings.secure else "aixin"


def read_token(token: str, settings: Settings) -> Identity:
    """As `verify`, remembering what was verified: a signature costs more than a booking's rules."""
    changed = (settings.keys_dir / "public.json").stat().st_mtime_ns
    identity = _verified(token, settings.keys_dir, changed)
    if identity.expires < machine_clock().timestamp():
        raise NotSignedIn
    return identity


def identity_of(request: Request) -> Identity | None:
    """Who asks, by `Authorization: Bearer` or by cookie; None for nobody."""
    settings: Settings = request.app.state.system.settings
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer if scheme.lower() == "bearer" else request.cookies.get(token_cookie(settings))
    if not token:
        return None
    try:
        return read_token(token, settings)
    except NotSignedIn:
        return None


@refuses(NotSignedIn)
def signed_in(request: Request) -> Identity:
    """Who asks. Raises NotSignedIn."""
    identity = identity_of(request)
    if identity is None:
        raise NotSignedIn
    return identity


@refuses(NotSignedIn, Forbidden)
def staff(request: Request) -> Identity:
    """An organizer or the federation. Raises NotSignedIn, Forbidden."""
    return organizing(signed_in(request))


def organizing(identity: Identity) -> Identity:
    """The identity, if it may organize anything. Raises Forbidden."""
    if not identity.organizes:
        raise Forbidden(*words.ORGANIZERS_ONLY)
    return identity


@refuses(NotSignedIn, Forbidden)
def carer(request: Request) -> Identity:
    """An organizer, a teacher or the federation. Raises NotSignedIn, Forbidden."""
    identity = signed_in(request)
    if not identity.cares:
        raise Forbidden(*words.CARERS_ONLY)
    return identity


MaybeWho = Annotated[Identity | None, Depends(identity_of)]
Who = Annotated[Identity, Depends(signed_in)]
Staff = Annotated[Identity, Depends(staff)]
Carer = Annotated[Identity, Depends(carer)]
