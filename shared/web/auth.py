"""Who is asking: the token that came with the request, and what it must allow."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Protocol

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


class Judging(Protocol):
    """A system by which tokens are judged."""

    @property
    def settings(self) -> Settings: ...
    @property
    def revocations(self) -> Revocations: ...
    @property
    def unions(self) -> Unions: ...


def vouched(request: Request) -> Identity | None:
    """Who asks, a person or a program, by `Authorization: Bearer` or by cookie, unless that was revoked; None for nobody."""
    system = _system(request)
    return _vouched_by(_token(request, system.settings), system)


def identity_of(request: Request) -> Identity | None:
    """Who asks; None for nobody. As whom a route has let them in, they are until it has answered: what is revoked meanwhile counts from the
    next request on, and no page is half of one person's and half of nobody's."""
    let_in: Identity | None = getattr(request.state, "let_in", None)
    return let_in or _judged(request)


def _judged(request: Request) -> Identity | None:
    system = _system(request)
    return person_by(_token(request, system.settings), system)


def person_by(token: str, system: Judging) -> Identity | None:
    """Whom a token vouches for, with roles that reach down the tree of unions as it was last looked at; None for nobody. While it is uncertain
    what was revoked, or a second factor is due, somebody without roles: a family goes on."""
    who = _person(_vouched_by(token, system))
    if who is None or not who.roles:
        return who
    if not system.revocations.certain or second_factor_due(who, system.settings):
        return replace(who, roles=frozenset())
    return replace(who, roles=system.unions.tree.reaching(who.roles))


def _token(request: Request, settings: Settings) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer if scheme.lower() == "bearer" else request.cookies.get(token_cookie(settings), "")


def _vouched_by(token: str, system: Judging) -> Identity | None:
    try:
        who = read_token(token, system.settings) if token else None
    except NotSignedIn:
        return None
    return who if who and system.revocations.holds(who) else None


def _person(who: Identity | None) -> Identity | None:
    """To what is for people a program is nobody."""
    return None if who is None or who.program else who


def _system(request: Request) -> Judging:
    system: Judging = request.app.state.system
    return system


def second_factor_due(who: Identity, settings: Settings) -> bool:
    """Whether the person's roles count only once a second factor was given, which was not in this log-in."""
    required = settings.second_factor == "required" and who.organizes
    return bool(who.roles) and "otp" not in who.methods and (who.enrolled or required)


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
    who, system = _person(vouched(request)), _system(request)
    if who and who.roles and not await system.revocations.until_certain(PATIENCE_SECONDS):
        raise Uncertain
    if who and second_factor_due(who, system.settings):
        raise SecondFactorMissing
    if who and who.roles:
        await system.unions.look(request.app.state.system.pool)
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
