"""Sealed values and keyed hashes."""

import secrets
from pathlib import Path
from uuid import uuid4

import pytest

from shared.crypto import SealBroken, Vault


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(secrets.token_hex(32))
    return tmp_path


def test_a_sealed_value_opens_for_its_row_alone(keys: Path) -> None:
    vault, row = Vault(keys), uuid4()
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
    before = Vault(keys)
    sealed, hashed = before.seal("x", 1), before.hash("x")
    (keys / "secret").write_text(secrets.token_hex(32) + "\n" + (keys / "secret").read_text())
    after = Vault(keys)
    assert after.open(sealed, 1) == "x"
    assert after.hash("x") == hashed
    with pytest.raises(SealBroken):
        before.open(after.seal("x", 1), 1)


def test_a_hash_says_nothing_without_the_key(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "secret").write_text(secrets.token_hex(32))
    assert Vault(keys).hash("13800000001") == Vault(keys).hash("13800000001") != Vault(other).hash("13800000001")
