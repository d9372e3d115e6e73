"""Personal data at rest: keyed hashes to find by, sealed values to read back. The key is the installation's `secret`.

`secret` holds one hex key a line. The first seals; every one opens, so a key is rotated by writing a new one above it. Hashes always use
the last (the oldest), because a hash cannot be made anew without what it hides.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_ID, _NONCE = 4, 12


class SealBroken(ValueError):
    """A sealed value was changed, moved to another row, or sealed with a key we no longer have."""


class Vault:
    """Hashes and seals with the keys of a folder."""

    def __init__(self, keys_dir: Path) -> None:
        secrets = [bytes.fromhex(line) for line in (keys_dir / "secret").read_text(encoding="ascii").split()]
        self._hashing = _derived(secrets[-1], b"aixin hash")
        self._sealing = {hashlib.sha256(s).digest()[:_KEY_ID]: AESGCM(_derived(s, b"aixin seal")) for s in secrets}
        self._current = hashlib.sha256(secrets[0]).digest()[:_KEY_ID]

    def hash(self, text: str) -> bytes:
        """32 bytes, the same for the same text; useless without the key."""
        return hmac.digest(self._hashing, text.encode(), "sha256")

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


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret)
