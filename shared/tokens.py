"""The token that vouches for a person: accounts signs it with Ed25519, every system checks it offline."""

import json
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import jwt

from shared.errors import NotSignedIn
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity

ISSUER, AUDIENCE, ALGORITHM = "aixin-accounts", "aixin", "EdDSA"
LEEWAY = 5
"""Seconds."""
# The library goes by the clock of its machine, which may be wrong by minutes; we judge the times ourselves.
_OPTIONS: Any = {"require": ["exp", "iat", "aud", "iss", "sub"], "verify_exp": False, "verify_iat": False}


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
        "sid": str(identity.session_id) if identity.session_id else None,
        "epoch": identity.epoch,
        "amr": list(identity.methods),
        "enrolled": identity.enrolled,
    }


class PublicKey(NamedTuple):
    """One by which tokens are verified."""

    key: Any
    until: float = inf
    """Unix time after which no token of it counts, whatever it says: it signs no more."""


def verify(token: str, keys: Mapping[str, PublicKey]) -> Identity:
    """The identity a token vouches for; `keys` by their ids.

    Raises NotSignedIn when it is forged, stale, of another algorithm or lacks a claim.
    """
    try:
        key, until = keys[jwt.get_unverified_header(token)["kid"]]
        c = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_OPTIONS)
        if not c["iat"] - LEEWAY <= machine_clock().timestamp() <= min(c["exp"], until) + LEEWAY:
            raise NotSignedIn
        roles = frozenset((str(r), str(u)) for r, u in c["roles"])
        session_id = UUID(c["sid"]) if c.get("sid") else None
        return Identity(
            UUID(c["sub"]), c["name"], tuple(c["unions"]), int(c["rev"]), roles, min(float(c["exp"]), until),
            session_id, int(c.get("epoch", 0)), tuple(map(str, c.get("amr", ()))), bool(c.get("enrolled")),
        )  # fmt: skip
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as bad:
        raise NotSignedIn from bad


def public_keys(folder: Path) -> dict[str, PublicKey]:
    """The keys in `public.json` (a JWK set), by key id."""
    entries = json.loads((folder / "public.json").read_text(encoding="utf-8"))["keys"]
    return {entry["kid"]: PublicKey(jwt.PyJWK(entry).key, entry.get("until", inf)) for entry in entries}
