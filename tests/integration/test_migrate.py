"""A database of another version is refused in a sentence, before anything is changed."""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg
import pytest

from shared.db.migrate import OtherVersion, check, migrate, until_current
from tests.conftest import MakeDatabase
from tests.support.eventually import eventually
from tests.support.proxy import wire
from tests.support.stack import ROOT

OWN = ROOT / "services" / "notify" / "migrations"
NEWER = "INSERT INTO migration (name, sha256) VALUES ('own/9999_later.sql', 'later')"
EDITED = "UPDATE migration SET sha256 = 'another' WHERE name = 'own/0001_notify.sql'"


async def do(dsn: str, sql: str) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(sql)
    finally:
        await conn.close()


async def test_what_is_up_to_date_stays(database: MakeDatabase) -> None:
    dsn = await database("notify")
    await check(dsn, OWN)
    assert await migrate(dsn, OWN) == []


@pytest.mark.parametrize(("sql", "told"), [(NEWER, "已由更新的版本升级"), (EDITED, "由另一个版本建立")])
async def test_another_version_is_refused(database: MakeDatabase, tmp_path: Path, sql: str, told: str) -> None:
    dsn = await database("notify")
    await do(dsn, sql)
    for file in OWN.glob("*.sql"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "0999_more.sql").write_text("CREATE TABLE more ()")
    for refuses in (check, migrate):
        with pytest.raises(OtherVersion, match=told):
            await refuses(dsn, tmp_path)
    with pytest.raises(asyncpg.UndefinedTableError):
        await do(dsn, "SELECT FROM more")


async def test_who_does_not_migrate_waits_for_the_database_and_for_who_does(database: MakeDatabase) -> None:
    dsn = await database("shared")
    host, _, port = dsn.rpartition("/")[0].rpartition("@")[2].partition(":")
    async with wire(host, int(port)) as between:
        between.cut()
        waiting = asyncio.create_task(until_current(dsn.replace(f":{port}/", f":{between.port}/"), OWN))
        await eventually(lambda: between.refused)
        between.mend()
        await eventually(lambda: between.taken)
        assert not waiting.done()
        await migrate(dsn, OWN)
        await waiting


async def test_a_container_ends_with_the_sentence(database: MakeDatabase, keys_dir: Path) -> None:
    dsn = await database("notify")
    await do(dsn, NEWER)
    given = os.environ | {"AIXIN_DATABASE_URL": dsn, "AIXIN_KEYS_DIR": str(keys_dir)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notify", cwd=ROOT, env=given, stderr=asyncio.subprocess.PIPE
    )
    said = (await process.communicate())[1].decode()
    assert process.returncode == 1
    assert "已由更新的版本升级" in said
    assert "Traceback" not in said
