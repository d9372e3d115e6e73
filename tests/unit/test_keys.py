"""The keys of an installation: private ones stay private, a rotation honours old tokens."""

import json
import stat
from pathlib import Path

import jwt

from shared.keys import ensure_keys, signing_key
from shared.tokens import public_keys


def sign(folder: Path) -> str:
    kid, key = signing_key(folder)
    return jwt.encode({"sub": "somebody"}, key, algorithm="EdDSA", headers={"kid": kid})


def verified(token: str, folder: Path) -> object:
    return jwt.decode(token, public_keys(folder)[jwt.get_unverified_header(token)["kid"]], algorithms=["EdDSA"])["sub"]


def test_made_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ensure_keys(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    ensure_keys(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert {name: stat.S_IMODE((folder / name).stat().st_mode) for name in ("private.pem", "secret")} == {
        "private.pem": 0o600, "secret": 0o600,
    }  # fmt: skip
    assert len(bytes.fromhex((folder / "secret").read_text())) == 32
    assert all("d" not in key for key in json.loads((folder / "public.json").read_text())["keys"])


def test_a_rotation_signs_with_a_new_key_and_honours_the_old(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    old = sign(tmp_path)
    (tmp_path / "private.pem").unlink()
    ensure_keys(tmp_path)
    new = sign(tmp_path)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert [verified(token, tmp_path) for token in (old, new)] == ["somebody", "somebody"]
