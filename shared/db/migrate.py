"""Forward-only migrations: numbered .sql files, each in one transaction, each applied once.

One that begins with `-- outside of a transaction` is none: each of its statements, which end a line, stands for itself. What was
cut off there stays half done, so that it begins by taking away what an earlier try has left.

What has landed is never edited: `migrations.sha256` beside this file lists every one. Who brings a database up to date owns it, and
lets its clerk work with it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import structlog

from shared.db.clerk import let_clerk_work
from shared.db.pool import GONE
from shared.errors import Unusable
from shared.words import terminal as words

SHARED = Path(__file__).parent / "migrations"
"""Tables every system has: outbox, inbox, timers, dead letters, idempotent answers."""

_LOOK_SECONDS = 1.0
_LOCK = 7_301_970  # any number: only migrations of the same database take it

# Kept until this connection ends. Whoever comes meanwhile asks again: CREATE INDEX CONCURRENTLY waits for statements that wait.
_TAKE_TURNS = "SELECT pg_try_advisory_lock($1)"
_BEGIN = """
CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, sha256 text NOT NULL, at timestamptz DEFAULT now())
"""
# Who accepted the connection says so too; a pooler says something else.
_WHO_ANSWERS = "SELECT pg_backend_pid()"
_ANY = "SELECT to_regclass('migration')"
_APPLIED = "SELECT name, sha256 FROM migration"
# A migration that waits longer for a table would keep everybody behind it waiting; so would one that has it. A file may set others.
_NOT_FOR_EVER = "SET lock_timeout = '5s'; SET statement_timeout = '10min'"
_OUTSIDE = "-- outside of a transaction\n"
_TOO_LONG = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError, asyncpg.DeadlockDetectedError)
_KEEP = "INSERT INTO migration (name, sha256) VALUES ($1, $2)"


_log = structlog.get_logger()


class OtherVersion(Unusable):
    """This version must not touch it."""


class TookTooLong(Unusable):
    """Somebody holds what a migration needs, or it takes too long; what was applied before it stays."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(*words.TOOK_TOO_LONG.of(name=name, why=why))


class Pooled(Unusable):
    """Between it and us stands somebody who hands sessions on: prepared statements, locks and time-outs of one reach another."""

    def __init__(self) -> None:
        super().__init__(*words.POOLED)


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


async def migrate_all(databases: Mapping[str, Path]) -> None:
    """Bring the databases with these addresses up to date; none is changed unless all can be. Raises as `migrate` does."""
    for bring in (check, migrate):
        await asyncio.gather(*(bring(dsn, own) for dsn, own in databases.items()))


async def migrate(dsn: str, own: Path) -> list[str]:
    """Bring a system's database up to date, as its owner: the shared tables first, then its own. Returns what was applied.

    Two that come at the same moment take turns. Raises OtherVersion before anything is changed, NoClerk, TookTooLong when a
    file waits or runs for too long: nothing of it stays, unless it is outside of a transaction.
    """
    async with _connect(dsn) as conn:
        while not await conn.fetchval(_TAKE_TURNS, _LOCK):  # noqa: ASYNC110 - somebody else, maybe elsewhere
            await asyncio.sleep(_LOOK_SECONDS)
        files, applied = _read(own), await _applied(conn)
        _compare(dsn, files, applied)
        await conn.execute(_BEGIN)
        missing = [name for name in files if name not in applied]
        for name in missing:
            await _apply(conn, name, files[name], last=name == missing[-1])
        if not missing:
            await let_clerk_work(conn)
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
        raise OtherVersion(*words.NEWER_DATABASE.of(database=database, migration=unknown[0]))
    if edited := [name for name, digest in applied.items() if digest != _digest(files[name])]:
        raise OtherVersion(*words.OTHER_DATABASE.of(database=database, migration=edited[0]))


async def _apply(conn: "asyncpg.Connection[asyncpg.Record]", name: str, sql: str, *, last: bool) -> None:
    """Once the `last` counts as applied the systems go on: by then their clerk may work with all there is."""
    await conn.execute(_NOT_FOR_EVER)
    try:
        if sql.startswith(_OUTSIDE):
            for statement in filter(str.strip, sql.split(";\n")):
                await conn.execute(statement)
            if last:
                await let_clerk_work(conn)
            await conn.execute(_KEEP, name, _digest(sql))
        else:
            async with conn.transaction():
                await conn.execute(sql)
                if last:
                    await let_clerk_work(conn)
                await conn.execute(_KEEP, name, _digest(sql))
    except _TOO_LONG as why:
        raise TookTooLong(name, str(why)) from why


def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()
