"""How a program knows that an event comes from us: Standard Webhooks, `v1,` and an HMAC-SHA256 over id, instant and body."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """A secret as its owner keeps it."""
    return PREFIX + b64encode(secrets.token_bytes(BYTES)).decode()


def headers(keys: Sequence[str], event_id: object, at: int, body: bytes) -> Mapping[str, str]:
    """What stands beside the body, signed with each of the secrets; `at` in Unix seconds is of this attempt."""
    signed = f"{event_id}.{at}.".encode() + body
    signatures = " ".join(f"v1,{_signature(key, signed)}" for key in keys)
    return {"webhook-id": str(event_id), "webhook-timestamp": str(at), "webhook-signature": signatures}


def _signature(key: str, signed: bytes) -> str:
    return b64encode(hmac.digest(b64decode(key.removeprefix(PREFIX)), signed, "sha256")).decode()
