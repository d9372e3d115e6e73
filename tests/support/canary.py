"""Whether a word stands anywhere in a database: as text, inside JSON, or as the bytes of it."""

from collections.abc import Collection

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
