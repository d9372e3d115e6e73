"""The one way to emit an event: a row in the transaction that made it true."""

import zlib
from collections.abc import Sequence
from uuid import UUID, uuid4

from shared.db.pool import Connection
from shared.events.envelope import Event

SHARDS = 8

_PUT = """
INSERT INTO outbox (event_id, topic, key, shard, type, body)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::bytea[])
"""


def shard_of(key: str) -> int:
    """The shard a key belongs to, for ever the same."""
    return zlib.crc32(key.encode()) % SHARDS


def rows(events: Sequence[Event]) -> tuple[list[UUID], list[str], list[str], list[int], list[str], list[bytes]]:
    """Events as columns of the outbox, for a caller that writes them in a statement of its own."""
    keys = [event.key for event in events]
    return (
        [uuid4() for _ in events],
        [event.TOPIC for event in events],
        keys,
        [shard_of(key) for key in keys],
        [event.TYPE for event in events],
        [event.model_dump_json().encode() for event in events],
    )


async def put(conn: Connection, *events: Event) -> None:
    """Emit events with the transaction that `conn` is in; they are sent after it commits, in this order per key.

    The caller holds the lock of the row that is each event's key.
    """
    if events:
        await conn.execute(_PUT, *rows(events))
