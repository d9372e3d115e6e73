"""The keys of a backup come into an empty home, and fit a home that can read all that they sealed."""

import secrets
import shutil
from pathlib import Path

import pytest

from aixin.backup.put_back import put_back_keys
from deploy.local.server import StackError
from shared.crypto import Vault
from shared.keys import ensure_keys, main


@pytest.fixture(params=["one for all", "each its own"])
def backup(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Of an installation before each system had its own, and after."""
    keys = tmp_path / "backup" / "keys"
    keys.mkdir(parents=True)
    if request.param == "one for all":
        (keys / "secret").write_text(secrets.token_hex(32))
    else:
        ensure_keys(keys)
    return keys.parent


def test_into_an_empty_home(backup: Path, tmp_path: Path) -> None:
    sealed = Vault(backup / "keys", "booking").seal("x", 1)
    put_back_keys(tmp_path / "home", backup)
    assert Vault(tmp_path / "home" / "keys", "booking").open(sealed, 1) == "x"


def test_a_home_whose_keys_were_renewed_since(backup: Path, tmp_path: Path) -> None:
    shutil.copytree(backup, tmp_path / "home")
    main(tmp_path / "home" / "keys", "booking")
    before = (tmp_path / "home" / "keys" / "booking.secret").read_text()
    put_back_keys(tmp_path / "home", backup)
    assert (tmp_path / "home" / "keys" / "booking.secret").read_text() == before


def test_a_home_that_cannot_read_it_is_left_alone(backup: Path, tmp_path: Path) -> None:
    ensure_keys(tmp_path / "home" / "keys")
    with pytest.raises(StackError, match="other keys"):
        put_back_keys(tmp_path / "home", backup)
