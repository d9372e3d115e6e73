"""The token that vouches for a person: accounts signs it with Ed25519, every system checks it offline."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
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


def verify(token: str, keys: Mapping[str, Any]) -> Identity:
    """The identity a token vouches for; `keys` maps key ids to public keys.

    Raises NotSignedIn when it is forged, stale, of another algorithm or lacks a claim.
    """
    try:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        c = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=_OPTIONS)
        if not c["iat"] - LEEWAY <= machine_clock().timestamp() <= c["exp"] + LEEWAY:
            raise NotSignedIn
        roles = frozenset((str(r), str(u)) for r, u in c["roles"])
        session_id = UUID(c["sid"]) if c.get("sid") else None
        return Identity(
            UUID(c["sub"]), c["name"], tuple(c["unions"]), int(c["rev"]), roles, float(c["exp"]),
            session_id, int(c.get("epoch", 0)), tuple(map(str, c.get("amr", ()))), bool(c.get("enrolled")),
        )  # fmt: skip
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as bad:
        raise NotSignedIn from bad


def public_keys(folder: Path) -> dict[str, Any]:
    """The keys in `public.json` (a JWK set), by key id."""
    entries = json.loads((folder / "public.json").read_text(encoding="utf-8"))["keys"]
    return {entry["kid"]: jwt.PyJWK(entry).key for entry in entries}
