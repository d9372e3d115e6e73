"""Web push: a message that only the browser it is for can read (RFC 8291 over 8188), by its push service, which knows us by our key (RFC 8292).

By hand, for it is a page: the packages there are bring an HTTP client of their own, which would follow where a stranger leads it.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel, ConfigDict, Field

TOKEN_LIFE = timedelta(hours=12)
"""Of what says who we are; a push service takes a day at most."""
RECORD = 4096
"""Bytes that every push service takes, of which those around the message are a hundred."""
AUTH, POINT, SALT = 16, 65, 16
"""Bytes of a browser's secret, of a public key, and of a salt."""


class PushAccount(BaseModel):
    """Web push needs no account with anybody, but somebody whom a push service may write to."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    contact: str = Field(pattern=r"^(mailto:[^@\s]+@[^@\s]+|https://\S+)$", max_length=200)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is told something, and how it is sealed for it."""

    endpoint: str
    browser: EllipticCurvePublicKey
    auth: bytes


def subscription(endpoint: str, p256dh: str, auth: str) -> Subscription:
    """As a browser says it. Raises ValueError for what none says."""
    key, secret = unwritten(p256dh), unwritten(auth)
    if len(secret) != AUTH or len(key) != POINT:
        raise ValueError("no keys of a browser")
    return Subscription(endpoint, EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key), secret)


def sealed(to: Subscription, plain: bytes, *, own: EllipticCurvePrivateKey | None = None, salt: bytes = b"") -> bytes:
    """One record that the browser alone can open; key and salt are new for each, unless a test says which."""
    own, salt = own or generate_private_key(SECP256R1()), salt or os.urandom(SALT)
    ours, theirs = point(own.public_key()), point(to.browser)
    secret = _derived(own.exchange(ECDH(), to.browser), to.auth, b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, plain + b"\x02", None)  # 2: the last record, without padding


def vouched(key: EllipticCurvePrivateKey, account: PushAccount, endpoint: str, now: datetime) -> Mapping[str, str]:
    """The header by which the push service knows us."""
    to = urlsplit(endpoint)
    said = {"aud": f"{to.scheme}://{to.netloc}", "exp": int((now + TOKEN_LIFE).timestamp()), "sub": account.contact}
    token = jwt.encode(said, key, "ES256")
    return {"authorization": f"vapid t={token}, k={written(point(key.public_key()))}"}


def point(key: EllipticCurvePublicKey) -> bytes:
    """A public key as browsers have it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def written(raw: bytes) -> str:
    """In base64url without its end."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unwritten(text: str) -> bytes:
    """Raises ValueError for what is no base64url."""
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=salt, info=info).derive(secret)
