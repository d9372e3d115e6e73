"""Every command that docs/runbook.md tells is run here, as it stands there: `aixin` itself, what compose is told, and what the database is asked."""

import asyncio
import re
import subprocess
import sys
from contextlib import ExitStack

import asyncpg
import pytest

from aixin.options import Options
from aixin.up import only_one
from deploy.local.stack import SYSTEMS, Postgres
from services.accounts.usecases.expire_memberships import TIMER
from shared.crypto import Vault
from shared.db.migrate import migrate
from shared.keys import ensure_keys
from tests.support.at_rest import LONG_AGO
from tests.support.dockered import environment
from tests.support.stack import ROOT

PAGE = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
PROGRAMS = (".venv/bin/python", "aixin", "make", "docker", "mv", "ulimit", "SELECT")
SQL = [s for block in re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for s in block.split(";\n") if s]
SPANS = dict.fromkeys(re.findall(r"`([^`\n]+)`", re.sub(r"^```\n.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)))
COMMANDS = [
    span
    for span in SPANS
    if (span.split()[0] in PROGRAMS and " " in span) or (span.startswith("deploy/compose/") and " " in span)
]
LETTER = """
    TRUNCATE dead_letter RESTART IDENTITY;
    INSERT INTO dead_letter (fingerprint, topic, partition, "offset", headers, cause) VALUES ('x', 'catalogue', 0, 0, '[]', 'why')
"""
OFFICER = """
    WITH officer AS (
        INSERT INTO person (id, phone_hash, phone_sealed, phone_masked) VALUES (uuidv7(), $1, 'x', '138****0003') RETURNING id
    )
    INSERT INTO second_factor (person_id, secret_sealed, enrolled_at) SELECT id, 'x', now() FROM officer
"""
MAY_FAIL = {
    "aixin dead-letters requeue booking": "仍未成功",
    "aixin doctor": "消息队列",
    "docker compose exec booking python -m aixin doctor": "消息队列",
}
"""What cannot succeed here, and what it says then: that letter is poison, and there is no broker."""


class Archiving(Postgres):
    """As compose's: a base backup can be taken of it. While it runs its folder is held, as `make up` holds it."""

    def command(self):
        return [*super().command(), "-c", "wal_level=replica", "-c", "max_wal_senders=4"]

    def start(self):
        self.held = ExitStack()
        self.held.enter_context(only_one(Options("127.0.0.1", 0, self.folder.parent)))
        super().start()

    def stop(self):
        super().stop()
        self.held.close()


async def prepare(postgres):
    """Migrated, and as if started once."""
    for system in SYSTEMS:
        await migrate(postgres.dsn(f"aixin_{system}"), ROOT / "services" / system / "migrations")
    conn = await asyncpg.connect(postgres.dsn("aixin_accounts"))
    await conn.execute(
        "INSERT INTO timer (kind, subject, due_at) VALUES ($1, 'daily', now() + interval '1 hour')", TIMER
    )
    await conn.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("runbook") / "home"
    ensure_keys(home / "keys")
    (home / "papers").mkdir()
    return home


@pytest.fixture(scope="module")
def postgres(home):
    """Running, as `make up` left it."""
    postgres = Archiving(home / "postgres")
    postgres.start()
    asyncio.run(prepare(postgres))
    yield postgres
    postgres.stop()


@pytest.fixture(scope="module")
def shell(home, tmp_path_factory):
    """Runs a line as it stands on the page, with its folders moved to where a test may write."""
    bin, place = tmp_path_factory.mktemp("bin"), tmp_path_factory.mktemp("place")
    (bin / "aixin").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aixin "$@"\n')
    (bin / "aixin").chmod(0o755)
    env = environment(home, bin) | {"AIXIN_HOME": str(home), "COLUMNS": "200", "AIXIN_SMTP_URL": ""}

    def run(line):
        moved = (
            line.replace("/backup/", f"{place}/")
            .replace(".aixin/keys", f"{home}/keys")
            .replace("/srv/", f"{place}/")
            .replace("> base.tar", f"> {place}/base.tar")
        )
        done = subprocess.run(["bash", "-c", moved], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def backup(postgres, shell):
    """The folder that the page speaks of; taken while the database runs."""
    code, said = shell("aixin backup /backup/2027-01-18")
    assert code == 0, said
    return "/backup/2027-01-18"


def test_the_page_tells_commands():
    assert len(SQL) >= 3 and len(COMMANDS) >= 20


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_does_what_the_page_says(home, postgres, shell, backup, command, tmp_path):
    match command.split():
        case [*_, "shared.keys", _, renewed]:
            file = home / "keys" / ("private.pem" if renewed == "signing" else f"{renewed}.secret")
            before = file.read_text()
            expect(command, *shell(command))
            assert file.read_text() != before and (renewed == "signing" or file.read_text().endswith(before))
        case ["make", target]:
            done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        case ["mv", *_]:
            (tmp_path / ".aixin").mkdir()
            assert subprocess.run(command.split(), cwd=tmp_path, check=False).returncode == 0
        case ["SELECT", *_]:
            asyncio.run(asked(postgres, command))
        case ["aixin", "backup", folder]:
            assert folder == backup and "已经存在" in shell(command)[1]  # it is taken already
        case ["aixin", "restore", *_]:
            postgres.stop()
            expect(command, *shell(command))
            postgres.start()
        case ["aixin", "breach", *_, "--persons", persons]:
            shell(f"printf 'guardian\\n' > {persons}")
            expect(command, *shell(command))
        case [*_, "deploy.compose.second_factor", phone, _]:
            asyncio.run(enroll(postgres, Vault(home / "keys", "accounts").hash(phone)))
            expect(command, *shell(command))
            assert asyncio.run(count_factors(postgres)) == 0
            asyncio.run(grow_old(postgres))
        case ["deploy/compose/backup.sh", folder]:
            expect(command, *shell(f"{command}-compose"))
        case ["deploy/compose/restore.sh", folder, *systems]:
            taken = f"{folder}-{len(systems)}"
            expect(command, *shell(f"deploy/compose/backup.sh {taken}"))
            expect(command, *shell(" ".join(["deploy/compose/restore.sh", taken, *systems])))
            expect(command, *shell("docker compose exec booking python -m aixin invariants"))
        case _:
            asyncio.run(park(postgres))
            expect(command, *shell(command))


@pytest.mark.parametrize("sql", SQL)
def test_a_question_can_be_asked(postgres, sql):
    asyncio.run(asked(postgres, sql.replace("'ID'", "'00000000-0000-0000-0000-000000000000'")))


async def asked(postgres, sql):
    """Of booking."""
    conn = await asyncpg.connect(postgres.dsn("aixin_booking"))
    try:
        await conn.fetch(sql)
    finally:
        await conn.close()


async def enroll(postgres, phone_hash):
    """A second factor of the owner of a phone, who is known here."""
    conn = await asyncpg.connect(postgres.dsn("aixin_accounts"))
    await conn.execute(OFFICER, phone_hash)
    await conn.close()


async def count_factors(postgres):
    """That are enrolled."""
    conn = await asyncpg.connect(postgres.dsn("aixin_accounts"))
    try:
        return await conn.fetchval("SELECT count(*) FROM second_factor")
    finally:
        await conn.close()


async def grow_old(postgres):
    """What accounts said: there is no broker and no notify here, and whoever compares asks for what was said in a week."""
    conn = await asyncpg.connect(postgres.dsn("aixin_accounts"))
    await conn.execute(LONG_AGO["accounts"])
    await conn.close()


async def park(postgres):
    """One event, number 1, wherever one is looked for."""
    for system in ("booking", "notify"):
        conn = await asyncpg.connect(postgres.dsn(f"aixin_{system}"))
        await conn.execute(LETTER)
        await conn.close()


def expect(command, code, said):
    """It succeeded; or it told why not."""
    if command in MAY_FAIL:
        assert code == 1 and MAY_FAIL[command] in said, said
    else:
        assert code == 0 and "Traceback" not in said, said
