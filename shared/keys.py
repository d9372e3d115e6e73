"""The keys of an installation: accounts signs with one, everybody verifies with the others.

    private.pem   Ed25519, for accounts alone (0600)
    public.json   JWK set of every key whose tokens are still honoured
    secret        32 random bytes in hex, for keyed hashes and encryption of fields (0600)

To rotate, delete private.pem and start again: a new key signs, the old one still verifies.
`python -m shared.keys FOLDER` makes them where no `make up` or compose does.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def ensure_keys(folder: Path) -> None:
    """Make what is missing in the folder; what is there stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "secret").exists():
        _write(folder / "secret", secrets.token_hex(32), mode=0o600)
    if not (folder / "private.pem").exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(folder / "private.pem", pem.decode(), mode=0o600)
    _publish(folder)


def signing_key(folder: Path) -> tuple[str, Ed25519PrivateKey]:
    """The key id and private key that accounts signs with."""
    key = load_pem_private_key((folder / "private.pem").read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("private.pem is not an Ed25519 key")
    return public_jwk(key)["kid"], key


def public_jwk(key: Ed25519PrivateKey) -> dict[str, Any]:
    """The public half as a JWK; its id is the key's own thumbprint (RFC 7638)."""
    x = _base64url(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    thumbprint = hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": _base64url(thumbprint), "use": "sig", "alg": "EdDSA"}


def _publish(folder: Path) -> None:
    file = folder / "public.json"
    known = json.loads(file.read_text(encoding="utf-8"))["keys"] if file.exists() else []
    _, key = signing_key(folder)
    if public_jwk(key) not in known:
        _write(file, json.dumps({"keys": [public_jwk(key), *known]}, indent=1), mode=0o644)


def _write(file: Path, text: str, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


if __name__ == "__main__":
    ensure_keys(Path(sys.argv[1]))
