"""Who is asking: a short-lived Ed25519 token of accounts, checked offline by every system."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import jwt
from fastapi import Depends, Request

from shared.errors import Forbidden, NotSignedIn
from shared.settings import Settings

ISSUER, AUDIENCE, ALGORITHM = "aixin-accounts", "aixin", "EdDSA"


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request, as accounts last vouched for."""

    person_id: UUID
    name: str
    """How pages greet: the person's own name or a masked phone."""
    unions: tuple[str, ...]
    """Codes of the unions the person belongs to, ancestors included."""
    revision: int
    """Of the memberships, as in MembershipChanged."""
    roles: frozenset[tuple[str, str]]
    """(role, union code): organizer, teacher of a union; ("federation", "*") sees all."""
    expires: float
    """Unix seconds."""

    def has(self, role: str, union: str | None = None) -> bool:
        """True when the person holds the role, for that union or (None) for any."""
        return any(r == role and (union is None or u in (union, "*")) for r, u in self.roles)

    @property
    def organizes(self) -> bool:
        """True for organizers of any union and for the federation."""
        return self.has("organizer") or self.has("federation")

    @property
    def cares(self) -> bool:
        """True for organizers and teachers of any union and for the federation."""
        return self.organizes or self.has("teacher")

    def may_organize(self, union: str) -> bool:
        """True for an organizer of this union and for the federation."""
        return self.has("organizer", union) or self.has("federation")

    def may_care(self, union: str) -> bool:
        """True for whoever organizes this union, and for its teachers."""
        return self.may_organize(union) or self.has("teacher", union)


def claims_of(identity: Identity, now: float) -> dict[str, Any]:
    """The claims accounts signs."""
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(identity.person_id),
        "iat": int(now),
        "exp": int(identity.expires),
        "name": identity.name,
        "unions": list(identity.unions),
        "rev": identity.revision,
        "roles": sorted([r, u] for r, u in identity.roles),
    }


def verify(token: str, keys: Mapping[str, Any]) -> Identity:
    """The identity a token vouches for; `keys` maps key ids to public keys.

    Raises NotSignedIn when it is forged, stale, of another algorithm or lacks a claim.
    """
    try:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        options: Any = {"require": ["exp", "iat", "aud", "iss", "sub"]}
        c = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=options, leeway=5)
        roles = frozenset((str(r), str(u)) for r, u in c["roles"])
        return Identity(UUID(c["sub"]), c["name"], tuple(c["unions"]), int(c["rev"]), roles, float(c["exp"]))
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as bad:
        raise NotSignedIn from bad


def public_keys(folder: Path) -> dict[str, Any]:
    """The keys in `public.json` (a JWK set), by key id."""
    entries = json.loads((folder / "public.json").read_text(encoding="utf-8"))["keys"]
    return {entry["kid"]: jwt.PyJWK(entry).key for entry in entries}


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
    if identity.expires < time.time():
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


def signed_in(request: Request) -> Identity:
    """Who asks. Raises NotSignedIn."""
    identity = identity_of(request)
    if identity is None:
        raise NotSignedIn
    return identity


def staff(request: Request) -> Identity:
    """An organizer or the federation. Raises NotSignedIn, Forbidden."""
    return organizing(signed_in(request))


def organizing(identity: Identity) -> Identity:
    """The identity, if it may organize anything. Raises Forbidden."""
    if not identity.organizes:
        raise Forbidden(
            "这里是组织者的工作台。请用组织者的手机号登录。", "This is the organizers' console. Log in as an organizer."
        )
    return identity


def carer(request: Request) -> Identity:
    """An organizer, a teacher or the federation. Raises NotSignedIn, Forbidden."""
    identity = signed_in(request)
    if not identity.cares:
        raise Forbidden(
            "这里只有组织者和班主任能看。请用工会登记的手机号登录。",
            "Only organizers and teachers may look here. Log in with the number your union registered.",
        )
    return identity


MaybeWho = Annotated[Identity | None, Depends(identity_of)]
Who = Annotated[Identity, Depends(signed_in)]
Staff = Annotated[Identity, Depends(staff)]
Carer = Annotated[Identity, Depends(carer)]
