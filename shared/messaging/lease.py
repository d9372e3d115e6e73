"""Who may send the events of a shard: one relay at a time, for a few seconds by the database's clock."""

import time
from datetime import timedelta
from uuid import uuid4

from shared.db.pool import Connections, connection

LEASE_SECONDS = 5.0
RENEW_SECONDS = 1.0

# Locks the leases it takes, in the order of shards; leases somebody is busy with are theirs. The token grows with every new holder:
# what an older one still writes is then refused.
_KEEP = """
WITH free AS (
    SELECT shard FROM relay_lease WHERE holder = $1 OR until < clock_timestamp() ORDER BY shard FOR UPDATE SKIP LOCKED
)
UPDATE relay_lease l
SET token = l.token + (l.holder IS DISTINCT FROM $1)::int, holder = $1, until = clock_timestamp() + $2
FROM free WHERE l.shard = free.shard
RETURNING l.shard, l.token
"""
_RELEASE = "UPDATE relay_lease SET holder = NULL, until = '-infinity' WHERE holder = $1"


class Leases:
    """The leases of one relay."""

    def __init__(self, pool: Connections) -> None:
        self._pool, self._holder = pool, uuid4()
        self._renewed = float("-inf")
        self._held: dict[int, int] = {}

    async def keep(self) -> dict[int, int]:
        """Renew what is ours and take what is free, once a second; shard → token of what we hold. Raises Unavailable."""
        now = time.monotonic()
        if now - self._renewed >= RENEW_SECONDS:
            async with connection(self._pool) as conn:
                rows = await conn.fetch(_KEEP, self._holder, timedelta(seconds=LEASE_SECONDS))
            self._held = {row["shard"]: row["token"] for row in rows}
            self._renewed = now
        return self._held

    async def release(self) -> None:
        """Let others go on at once. Raises Unavailable."""
        async with connection(self._pool) as conn:
            await conn.execute(_RELEASE, self._holder)
