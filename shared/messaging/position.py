"""How far a system has heard, kept beside the effects of what it heard: a database that was put back hears again what it has forgotten."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import TopicPartition

from shared.db.pool import Connections, connection, transaction

_KEEP = """
INSERT INTO position (topic, partition, cluster_id, next) SELECT topic, partition, $1, next
FROM unnest($2::text[], $3::int[], $4::bigint[]) AS heard (topic, partition, next) ORDER BY topic, partition
ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id, next = excluded.next
"""
_FIND = "SELECT topic, partition, next FROM position WHERE cluster_id = $1 AND topic = ANY ($2)"


async def keep(pool: Connections, cluster: str, heard: Mapping[TopicPartition, int]) -> None:
    """What comes before these offsets has had its effect. Raises Unavailable."""
    async with transaction(pool) as conn:
        partitions = list(heard)
        topics, numbers = [p.topic for p in partitions], [p.partition for p in partitions]
        await conn.execute(_KEEP, cluster, topics, numbers, list(heard.values()))


async def take_up(pool: Connections, cluster: str, client: Any, partitions: Iterable[TopicPartition]) -> None:
    """Have the client go on in each partition where this database has got to; from the beginning where it does not know: what it
    heard before, its inbox knows. Raises Unavailable.
    """
    wanted = set(partitions)
    async with connection(pool) as conn:
        rows = await conn.fetch(_FIND, cluster, sorted({p.topic for p in wanted}))
    known = {TopicPartition(row["topic"], row["partition"]): row["next"] for row in rows}
    ours = wanted & client.assignment()  # it may have changed meanwhile
    for partition in ours & known.keys():
        client.seek(partition, known[partition])
    if new := ours - known.keys():
        await client.seek_to_beginning(*new)
