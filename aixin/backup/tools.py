"""PostgreSQL's own pg_dump and pg_restore, of a database by its address; and how many rows its tables have."""

import asyncio
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from aixin.backup.manifest import Dumped
from aixin.words import backup as words
from deploy.local.postgres import binaries
from deploy.local.server import StackError
from shared.db.clock import clock

Conn = "asyncpg.Connection[asyncpg.Record]"
_TABLES = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1
"""


async def dump(dsn: str, file: Path) -> Dumped:
    """Write the database to the file, and count what is in it, at one instant. Raises StackError, OSError."""
    conn = await asyncpg.connect(dsn, timeout=10)
    try:
        taken_at = await clock(conn)
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await conn.fetchval("SELECT pg_export_snapshot()")
            rows = await count(conn)
            await _run("pg_dump", dsn, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}")
    finally:
        await conn.close()
    return Dumped(taken_at=taken_at, rows=rows)


async def load(dsn: str, file: Path) -> None:
    """Fill an empty database from the file, whole or not at all. Raises StackError."""
    await _run("pg_restore", dsn, "--exit-on-error", "--single-transaction", "--no-owner", str(file))


async def count(conn: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
    """Table → rows."""
    names = [row["name"] for row in await conn.fetch(_TABLES)]
    return {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in names}  # noqa: S608 - quoted by the server


async def _run(program: str, dsn: str, *arguments: str) -> None:
    """The password goes by the environment: everybody can read a command line."""
    at = urlsplit(dsn)
    address = f"postgresql://{at.username}@{at.hostname}:{at.port}{at.path}"
    process = await asyncio.create_subprocess_exec(
        binaries() / program, f"--dbname={address}", *arguments,
        env={**os.environ, "PGPASSWORD": unquote(at.password or "")}, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    if process.returncode:
        zh, en = words.FAILED.of(program=program)
        raise StackError(f"{said.decode(errors='replace').strip()}\n{zh}", en)
