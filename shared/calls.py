"""Who may call, where nobody has logged in.

What one system asks another directly, when no event may carry it, is signed by the asker for this one question, and good for half a minute.
"""

import json
from pathlib import Path

import jwt

from shared.crypto import Vault
from shared.errors import NotSignedIn
from shared.kernel.clock import machine_clock
from shared.keys import CALLERS, calling_keys
from shared.tokens import ALGORITHM

LIFE = 30
"""Seconds; as much may the clocks of two machines differ."""


def signed_call(keys_dir: Path, caller: str, what: str) -> str:
    """The header `Authorization` by which `caller` asks for `what`."""
    now = int(machine_clock().timestamp())
    claims = {"iss": caller, "aud": what, "exp": now + LIFE, "nbf": now - LIFE}
    return f"Call {jwt.encode(claims, calling_keys(keys_dir, caller)[0], ALGORITHM)}"


def check_call(keys_dir: Path, header: str, caller: str, what: str) -> None:
    """Raises NotSignedIn unless `caller` asks, now, for just this."""
    scheme, _, token = header.partition(" ")
    if scheme != "Call" or not any(_holds(token, key, caller, what) for key in _keys_of(keys_dir, caller)):
        raise NotSignedIn


def receipts_path(keys_dir: Path, provider: str) -> str:
    """Where the provider is told to send its receipts: neither of ours signs them, so that the address itself is the secret."""
    return f"/notify/receipts/{provider}/{Vault(keys_dir, 'notify').sign(_receipts(provider))}"


def is_receipts_seal(keys_dir: Path, provider: str, seal: str) -> bool:
    """Whether this address was given to the provider."""
    return Vault(keys_dir, "notify").signed(_receipts(provider), seal)


def _receipts(provider: str) -> str:
    return f"notify/receipts\n{provider}"


def _keys_of(keys_dir: Path, caller: str) -> list[jwt.PyJWK]:
    try:
        return [jwt.PyJWK(key) for key in json.loads((keys_dir / CALLERS).read_text(encoding="utf-8"))[caller]]
    except FileNotFoundError:
        return []


def _holds(token: str, key: jwt.PyJWK, caller: str, what: str) -> bool:
    try:
        options = {"require": ["iss", "aud", "exp", "nbf"]}
        jwt.decode(token, key.key, algorithms=[ALGORITHM], issuer=caller, audience=what, options=options)  # type: ignore[arg-type]
    except jwt.PyJWTError:
        return False
    return True
