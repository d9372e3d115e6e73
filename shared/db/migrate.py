"""Forward-only migrations: numbered .sql files, each in one transaction, each applied once.

What has landed is never edited: `migrations.sha256` beside this file lists every one.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import structlog

from shared.db.pool import GONE

SHARED = Path(__file__).parent / "migrations"
"""Tables every system has: outbox, inbox, timers, dead letters, idempotent answers."""

_LOOK_SECONDS = 1.0
_LOCK = 7_301_970  # any number: only migrations of the same database take it

# Whoever migrates the same database meanwhile waits here, until this connection ends.
_TAKE_TURNS = "SELECT pg_advisory_lock($1)"
_BEGIN = """
CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, sha256 text NOT NULL, at timestamptz DEFAULT now())
"""
# Who accepted the connection says so too; a pooler says something else.
_WHO_ANSWERS = "SELECT pg_backend_pid()"
_ANY = "SELECT to_regclass('migration')"
_APPLIED = "SELECT name, sha256 FROM migration"
# A migration that waits longer for a table would keep everybody behind it waiting.
_NOT_FOR_EVER = "SET LOCAL lock_timeout = '5s'"
_KEEP = "INSERT INTO migration (name, sha256) VALUES ($1, $2)"


_log = structlog.get_logger()


class Unusable(RuntimeError):
    """A database that must not be touched so; a Chinese and an English sentence say what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class OtherVersion(Unusable):
    """This version must not touch it."""


class Pooled(Unusable):
    """Between it and us stands somebody who hands sessions on: prepared statements, locks and time-outs of one reach another."""

    def __init__(self) -> None:
        super().__init__(
            "AIXIN_DATABASE_URL 通向 PgBouncer 一类的连接池，本系统不能经过它使用数据库。请填写 PostgreSQL 自己的地址；"
            "连接数由 AIXIN_POOL_SIZE 限定。",
            "AIXIN_DATABASE_URL leads to a pooler such as PgBouncer, through which no system here can work. Give it the address of"
            " PostgreSQL itself; AIXIN_POOL_SIZE bounds the connections.",
        )


async def check(dsn: str, own: Path) -> None:
    """Raise OtherVersion when the database is newer than these files or was made from others; change nothing."""
    async with _connect(dsn) as conn:
        _compare(dsn, _read(own), await _applied(conn))


async def until_current(dsn: str, own: Path) -> None:
    """Return once the database answers and somebody has applied every one of these files. Raises OtherVersion."""
    told = ""
    while why := await _why_not_current(dsn, own):
        if why != told:
            _log.warning("waiting_for_database", why=why)
        told = why
        await asyncio.sleep(_LOOK_SECONDS)


async def _why_not_current(dsn: str, own: Path) -> str:
    """Empty when it is."""
    try:
        async with _connect(dsn) as conn:
            files, applied = _read(own), await _applied(conn)
    except (*GONE, asyncpg.PostgresError) as away:
        return f"it does not answer: {type(away).__name__}"
    _compare(dsn, files, applied)
    missing = [name for name in files if name not in applied]
    return f"not migrated yet: {missing[0]} is missing" if missing else ""


async def migrate(dsn: str, own: Path) -> list[str]:
    """Bring a system's database up to date: the shared tables first, then its own. Returns what was applied.

    Two systems that start at the same moment take turns. Raises OtherVersion before anything is changed.
    """
    async with _connect(dsn) as conn:
        await conn.execute(_TAKE_TURNS, _LOCK)
        files, applied = _read(own), await _applied(conn)
        _compare(dsn, files, applied)
        await conn.execute(_BEGIN)
        missing = [name for name in files if name not in applied]
        for name in missing:
            await _apply(conn, name, files[name])
        return missing


@asynccontextmanager
async def _connect(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    conn = await asyncpg.connect(dsn, timeout=10)
    try:
        if await conn.fetchval(_WHO_ANSWERS) != conn.get_server_pid():
            raise Pooled
        yield conn
    finally:
        await conn.close()


def _read(own: Path) -> dict[str, str]:
    """Name → SQL, in the order in which they are applied."""
    rooms = (("shared", SHARED), ("own", own))
    return {
        f"{kind}/{file.name}": file.read_text(encoding="utf-8")
        for kind, room in rooms
        for file in sorted(room.glob("*.sql"))
    }


async def _applied(conn: "asyncpg.Connection[asyncpg.Record]") -> dict[str, str]:
    if not await conn.fetchval(_ANY):
        return {}
    return {row["name"]: row["sha256"] for row in await conn.fetch(_APPLIED)}


def _compare(dsn: str, files: Mapping[str, str], applied: Mapping[str, str]) -> None:
    database = dsn.rpartition("/")[2]
    if unknown := sorted(applied.keys() - files.keys()):
        raise OtherVersion(
            f"数据库 {database} 已由更新的版本升级（{unknown[0]}），本版本不能使用它；数据没有改动。请更新程序（git pull）后再启动。",
            f"The database {database} was brought up to date by a newer version ({unknown[0]}); nothing was changed."
            " Update the program (git pull), then start again.",
        )
    if edited := [name for name, digest in applied.items() if digest != _digest(files[name])]:
        raise OtherVersion(
            f"数据库 {database} 由另一个版本建立（{edited[0]} 与当时的不同），本版本不能使用它；数据没有改动。"
            "请换回建立它的版本；或把数据留在一旁，从新的开始：make up 请移走数据文件夹（mv .aixin .aixin.old），容器请换新的卷。",
            f"The database {database} was made by another version ({edited[0]} was a different one); nothing was changed."
            " Go back to the version that made it; or keep the data aside and start with new ones: for make up move the"
            " data folder (mv .aixin .aixin.old), in containers use new volumes.",
        )


async def _apply(conn: "asyncpg.Connection[asyncpg.Record]", name: str, sql: str) -> None:
    async with conn.transaction():
        await conn.execute(_NOT_FOR_EVER)
        await conn.execute(sql)
        await conn.execute(_KEEP, name, _digest(sql))


def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()
