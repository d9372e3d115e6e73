"""People with real tokens, as accounts would sign them."""

import time
from pathlib import Path
from uuid import UUID

import jwt

from shared.kernel.identity import Identity
from shared.keys import signing_key
from shared.tokens import ALGORITHM, claims_of


def token_for(
    keys_dir: Path,
    person_id: UUID,
    *,
    unions: tuple[str, ...] = (),
    revision: int = 0,
    roles: frozenset[tuple[str, str]] = frozenset(),
    seconds: float = 900,
) -> str:
    """A token that every system accepts."""
    now = time.time()
    identity = Identity(person_id, "138****0000", unions, revision, roles, now + seconds)
    kid, key = signing_key(keys_dir)
    return jwt.encode(claims_of(identity, now), key, algorithm=ALGORITHM, headers={"kid": kid})


def bearer(token: str) -> dict[str, str]:
    """As an API client sends it."""
    return {"authorization": f"Bearer {token}"}
