"""The channels that are open, and what they tell."""

from collections.abc import Collection

from shared.db.pool import Connection

_OPEN = """
INSERT INTO channel (name, kinds, usual, patience) VALUES ($1, $2, $3, make_interval(secs => $4))
ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds, usual = excluded.usual, patience = excluded.patience
"""
_CLOSE = "UPDATE channel SET kinds = '{}' WHERE name <> ALL($1::text[])"


async def open_channel(
    conn: Connection, name: str, kinds: Collection[str] | None, usual: Collection[str] | None, patience: float = 0.0
) -> None:
    """From now on it tells these kinds (None: all), the usual ones to whoever did not choose, `patience` seconds after they were told."""
    await conn.execute(_OPEN, name, kinds and sorted(kinds), usual and sorted(usual), patience)


async def close_others(conn: Connection, names: Collection[str]) -> None:
    """Any other channel is told nothing more; what waits there goes on waiting until it is too old."""
    await conn.execute(_CLOSE, sorted(names))
