"""The keys of an installation: each system has its own, private ones stay private, a rotation honours what was signed and sealed before."""

import json
import secrets
import stat
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest

from shared.crypto import SealBroken, Vault
from shared.errors import NotSignedIn
from shared.kernel.clock import machine_clock
from shared.kernel.identity import TOKEN_LIFE
from shared.keys import SYSTEMS, ensure_keys, main, secrets_of
from shared.tokens import LEEWAY, public_keys, verify
from tests.support.people import token_for


def sign(folder: Path, lives: timedelta = TOKEN_LIFE) -> str:
    """A token that says it lives so long."""
    return token_for(folder, UUID(int=7), seconds=lives.total_seconds())


def believed(token: str, folder: Path) -> bool:
    try:
        return bool(verify(token, public_keys(folder)))
    except NotSignedIn:
        return False


def test_made_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ensure_keys(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    ensure_keys(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    private = {"private.pem", *(f"{system}.secret" for system in SYSTEMS)}
    assert before.keys() == private | {"public.json", "callers.json"}
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in private} == {0o600}
    assert all("d" not in key for key in json.loads((folder / "public.json").read_text())["keys"])


def test_no_system_opens_what_another_has_sealed(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    accounts, booking = (Vault(tmp_path, system) for system in ("accounts", "booking"))
    with pytest.raises(SealBroken):
        booking.open(accounts.seal("13800000001", 1), 1)
    assert accounts.hash("13800000001") != booking.hash("13800000001")
    assert {len(secrets_of(tmp_path, system)[0]) for system in SYSTEMS} == {32}


def test_a_secret_that_all_had_together_still_opens_and_seals_no_more(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(secrets.token_hex(32))
    before = Vault(tmp_path, "booking")
    sealed, hashed = before.seal("x", 1), before.hash("x")
    ensure_keys(tmp_path)
    assert not (tmp_path / "secret").exists()
    after = Vault(tmp_path, "booking")
    assert (after.open(sealed, 1), after.hash("x")) == ("x", hashed)
    with pytest.raises(SealBroken):
        Vault(tmp_path, "accounts").open(after.seal("x", 1), 1)


def test_one_system_gets_a_new_key_and_opens_with_the_old(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    before = {system: secrets_of(tmp_path, system) for system in SYSTEMS}
    main(tmp_path, "booking")
    after = {system: secrets_of(tmp_path, system) for system in SYSTEMS}
    assert after == before | {"booking": [after["booking"][0], *before["booking"]]}
    with pytest.raises(SystemExit, match="booking"):
        main(tmp_path, "bookings")


def test_a_rotation_signs_with_a_new_key_and_honours_the_old_until_its_last_token_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_keys(tmp_path)
    old, forged = sign(tmp_path), sign(tmp_path, 10 * TOKEN_LIFE)
    main(tmp_path, "signing")
    new = sign(tmp_path)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert [believed(token, tmp_path) for token in (old, forged, new)] == [True, True, True]
    assert verify(forged, public_keys(tmp_path)).expires < machine_clock().timestamp() + TOKEN_LIFE.total_seconds() + 2

    later = machine_clock() + TOKEN_LIFE + timedelta(seconds=LEEWAY + 2)
    for clock in ("shared.keys.machine_clock", "shared.tokens.machine_clock"):
        monkeypatch.setattr(clock, lambda: later)
    assert [believed(token, tmp_path) for token in (forged, sign(tmp_path, 2 * TOKEN_LIFE))] == [False, True]
    ensure_keys(tmp_path)
    assert list(public_keys(tmp_path)) == [jwt.get_unverified_header(new)["kid"]]


def test_without_the_public_file_the_old_key_counts_no_more_at_once(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    stolen = sign(tmp_path)
    for name in ("private.pem", "public.json"):
        (tmp_path / name).unlink()
    ensure_keys(tmp_path)
    assert [believed(token, tmp_path) for token in (stolen, sign(tmp_path))] == [False, True]
