"""How far a system is behind what it hears: noted by its consumers, for those who answer elsewhere."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiokafka import TopicPartition

from shared.db.pool import Connection, Connections, connection
from shared.errors import Unavailable

NOTED_SECONDS = 10.0
"""How often it is noted while nothing changes; three times as long without a note, and nobody listens."""
ANEW_SECONDS = 1.0
"""How often while it is behind."""
MANY = 20
"""Fewer events are heard sooner than they are noted."""

_NOTE = """
INSERT INTO heard (topic, partition, behind) SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET behind = excluded.behind, at = clock_timestamp()
"""
_IS_BEHIND = "SELECT EXISTS (SELECT FROM heard WHERE topic = $1 AND (behind > 0 OR at < clock_timestamp() - interval '30 seconds'))"


class Progress:
    """One consumer's, over the partitions that are its own."""

    def __init__(self, pool: Connections, prefix: str) -> None:
        self._pool, self._prefix = pool, prefix
        self._next: dict[TopicPartition, int] = {}
        """The first offset that has not had its effect."""
        self._noted: dict[TopicPartition, int] = {}
        self._at = float("-inf")

    def fetched(self, records: Mapping[TopicPartition, list[Any]]) -> None:
        """These are still to have their effects."""
        for partition, some in records.items():
            self._next.setdefault(partition, some[0].offset)

    def handled(self, partition: TopicPartition, offset: int) -> None:
        """All before this offset have had them."""
        self._next[partition] = offset

    async def note(self, client: Any) -> None:
        """Write how far it is behind, if that is news. A database that is away is told later."""
        behind = {partition: self._behind(client, partition) for partition in client.assignment()}
        if behind and self._is_news(behind):
            self._at = time.monotonic()
            rows = [(p.topic.removeprefix(self._prefix), p.partition, count) for p, count in sorted(behind.items())]
            with suppress(Unavailable):
                async with connection(self._pool) as conn:
                    await conn.execute(_NOTE, *(list(column) for column in zip(*rows, strict=True)))
                self._noted = behind

    def _behind(self, client: Any, partition: TopicPartition) -> int:
        end = client.highwater(partition)
        return 0 if end is None else max(0, end - self._next.get(partition, end))

    def _is_news(self, behind: Mapping[TopicPartition, int]) -> bool:
        passed, before = time.monotonic() - self._at, sum(self._noted.values())
        if passed >= NOTED_SECONDS:
            return True
        now = sum(behind.values())
        return now == 0 if before and not now else now >= MANY and (not before or passed >= ANEW_SECONDS)


async def is_behind(conn: Connection, topic: str) -> bool:
    """True while events of the topic are known to be on their way here, or while nobody listens."""
    return bool(await conn.fetchval(_IS_BEHIND, topic))
