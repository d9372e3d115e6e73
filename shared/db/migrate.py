"""Forward-only migrations: numbered .sql files, each in one transaction, each applied once."""

import hashlib
from pathlib import Path

import asyncpg

SHARED = Path(__file__).parent / "migrations"
"""Tables every system has: outbox, inbox, timers, dead letters, idempotent answers."""

_LOCK = 7_301_970  # any number: only migrations of the same database take it


class ChangedMigration(RuntimeError):
    """A migration that was already applied has been edited."""


async def migrate(dsn: str, own: Path) -> list[str]:
    """Bring a system's database up to date: the shared tables first, then its own. Returns what was applied.

    Two systems that start at the same moment take turns. Raises ChangedMigration.
    """
    conn = await asyncpg.connect(dsn, timeout=10)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await conn.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, sha256 text NOT NULL, at timestamptz DEFAULT now())"
        )
        done = {row["name"]: row["sha256"] for row in await conn.fetch("SELECT name, sha256 FROM migration")}
        files = [("shared", f) for f in sorted(SHARED.glob("*.sql"))] + [("own", f) for f in sorted(own.glob("*.sql"))]
        return [f"{kind}/{file.name}" for kind, file in files if await _apply(conn, f"{kind}/{file.name}", file, done)]
    finally:
        await conn.close()


async def _apply(conn: "asyncpg.Connection[asyncpg.Record]", name: str, file: Path, done: dict[str, str]) -> bool:
    sql = file.read_text(encoding="utf-8")
    digest = hashlib.sha256(sql.encode()).hexdigest()
    if name in done:
        if done[name] != digest:
            raise ChangedMigration(f"{name} was applied before and has changed since; add a new file instead")
        return False
    async with conn.transaction():
        await conn.execute("SET LOCAL lock_timeout = '5s'")
        await conn.execute(sql)
        await conn.execute("INSERT INTO migration (name, sha256) VALUES ($1, $2)", name, digest)
    return True
