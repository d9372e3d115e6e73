"""Personal data at rest: keyed hashes to find by, sealed values to read back; and links that only we can have mailed.

A system has its own keys (shared/keys.py), and of each one for every purpose (HKDF). The newest seals and signs; every one opens and is
believed, so a new one spoils nothing. Hashes always use the oldest, because a hash cannot be made anew without what it hides.
"""

import hashlib
import hmac
import os
from errno import ENOENT
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.keys import secrets_of

_KEY_ID, _NONCE = 4, 12


class SealBroken(ValueError):
    """A sealed value was changed, moved to another row, or sealed with a key we no longer have."""


class Vault:
    """Hashes, seals and signs with a system's keys."""

    def __init__(self, keys_dir: Path, system: str) -> None:
        if not (secrets := secrets_of(keys_dir, system)):
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(keys_dir / f"{system}.secret"))
        self._hashing = _derived(secrets[-1], b"aixin hash")
        self._asked = _derived(secrets[-1], b"aixin asked")
        # What was mailed before there was a key for it was signed with the secret itself.
        self._signing = [*(_derived(secret, b"aixin sign") for secret in secrets), *secrets]
        self._sealing = {hashlib.sha256(s).digest()[:_KEY_ID]: AESGCM(_derived(s, b"aixin seal")) for s in secrets}
        self._current = hashlib.sha256(secrets[0]).digest()[:_KEY_ID]

    def hash(self, text: str) -> bytes:
        """32 bytes, the same for the same text; useless without the key."""
        return hmac.digest(self._hashing, text.encode(), "sha256")

    def keyed(self, digest: bytes) -> bytes:
        """A digest of what was asked as it may lie in a table: nobody without the key can try what it is of."""
        return hmac.digest(self._asked, digest, "sha256")

    def sign(self, text: str) -> str:
        """128 bits in hex that nobody else can say of this text."""
        return _signature(self._signing[0], text)

    def signed(self, text: str, signature: str) -> bool:
        """Whether we once said so."""
        said = signature.encode()
        return any([hmac.compare_digest(_signature(key, text).encode(), said) for key in self._signing])

    def seal(self, text: str, row_id: object) -> bytes:
        """The text encrypted for one row: it opens only with the same `row_id`."""
        return self.seal_bytes(text.encode(), row_id)

    def open(self, sealed: bytes, row_id: object) -> str:
        """What was sealed. Raises SealBroken."""
        return self.open_bytes(sealed, row_id).decode()

    def seal_bytes(self, plain: bytes, row_id: object) -> bytes:
        """As `seal`, for what is no text."""
        nonce = os.urandom(_NONCE)
        return self._current + nonce + self._sealing[self._current].encrypt(nonce, plain, str(row_id).encode())

    def open_bytes(self, sealed: bytes, row_id: object) -> bytes:
        """What was sealed. Raises SealBroken."""
        key_id, nonce, box = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
        try:
            return self._sealing[key_id].decrypt(nonce, box, str(row_id).encode())
        except (KeyError, InvalidTag, ValueError) as bad:
            raise SealBroken from bad


def _signature(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret)
