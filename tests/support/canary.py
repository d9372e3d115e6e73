"""Whether a word stands anywhere in a database, or in a dump of it: as text, inside JSON, or as the bytes of it."""

import subprocess
from collections.abc import Collection
from pathlib import Path

from deploy.local.postgres import binaries
from shared.db.pool import Connection

_TABLES = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'audit')"


async def standing(conn: Connection, words: Collection[str]) -> set[tuple[str, str]]:
    """(table, word) of each that is found; a row is looked through whole, as it is dumped."""
    found = set()
    for (table,) in await conn.fetch(_TABLES):
        for word in words:
            row = (
                f"SELECT EXISTS (SELECT FROM {table} AS t WHERE position($1 IN t::text) + position($2 IN t::text) > 0)"
            )
            if await conn.fetchval(row, word, word.encode().hex()):
                found.add((table, word))
    return found


def dumped(dsn: str) -> bytes:
    """All of a database, as PostgreSQL's own `pg_dump` writes it."""
    return subprocess.run([binaries() / "pg_dump", dsn], capture_output=True, check=True).stdout


def segments(broker: Path) -> bytes:
    """What lies in the log of a broker, file after file, as whoever takes the disk finds it."""
    return b"\n".join(file.read_bytes() for file in sorted(broker.rglob("*.log")))
