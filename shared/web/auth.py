"""Who is asking: the token that came with the request, and what it must allow."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from shared.db.unions import Unions
from shared.errors import Forbidden, NotSignedIn, SecondFactorMissing, Uncertain, refuses
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.messaging.revocation import Revocations
from shared.settings import Settings
from shared.tokens import PublicKey, public_keys, verify
from shared.words import refusals as words

PATIENCE_SECONDS = 10.0
"""So long staff wait at most until it is known what was revoked: after a start it is known in a moment."""


@lru_cache(maxsize=4)
def _published(folder: Path) -> Path:
    return folder / "public.json"


@lru_cache(maxsize=4)
def _keys(folder: Path, changed: int) -> dict[str, PublicKey]:
    return public_keys(folder)


@lru_cache(maxsize=50_000)
def _verified(token: str, folder: Path, changed: int) -> Identity:
    return verify(token, _keys(folder, changed))


def own_cookie(name: str, settings: Settings) -> str:
    """What a cookie of ours is called: with `__Host-` where families come over https, so that only this origin can have set it.

    Over plain http, in a house or on one's own machine, browsers drop a cookie of that name; some do at 127.0.0.1, some do not.
    """
    return f"__Host-{name}" if settings.secure else name


def token_cookie(settings: Settings) -> str:
    """The cookie of the token."""
    return own_cookie("aixin", settings)


def read_token(token: str, settings: Settings) -> Identity:
    """As `verify`, remembering what was verified: a signature costs more than a booking's rules."""
    changed = _published(settings.keys_dir).stat().st_mtime_ns
    identity = _verified(token, settings.keys_dir, changed)
    if identity.expires < machine_clock().timestamp():
        raise NotSignedIn
    return identity


def vouched(request: Request) -> Identity | None:
    """Who asks, a person or a program, by `Authorization: Bearer` or by cookie, unless that was revoked; None for nobody."""
    settings = _settings(request)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer if scheme.lower() == "bearer" else request.cookies.get(token_cookie(settings))
    if not token:
        return None
    try:
        who = read_token(token, settings)
    except NotSignedIn:
        return None
    return who if _revocations(request).holds(who) else None


def _vouched(request: Request) -> Identity | None:
    """The person who asks; to what is for people a program is nobody."""
    who = vouched(request)
    return None if who is None or who.program else who


def _revocations(request: Request) -> Revocations:
    known: Revocations = request.app.state.system.revocations
    return known


def identity_of(request: Request) -> Identity | None:
    """Who asks; None for nobody. As whom a route has let them in, they are until it has answered: what is revoked meanwhile counts from the
    next request on, and no page is half of one person's and half of nobody's."""
    let_in: Identity | None = getattr(request.state, "let_in", None)
    return let_in or _judged(request)


def _judged(request: Request) -> Identity | None:
    """With roles that reach down the tree of unions as it was last looked at. While it is uncertain what was revoked, or a second factor is
    due, somebody without roles: a family goes on."""
    who = _vouched(request)
    if who is None or not who.roles:
        return who
    if not _revocations(request).certain or second_factor_due(who, _settings(request)):
        return replace(who, roles=frozenset())
    return replace(who, roles=_unions(request).tree.reaching(who.roles))


def _unions(request: Request) -> Unions:
    known: Unions = request.app.state.system.unions
    return known


def second_factor_due(who: Identity, settings: Settings) -> bool:
    """Whether the person's roles count only once a second factor was given, which was not in this log-in."""
    required = settings.second_factor == "required" and who.organizes
    return bool(who.roles) and "otp" not in who.methods and (who.enrolled or required)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.system.settings
    return settings


@refuses(NotSignedIn)
async def signed_in(request: Request) -> Identity:
    """Who asks. Raises NotSignedIn."""
    identity = _judged(request)
    if identity is None:
        raise NotSignedIn
    request.state.let_in = identity
    return identity


@refuses(NotSignedIn, SecondFactorMissing, Uncertain)
async def with_roles(request: Request) -> Identity:
    """Who asks, with roles that hold now; what a family may do as well. Raises NotSignedIn, SecondFactorMissing, Uncertain."""
    who = _vouched(request)
    if who and who.roles and not await _revocations(request).until_certain(PATIENCE_SECONDS):
        raise Uncertain
    if who and second_factor_due(who, _settings(request)):
        raise SecondFactorMissing
    if who and who.roles:
        await _unions(request).look(request.app.state.system.pool)
    return await signed_in(request)


@refuses(NotSignedIn, Forbidden, SecondFactorMissing, Uncertain)
async def staff(request: Request) -> Identity:
    """An organizer or the federation. Raises NotSignedIn, Forbidden, SecondFactorMissing, Uncertain."""
    return organizing(await with_roles(request))


def organizing(identity: Identity) -> Identity:
    """The identity, if it may organize anything. Raises Forbidden."""
    if not identity.organizes:
        raise Forbidden(*words.ORGANIZERS_ONLY)
    return identity


MaybeWho = Annotated[Identity | None, Depends(identity_of)]
Who = Annotated[Identity, Depends(signed_in)]
WithRoles = Annotated[Identity, Depends(with_roles)]
Staff = Annotated[Identity, Depends(staff)]
