"""docs/upgrade.md, tried: a newer version has migrated and is refused by this one; the backup of before and the page's own words lead back."""

import asyncio
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

import asyncpg
import pytest

from aixin.options import Options
from aixin.up import only_one
from deploy.local.stack import SYSTEMS, Postgres
from shared.db.migrate import OtherVersion, check, migrate
from shared.keys import ensure_keys
from tests.support.dockered import environment
from tests.support.stack import ROOT

PAGE = (ROOT / "docs" / "upgrade.md").read_text(encoding="utf-8")
WAYS = ("embedded", "one server")
"""Columns of its tables."""
NEWER = "CREATE TABLE later (); INSERT INTO migration (name, sha256) VALUES ('own/9999_later.sql', 'later')"
FOUND = """
SELECT (SELECT count(*) FROM family), (SELECT count(*) FROM restored), (SELECT count(*) FROM pg_class WHERE relname = 'later')
"""
OTHERS = "git checkout VERSION && "
"""The program of before; it is this one."""


def told(row, way):
    """The commands in a row of a table."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {row} |")]
    return re.findall(r"`([^`]+)`", line.split(" | ")[1 + WAYS.index(way)])


def way_back(way):
    """The commands of the table, one after the other."""
    rows = ("stop", "the old version, as noted", "its data", "start, and look")
    return [command for row in rows for command in told(row, way)]


@pytest.fixture
def postgres(tmp_path):
    """Of the home where `aixin` looks for it."""
    ensure_keys(tmp_path / ".aixin" / "keys")
    (tmp_path / ".aixin" / "papers").mkdir()
    return Postgres(tmp_path / ".aixin" / "postgres")


@contextmanager
def running(postgres):
    """As while `make up` runs: the home is held."""
    with only_one(Options("127.0.0.1", 0, postgres.folder.parent)):
        postgres.start()
        try:
            yield
        finally:
            postgres.stop()


@pytest.fixture
def shell(tmp_path):
    """Runs lines where `.aixin` lies; `make` only says what it would do."""
    bin = tmp_path / "bin"
    bin.mkdir()
    for name, words in {
        "aixin": f'exec "{sys.executable}" -m aixin "$@"',
        "make": f'exec {shutil.which("make")} --dry-run -C "{ROOT}" "$@"',
    }.items():
        (bin / name).write_text(f"#!/bin/sh\n{words}\n")
        (bin / name).chmod(0o755)
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    env = environment(tmp_path / ".aixin", bin) | {"PYTHONPATH": str(ROOT), "AIXIN_SMTP_URL": ""}

    def run(lines):
        moved = "set -e\n" + lines.replace(OTHERS, "").replace("/backup/", f"{tmp_path}/backup-")
        done = subprocess.run(["bash", "-c", moved], cwd=tmp_path, env=env, check=False, capture_output=True, text=True)
        assert done.returncode == 0 and "Traceback" not in done.stderr, (lines, done.stdout, done.stderr)

    return run


async def each(postgres, do):
    """For each system."""
    for system in SYSTEMS:
        await do(postgres.dsn(f"aixin_{system}"), ROOT / "services" / system / "migrations")


async def execute(dsn, sql):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetch(sql) if sql == FOUND else await conn.execute(sql)
    finally:
        await conn.close()


async def refused(dsn, own):
    with pytest.raises(OtherVersion, match="由更新的版本升级"):
        await check(dsn, own)


@pytest.mark.parametrize("way", WAYS)
def test_the_way_back_is_the_backup(postgres, shell, way):
    family = "INSERT INTO family DEFAULT VALUES"
    with running(postgres):
        asyncio.run(each(postgres, migrate))
        asyncio.run(execute(postgres.dsn("aixin_booking"), family))
        (backup,) = told("back up, while it runs", way)
        shell(backup)
        asyncio.run(each(postgres, lambda dsn, _: execute(dsn, NEWER)))
        asyncio.run(execute(postgres.dsn("aixin_booking"), family))  # is lost
        asyncio.run(each(postgres, refused))
    if way == "embedded":
        shell("\n".join(way_back(way)))
    with running(postgres):
        if way == "one server":
            shell("\n".join(way_back(way)))
        asyncio.run(each(postgres, check))
        assert asyncio.run(execute(postgres.dsn("aixin_booking"), FOUND)) == [(1, 1, 0)]


@pytest.mark.parametrize("way", WAYS)
def test_the_page_tells_each_step(way):
    assert [command.split()[0] for command in way_back(way)] == {
        "embedded": ["mv", "git", "aixin", "make", "make"],
        "one server": ["docker", "git", "deploy/compose/restore.sh", "docker", "docker"],
    }[way]
