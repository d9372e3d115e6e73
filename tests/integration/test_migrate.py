"""A database of another version is refused in a sentence, before anything is changed; what takes too long ends with one."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from shared.db.migrate import SHARED, OtherVersion, TookTooLong, check, migrate, migrate_all, until_current
from shared.events.registry import SYSTEMS
from tests.conftest import MakeDatabase
from tests.support.eventually import eventually
from tests.support.owner import owners
from tests.support.proxy import wire
from tests.support.stack import ROOT, Databases

OWN = ROOT / "services" / "notify" / "migrations"
ACCOUNTS = ROOT / "services" / "accounts" / "migrations"
NEWER = "INSERT INTO migration (name, sha256) VALUES ('own/9999_later.sql', 'later')"
EDITED = "UPDATE migration SET sha256 = 'another' WHERE name = 'own/0001_notify.sql'"
INDEX = """-- outside of a transaction
SET lock_timeout = '{patience}';
DROP INDEX CONCURRENTLY IF EXISTS message_created;
CREATE INDEX CONCURRENTLY message_created ON message (created_at);
"""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'message_created'::regclass"
ASKED = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE $1
"""

FIRST = {"shared": 1, "accounts": 3, "booking": 6, "classes": 3, "notify": 1}
"""How many migrations there were when they began to be kept: the oldest databases there can be."""
SCHEMA = (
    """SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default, is_generated
       FROM information_schema.columns WHERE table_schema IN ('public', 'audit')""",
    "SELECT schemaname, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace""",
    "SELECT oid::regclass, pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text IN ('public', 'audit')",
    "SELECT oid::regproc, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
    "SELECT tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT oid::regclass, reloptions FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
)


@pytest.fixture
def database(database: MakeDatabase) -> MakeDatabase:
    """As the owner, who alone brings a database up to date."""

    async def make(service: str) -> str:
        return owners(await database(service))

    return make


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


def add(folder: Path, sql: str) -> None:
    """Make it a folder of migrations with one more."""
    for file in OWN.glob("*.sql"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "0999_more.sql").write_text(sql, encoding="utf-8")


@asynccontextmanager
async def held(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Meanwhile somebody has written to the inbox and goes on."""
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            await conn.execute("LOCK message IN ROW EXCLUSIVE MODE")
            await conn.execute("SELECT pg_current_xact_id()")
            yield conn
    finally:
        await conn.close()


@pytest.mark.parametrize(("sql", "told"), [(NEWER, "已由更新的版本升级"), (EDITED, "由另一个版本建立")])
async def test_another_version_is_refused(database: MakeDatabase, tmp_path: Path, sql: str, told: str) -> None:
    dsn = await database("notify")
    await do(dsn, sql)
    add(tmp_path, "CREATE TABLE more ()")
    for refuses in (check, migrate):
        with pytest.raises(OtherVersion, match=told):
            await refuses(dsn, tmp_path)
    with pytest.raises(asyncpg.UndefinedTableError):
        await do(dsn, "SELECT FROM more")


async def test_none_is_changed_unless_all_can_be(database: MakeDatabase) -> None:
    newer, older = await database("notify"), await database("shared")  # with the backbone's tables alone
    await do(newer, NEWER)
    with pytest.raises(OtherVersion, match="已由更新的版本升级"):
        await migrate_all({older: ACCOUNTS, newer: OWN})
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})  # whatever was begun comes to its end
    with pytest.raises(asyncpg.UndefinedTableError):
        await do(older, "SELECT FROM person")
    await migrate_all({older: ACCOUNTS})
    await do(older, "SELECT FROM person")


@pytest.mark.parametrize("service", SYSTEMS)
async def test_a_database_of_the_first_version_becomes_as_a_new_one(
    databases: Databases, database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    now = {"shared": SHARED, "own": ROOT / "services" / service / "migrations"}
    then = {room: tmp_path / room for room in now}
    for (room, folder), count in zip(now.items(), (FIRST["shared"], FIRST[service]), strict=True):
        then[room].mkdir()
        for file in sorted(folder.glob("*.sql"))[:count]:
            shutil.copy(file, then[room])
    dsn = await databases.empty(service)
    with monkeypatch.context() as first:
        first.setattr("shared.db.migrate.SHARED", then["shared"])
        await migrate(dsn, then["own"])
    await do(dsn, "INSERT INTO outbox (topic, key, shard, type, body) VALUES ('topic', 'key', 0, 'type', '')")
    await migrate(dsn, now["own"])
    assert await schema(dsn) == await schema(await database(service))
    await do(dsn, "SELECT 1 / count(*) FROM outbox")
    await databases.drop(dsn)


async def schema(dsn: str) -> set[tuple[str, ...]]:
    """What a database is made of, whatever way it came."""
    conn = await asyncpg.connect(dsn)
    try:
        return {tuple(map(str, row)) for part in SCHEMA for row in await conn.fetch(part)}
    finally:
        await conn.close()


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


async def test_a_migration_waits_for_five_seconds_and_runs_for_ten_minutes(
    database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await database("notify")
    add(
        tmp_path,
        "CREATE TABLE patience AS SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement",
    )
    await migrate(dsn, tmp_path)
    conn = await asyncpg.connect(dsn)
    assert tuple(await conn.fetchrow("SELECT * FROM patience")) == ("5s", "10min")
    await conn.close()


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SET LOCAL lock_timeout = '50ms'; ALTER TABLE message ADD later text", "lock timeout"),
        ("SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(60)", "statement timeout"),
    ],
    ids=["waits", "runs"],
)
async def test_what_takes_too_long_ends_with_a_sentence_and_leaves_nothing(
    database: MakeDatabase, tmp_path: Path, sql: str, why: str
) -> None:
    dsn = await database("notify")
    add(tmp_path, f"CREATE TABLE more (); {sql}")
    async with held(dsn):
        with pytest.raises(TookTooLong, match=f"0999_more.sql 时等得太久，停下了（.*{why}"):
            await migrate(dsn, tmp_path)
    with pytest.raises(asyncpg.UndefinedTableError):
        await do(dsn, "SELECT FROM more")
    (tmp_path / "0999_more.sql").unlink()
    await check(dsn, tmp_path)


async def test_an_index_is_built_beside_those_who_write_and_a_second_try_mends_the_first(
    database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await database("notify")
    async with held(dsn) as conn:
        add(tmp_path, INDEX.format(patience="50ms"))
        with pytest.raises(TookTooLong):
            await migrate(dsn, tmp_path)
        assert await conn.fetchval(VALID) is False, "what was cut off is there, and no use"
    assert await migrate(dsn, tmp_path) == ["own/0999_more.sql"]
    await check(dsn, tmp_path)
    conn = await asyncpg.connect(dsn)
    assert await conn.fetchval(VALID) is True
    await conn.close()


async def test_who_waits_for_a_turn_does_not_stand_in_the_way_of_an_index(
    database: MakeDatabase, tmp_path: Path
) -> None:
    dsn = await database("notify")
    add(tmp_path, INDEX.format(patience="1min"))
    looking = await asyncpg.connect(dsn)
    async with held(dsn):
        first = asyncio.create_task(migrate(dsn, tmp_path))
        await eventually(lambda: looking.fetchval(ASKED, "%CREATE INDEX%"))
        second = asyncio.create_task(migrate(dsn, tmp_path))
        await eventually(lambda: looking.fetchval(ASKED, "%advisory%"))
    assert (await first, await second) == (["own/0999_more.sql"], [])
    await looking.close()
