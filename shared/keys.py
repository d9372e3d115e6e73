"""The keys of an installation: each system has its own (docs/decisions/0025).

    private.pem       Ed25519: accounts signs with it (0600)
    public.json       JWK set of the keys whose tokens are honoured, those that sign no more `until` their last token is dead
    callers.json      of each system the public keys by which it is known when it asks another one (shared/calls.py)
    SYSTEM.secret     what each system seals, hashes and signs mails with: keys of 32 random bytes in hex, one a line, the newest first (0600)

`python -m shared.keys FOLDER` makes what is missing, where no `make up` or compose does; `python -m shared.keys FOLDER SYSTEM` gives that
system a new key, `… FOLDER signing` accounts another one to sign with.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.kernel.clock import machine_clock
from shared.kernel.identity import TOKEN_LIFE
from shared.words.terminal import NO_SUCH_KEY

SYSTEMS = ("accounts", "classes", "booking", "notify")
SIGNING = "signing"
CALLERS = "callers.json"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the points of P-256."""
_ONE_FOR_ALL = "secret"
"""What the systems had together, before each had its own."""


def ensure_keys(folder: Path) -> None:
    """Make what is missing in the folder; what is there stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for system in SYSTEMS:
        if not _file_of(folder, system).exists():
            renew(folder, system)
    (folder / _ONE_FOR_ALL).unlink(missing_ok=True)
    if not (folder / "private.pem").exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(folder / "private.pem", pem.decode(), mode=0o600)
    _publish(folder)
    _publish_callers(folder)


def renew(folder: Path, system: str) -> None:
    """Give a system a new key to seal with, above those by which it reads what it sealed before."""
    lines = [secrets.token_hex(32), *(key.hex() for key in secrets_of(folder, system))]
    _write(_file_of(folder, system), "\n".join(lines) + "\n", mode=0o600)


def secrets_of(folder: Path, system: str) -> list[bytes]:
    """A system's keys, the newest first; where it has none of its own yet, those that all had together, if any."""
    for file in (_file_of(folder, system), folder / _ONE_FOR_ALL):
        if file.exists():
            return [bytes.fromhex(line) for line in file.read_text(encoding="ascii").split()]
    return []


def calling_keys(folder: Path, system: str) -> list[Ed25519PrivateKey]:
    """By which a system signs what it asks another one, the newest first: each is derived from a secret of its own."""
    return [Ed25519PrivateKey.from_private_bytes(_for_calls(secret)) for secret in secrets_of(folder, system)]


def push_keys(folder: Path) -> list[EllipticCurvePrivateKey]:
    """By which push services know notify, the newest first: a browser that asked for messages under an older one is told under that one."""
    return [
        derive_private_key(1 + _for_push(secret) % (_ORDER - 1), SECP256R1()) for secret in secrets_of(folder, "notify")
    ]


def _for_push(secret: bytes) -> int:
    """Half as long again as the key, so that none is likelier than another."""
    return int.from_bytes(HKDF(SHA256(), length=48, salt=None, info=b"aixin push").derive(secret), "big")


def _for_calls(secret: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"aixin call").derive(secret)


def _file_of(folder: Path, system: str) -> Path:
    return folder / f"{system}.secret"


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
    now, current = machine_clock(), public_jwk(signing_key(folder)[1])
    dead = {"until": int((now + TOKEN_LIFE).timestamp()) + 1}
    retired = [dead | key for key in known if key["kid"] != current["kid"]]
    honoured = [current, *(key for key in retired if key["until"] > now.timestamp())]
    if honoured != known:
        _write(file, json.dumps({"keys": honoured}, indent=1), mode=0o644)


def _publish_callers(folder: Path) -> None:
    known = {system: [public_jwk(key) for key in calling_keys(folder, system)] for system in SYSTEMS}
    file, text = folder / CALLERS, json.dumps(known, indent=1)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        _write(file, text, mode=0o644)


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


def main(folder: Path, *renewed: str) -> None:
    """As the module says."""
    if strangers := {*renewed} - {*SYSTEMS, SIGNING}:
        sys.exit(NO_SUCH_KEY.of(what=", ".join(sorted(strangers)), known=", ".join((*SYSTEMS, SIGNING))).line)
    ensure_keys(folder)
    for what in renewed:
        if what == SIGNING:
            (folder / "private.pem").unlink()
            ensure_keys(folder)
        else:
            renew(folder, what)
    _publish_callers(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
