"""WAL is archived as deploy/compose/archiving.yml says; the data are lost, and put back to the last piece, and to an instant, as docs/runbook.md says."""

import asyncio
import os
import re
import shutil
import subprocess

import asyncpg
import pytest
from typer.testing import CliRunner

from aixin.cli import app
from deploy.local.postgres import binaries
from deploy.local.stack import Postgres
from services.booking.bootstrap import build
from shared.db.migrate import migrate
from shared.db.pool import open_pool
from shared.keys import ensure_keys
from shared.settings import Settings
from tests.support.booking import book, broken, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.stack import ROOT

SAYS = (ROOT / "deploy/compose/archiving.yml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
(ARCHIVE,) = re.findall(r"- archive_command=(.+)", SAYS)
(BASE,) = re.findall(r"`docker compose exec -T postgres (pg_basebackup [^`]+) > base.tar`", PAGE)
RESTORE, ANSWER, *TO_AN_INSTANT = re.findall(r"`(\w+ = [^`]+)`", PAGE)
ARCHIVED = "SELECT last_archived_wal >= $1 FROM pg_stat_archiver"


class Archiving(Postgres):
    """As in compose: every finished piece of its log is copied into a folder."""

    @property
    def wal(self):
        return self.folder / "wal"

    def here(self, command):
        return command.replace("/wal/", f"{self.wal}/")

    def command(self):
        settings = (
            "wal_level=replica",
            "max_wal_senders=4",
            "archive_mode=on",
            f"archive_command={self.here(ARCHIVE)}",
        )
        return [*super().command(), *(word for setting in settings for word in ("-c", setting))]

    def base(self, file):
        """A base backup, taken while it runs."""
        password = self.dsn("postgres").split(":")[2].split("@")[0]
        env = {**os.environ, "PGPORT": str(self.port), "PGPASSWORD": password}
        program, *words = BASE.split()
        with file.open("wb") as out:
            subprocess.run([binaries() / program, *words], env=env, stdout=out, check=True)

    def lose(self):
        """The machine, but for the archive."""
        self.kill()
        shutil.rmtree(self.data)

    def put_back(self, base, instant=None):
        """From the base, and what was archived since: all of it, or what was before the instant."""
        self.data.mkdir(mode=0o700)
        shutil.chown(self.data, self.wal.stat().st_uid, self.wal.stat().st_gid)
        subprocess.run(["tar", "-xf", base, "-C", self.data], check=True)
        until = [one.replace("2027-01-18 03:00:00+00", str(instant)) for one in TO_AN_INSTANT] if instant else []
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
            conf.write("\n".join([self.here(RESTORE), ANSWER, *until, ""]))
        (self.data / "recovery.signal").touch()
        self.start()


@pytest.fixture
def postgres(tmp_path):
    server = Archiving(tmp_path / "postgres")
    server.wal.mkdir(parents=True)
    if os.geteuid() == 0:
        shutil.chown(server.wal, "nobody", "nogroup")
    server.start()
    yield server
    server.kill()


def test_a_piece_is_archived_once_and_never_by_another(tmp_path):
    """A server that crashed may not know any more that it has done so, and archives nothing else before."""
    (tmp_path / "wal").mkdir()
    piece, command = tmp_path / "piece", ARCHIVE.replace("/wal/", f"{tmp_path}/wal/").replace("%f", "1")

    def archived(content):
        piece.write_bytes(content)
        return not subprocess.run(["sh", "-c", command.replace("%p", str(piece))], check=False).returncode

    assert [archived(content) for content in (b"one", b"one", b"another")] == [True, True, False]
    assert [(file.name, file.read_bytes()) for file in (tmp_path / "wal").iterdir()] == [("1", b"one")]


async def test_every_acknowledged_booking_is_there(postgres, tmp_path):
    ensure_keys(tmp_path / "keys")
    system = build(Settings(database_url=postgres.clerk("booking"), keys_dir=tmp_path / "keys"))
    system.committed = lambda: None  # nobody relays
    await migrate(postgres.dsn("aixin_booking"), system.migrations)
    before, since, after = await at_the_desk(system, postgres, tmp_path / "base.tar")

    await asyncio.to_thread(postgres.lose)
    await asyncio.to_thread(postgres.put_back, tmp_path / "base.tar")
    assert await kept(postgres) == before | since | after["booked"]

    await asyncio.to_thread(postgres.lose)
    await asyncio.to_thread(postgres.put_back, tmp_path / "base.tar", after["instant"])
    assert await kept(postgres) == before | since

    words = ["restored", "booking", "--taken-at", after["instant"].isoformat(), "--home", str(tmp_path)]
    done = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert done.exit_code == 0, done.output
    async with await open_pool(system.settings.database_url, 1) as system.pool:
        assert await broken(system) == set()


async def at_the_desk(system, postgres, base):
    """What is booked before the base, after it, and after an instant that is noted, all archived in the end."""
    pool = await open_pool(system.settings.database_url, 4)
    async with pool as system.pool, door(system) as web, asyncio.TaskGroup() as running:
        desk = running.create_task(system.app.state.desk.run(system))
        group, families = await publish(system, capacity=100), await make_families(system, 30)

        async def acknowledged(some):
            answers = await asyncio.gather(*(book(web, family, group) for family in some))
            assert {answer["result"] for answer in answers} == {"confirmed"}
            return {str(answer["enrollment_id"]) for answer in answers}

        before = await acknowledged(families[:10])
        await asyncio.to_thread(postgres.base, base)
        since = await acknowledged(families[10:20])
        instant = await system.pool.fetchval("SELECT clock_timestamp()")
        booked = await acknowledged(families[20:])
        await archived(postgres)
        desk.cancel()
    return before, since, {"instant": instant, "booked": booked}


async def archived(postgres):
    """At the latest after five minutes; here at once."""
    conn = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        piece = await conn.fetchval("SELECT pg_walfile_name(pg_switch_wal())")
        await eventually(lambda: conn.fetchval(ARCHIVED, piece))
    finally:
        await conn.close()


async def kept(postgres):
    """The enrollments that are there."""
    conn = await asyncpg.connect(postgres.dsn("aixin_booking"))
    try:
        return {str(row["id"]) for row in await conn.fetch("SELECT id FROM enrollment WHERE state = 'confirmed'")}
    finally:
        await conn.close()
