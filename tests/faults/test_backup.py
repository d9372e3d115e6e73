"""`aixin backup` and `aixin restore` on folders as `make up` leaves them: all comes back, what is damaged or foreign is refused."""

import asyncio
import shutil
import subprocess

import asyncpg
import pytest
from typer.testing import CliRunner

from aixin.cli import app
from aixin.options import LAST_BACKUP
from deploy.local.stack import AUDITOR, SYSTEMS, Postgres
from shared.crypto import Vault
from shared.db.migrate import migrate
from shared.keys import ensure_keys
from tests.support.stack import ROOT

PAPER = b"sealed"


def aixin(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.output


def ask(home, system, sql, role=None):
    async def run():
        conn = await asyncpg.connect(Postgres(home / "postgres").dsn(f"aixin_{system}", role))
        try:
            return await conn.fetch(sql)
        finally:
            await conn.close()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Stopped, with a family, its paper, and a session somebody ended later."""
    home = tmp_path_factory.mktemp("homes") / "home"
    ensure_keys(home / "keys")
    (home / "papers").mkdir()
    (home / "papers" / "0001").write_bytes(PAPER)
    postgres = Postgres(home / "postgres")
    postgres.start()
    try:
        for system in SYSTEMS:
            asyncio.run(migrate(postgres.dsn(f"aixin_{system}"), ROOT / "services" / system / "migrations"))
        ask(home, "booking", "INSERT INTO family DEFAULT VALUES")
        ask(
            home,
            "notify",
            "INSERT INTO message (event_id, person_id, kind, params) VALUES (uuidv7(), uuidv7(), 'confirmed', '{}')",
        )
        ask(home, "notify", """
            INSERT INTO delivery (message_id, event_id, person_id, channel, state) SELECT id, event_id, person_id, 'mail', 'queued' FROM message
            """)  # fmt: skip
        phone = "gen_random_uuid()::text::bytea"
        ask(
            home,
            "accounts",
            f"INSERT INTO person (id, phone_hash, phone_sealed, phone_masked) VALUES (uuidv7(), {phone}, {phone}, '138')",
        )
        ask(home, "accounts", f"INSERT INTO session (token_hash, person_id) SELECT {phone}, id FROM person")
    finally:
        postgres.stop()
    return home


@pytest.fixture(scope="module")
def backup(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "backup"
    code, said = aixin("backup", folder, "--home", home)
    assert code == 0, said
    return folder


def test_a_backup_is_the_owners_alone_and_known_to_be_the_last(home, backup):
    assert backup.stat().st_mode & 0o077 == 0
    assert (home / LAST_BACKUP).read_text().strip() == str(backup)
    assert aixin("backup", backup, "--check")[0] == 0
    code, said = aixin("backup", backup, "--home", home)
    assert code == 1 and "已经存在" in said


def test_all_comes_back_into_an_empty_home(home, backup, tmp_path):
    new = tmp_path / "new"
    code, said = aixin("restore", backup, "--home", new)
    assert code == 0, said
    assert (new / "papers" / "0001").read_bytes() == PAPER
    sealed = Vault(home / "keys", "booking").seal("a phone", b"row")
    assert Vault(new / "keys", "booking").open(sealed, b"row") == "a phone"
    postgres = Postgres(new / "postgres")
    postgres.start()
    try:
        assert len(ask(new, "booking", "SELECT FROM family")) == len(ask(new, "accounts", "SELECT FROM person")) == 1
        assert not ask(new, "accounts", "SELECT FROM session")  # it may have been ended since
        ((state, due_at),) = ask(new, "notify", "SELECT state, due_at FROM delivery")
        assert (state, due_at) == ("unknown", None)  # it may have gone out since
        assert len(ask(new, "booking", "SELECT FROM audit.restored", AUDITOR)) == 1
        assert aixin("backup", tmp_path / "second", "--home", new)[0] == 0  # while it runs
    finally:
        postgres.stop()


def test_one_system_comes_back_and_the_others_stay(home, backup, tmp_path):
    new = tmp_path / "new"
    subprocess.run(["cp", "-a", home, new], check=True)  # whoever owns what
    code, said = aixin("restore", backup, "--home", new, "--only", "booking")
    assert code == 0, said
    postgres = Postgres(new / "postgres")
    postgres.start()
    try:
        assert len(ask(new, "booking", "SELECT FROM restored")) == 1
        assert len(ask(new, "accounts", "SELECT FROM session")) == 1
    finally:
        postgres.stop()


@pytest.mark.parametrize("what", ["changed", "missing", "foreign"])
def test_what_is_damaged_is_refused_before_anything_is_touched(backup, tmp_path, what):
    damaged = tmp_path / "damaged"
    shutil.copytree(backup, damaged)
    match what:
        case "changed":
            (damaged / "booking.dump").write_bytes((damaged / "booking.dump").read_bytes()[:-1] + b"?")
        case "missing":
            (damaged / "papers" / "0001").unlink()
        case "foreign":
            (damaged / "papers" / "0002").write_bytes(b"")
    code, said = aixin("restore", damaged, "--home", tmp_path / "new")
    assert code == 1 and "有损坏" in said and not (tmp_path / "new").exists()


def test_a_home_with_other_keys_is_left_alone(backup, tmp_path):
    ensure_keys(tmp_path / "other" / "keys")
    code, said = aixin("restore", backup, "--home", tmp_path / "other")
    assert code == 1 and "另一套密钥" in said and not (tmp_path / "other" / "postgres").exists()


def test_a_name_that_is_no_system_is_told(backup, tmp_path):
    assert aixin("restore", backup, "--home", tmp_path / "new", "--only", "bookings")[0] == 2
