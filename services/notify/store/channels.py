"""The channels that are open, and what they tell."""

from collections.abc import Collection

from shared.db.pool import Connection

_OPEN = """
INSERT INTO channel (name, kinds, usual) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds, usual = excluded.usual
"""
_CLOSE = "UPDATE channel SET kinds = '{}' WHERE name <> ALL($1::text[])"


async def open_channel(
    conn: Connection, name: str, kinds: Collection[str] | None, usual: Collection[str] | None
) -> None:
    """From now on it tells these kinds (None: all), the usual ones to whoever did not choose."""
    await conn.execute(_OPEN, name, kinds and sorted(kinds), usual and sorted(usual))


async def close_others(conn: Connection, names: Collection[str]) -> None:
    """Any other channel is told nothing more; what waits there goes on waiting until it is too old."""
    await conn.execute(_CLOSE, sorted(names))
