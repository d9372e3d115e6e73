"""Sealed values and keyed hashes."""

import hmac
import secrets
from pathlib import Path
from uuid import uuid4

import pytest

from shared.crypto import SealBroken, Vault


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "booking.secret").write_text(secrets.token_hex(32))
    return tmp_path


def test_a_sealed_value_opens_for_its_row_alone(keys: Path) -> None:
    vault, row = Vault(keys, "booking"), uuid4()
    sealed = vault.seal("13800000001", row)
    assert vault.open(sealed, row) == "13800000001"
    assert b"13800000001" not in sealed
    assert vault.seal("13800000001", row) != sealed
    for spoiled, owner in (
        (sealed, uuid4()),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), row),
        (b"", row),
        (sealed[4:], row),
    ):
        with pytest.raises(SealBroken):
            vault.open(spoiled, owner)


def test_a_key_is_rotated_by_writing_a_new_one_above_it(keys: Path) -> None:
    before = Vault(keys, "booking")
    sealed, hashed = before.seal("x", 1), before.hash("x")
    (keys / "booking.secret").write_text(secrets.token_hex(32) + "\n" + (keys / "booking.secret").read_text())
    after = Vault(keys, "booking")
    assert after.open(sealed, 1) == "x"
    assert after.hash("x") == hashed
    with pytest.raises(SealBroken):
        before.open(after.seal("x", 1), 1)


def test_a_hash_says_nothing_without_the_key(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "booking.secret").write_text(secrets.token_hex(32))
    assert (
        Vault(keys, "booking").hash("13800000001")
        == Vault(keys, "booking").hash("13800000001")
        != Vault(other, "booking").hash("13800000001")
    )


def test_what_was_signed_is_known_after_a_rotation_and_from_before_there_was_a_key_for_it(keys: Path) -> None:
    secret = bytes.fromhex((keys / "booking.secret").read_text())
    before = Vault(keys, "booking")
    (keys / "booking.secret").write_text(secrets.token_hex(32) + "\n" + secret.hex())
    after = Vault(keys, "booking")
    said = [before.sign("x"), after.sign("x"), hmac.digest(secret, b"x", "sha256").hex()[:32]]
    assert len(set(said)) == 3 and all(after.signed("x", one) for one in said)
    assert not any(after.signed("y", one) for one in (*said, "", "é"))
