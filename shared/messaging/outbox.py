"""The one way to emit an event: a row in the transaction that made it true."""

import zlib
from collections.abc import AsyncIterator, Sequence

from shared.db.pool import Connection
from shared.events.envelope import Event
from shared.observability import trace

SHARDS = 8
PORTION = 500
"""Events of many that are put at once."""

_PUT = """
INSERT INTO outbox (topic, key, shard, type, body, traceparent)
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::bytea[], $6::text[])
"""

Columns = tuple[list[str], list[str], list[int], list[str], list[bytes], list[str | None]]
NOTHING: Columns = ([], [], [], [], [], [])


def shard_of(key: str) -> int:
    """The shard a key belongs to, for ever the same."""
    return zlib.crc32(key.encode()) % SHARDS


def rows(events: Sequence[Event], causes: Sequence[str | None] | None = None) -> Columns:
    """Events as columns of the outbox (topic, key, shard, type, body, traceparent), for a statement of the caller's own.

    `causes`: of each event the `traceparent` of what made it true; else it is what is being done now.
    """
    keys = [event.key for event in events]
    return (
        [event.TOPIC for event in events],
        keys,
        [shard_of(key) for key in keys],
        [event.TYPE for event in events],
        [event.model_dump_json().encode() for event in events],
        list(causes) if causes is not None else [trace.current()] * len(events),
    )


async def put(conn: Connection, *events: Event, causes: Sequence[str | None] | None = None) -> None:
    """Emit events with the transaction that `conn` is in; they are sent after it commits, in this order per key. `causes` as `rows` takes them.

    The caller holds the lock of the row that is each event's key.
    """
    if events:
        await put_rows(conn, rows(events, causes))


async def put_rows(conn: Connection, told: Columns) -> None:
    """As `put`, for events that are columns already."""
    await conn.execute(_PUT, *told)


async def put_all(conn: Connection, events: AsyncIterator[Event]) -> None:
    """As `put`, however many there are; few of them are held at a time."""
    some: list[Event] = []
    async for event in events:
        some.append(event)
        if len(some) == PORTION:
            await put(conn, *some)
            some = []
    await put(conn, *some)
