"""What compose's one-shot containers do, on an embedded PostgreSQL: a volume of before, when systems owned their databases, gets clerks."""

import os
import subprocess

import asyncpg
import pytest

from deploy.compose import setup
from deploy.local.postgres import binaries
from deploy.local.stack import SYSTEMS, Postgres
from shared.db.migrate import migrate
from tests.support.stack import ROOT


@pytest.fixture
def postgres(tmp_path):
    server = Postgres(tmp_path / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def volume(tmp_path, monkeypatch):
    """The volume `secrets`, as it was left by a version whose systems logged in as owners."""
    monkeypatch.setattr(os, "chown", lambda *_: None)
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name in (*SYSTEMS, "auditor"):
        (folder / f"{name}.pgpass").write_text(f"postgres:5432:*:aixin_{name}:before\n")
    return folder


def start(postgres, volume):
    """`setup`, then `databases`."""
    setup.main(volume)
    superuser = postgres.dsn("postgres").split(":")[2].split("@")[0]
    known = {"PATH": f"{binaries()}:{os.environ['PATH']}", "PGPORT": str(postgres.port), "PGPASSWORD": superuser}
    command = ["sh", ROOT / "deploy/compose/databases.sh", volume]
    done = subprocess.run(command, env=known, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def passwords(volume):
    """Role → its password."""
    lines = [line.split(":") for file in volume.glob("*.pgpass") for line in file.read_text().splitlines()]
    return {role: password for _, _, _, role, password in lines}


async def test_a_volume_of_before_gets_clerks_and_owners_new_passwords(postgres, volume):
    start(postgres, volume)
    known = passwords(volume)
    assert known["aixin_auditor"] == "before" and "before" not in {
        known[role] for role in known if role != "aixin_auditor"
    }
    assert (volume / "booking.pgpass").read_text().split(":")[3] == "aixin_booking_clerk"
    for system in SYSTEMS:
        at = f"127.0.0.1:{postgres.port}/aixin_{system}"
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(f"postgresql://aixin_{system}:before@{at}")
        await migrate(
            f"postgresql://aixin_{system}:{known[f'aixin_{system}']}@{at}", ROOT / "services" / system / "migrations"
        )
        clerk = await asyncpg.connect(f"postgresql://aixin_{system}_clerk:{known[f'aixin_{system}_clerk']}@{at}")
        assert await clerk.execute("DELETE FROM outbox") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await clerk.execute("DELETE FROM reading")
        await clerk.close()
    start(postgres, volume)  # again and again
    assert passwords(volume) == known
