"""History, told again to a broker that has lost its log: beside what is new, and behind it.

What is new goes first. Where readers go by the order alone, a key's history goes before what is new of that key, so that for every
reader the first copies of a key come in order all the same; of all other keys it comes when it can.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import asyncpg
import structlog

from shared.db.pool import Connection, Connections, transaction
from shared.events.registry import ORDERED

ROWS_PER_SHARD = 250
"""Of history in one go: whatever is committed meanwhile waits for no more. Of as much that is new, none goes with it."""

Row: TypeAlias = "asyncpg.Record"

log = structlog.get_logger()

_FIND = "SELECT shard, refilled, refill_end FROM relay_lease WHERE shard = ANY($1) AND refilled < refill_end"
_HISTORY = """
SELECT o.* FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS mine(shard, refilled, refill_end) CROSS JOIN LATERAL (
    SELECT * FROM outbox
    WHERE id > refilled AND id <= refill_end AND outbox.shard = mine.shard AND published_at IS NOT NULL ORDER BY id LIMIT $4
) o
"""
_OF_KEYS = """
SELECT * FROM outbox
WHERE id > $2 AND id <= $3 AND published_at IS NOT NULL AND key = ANY($1) AND topic = ANY($4) ORDER BY id LIMIT $5
"""
# Locks the leases whose token is still ours, in the order of shards.
_KEEP = """
WITH mine AS (
    SELECT shard, at FROM relay_lease JOIN unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS told(shard, token, at) USING (shard, token)
    ORDER BY shard FOR UPDATE OF relay_lease
)
UPDATE relay_lease l SET refilled = mine.at FROM mine WHERE l.shard = mine.shard
"""


class Retelling:
    """One relay's, for as long as one broker answers. What it has taken is told before it is asked again, or it is asked no more."""

    def __init__(self) -> None:
        self._held: dict[int, int] = {}
        self._left: dict[int, tuple[int, int]] = {}
        """Shard → up to which row it has been told, and to which it shall be."""
        self._asked: frozenset[str] = frozenset()
        """Keys whose history goes now, before what is new of them; `_at` is how far it has."""
        self._at = 0
        self._told: set[str] = set()
        """Keys whose history has gone."""
        self._passed: dict[int, int] = {}

    async def beside(
        self, conn: Connection, held: Mapping[int, int], unsent: Sequence[Row]
    ) -> tuple[Sequence[Row], Sequence[Row]]:
        """What goes now, in this order, and what of it is new: of the unsent rows those that need not wait, and a portion of history."""
        await self._learn(conn, held)
        if not self._left:
            return unsent, unsent
        waiting = {row["key"] for row in unsent if self._waits(row)}
        first = await self._of_keys(conn, waiting) if waiting or self._asked else ()
        fresh = [row for row in unsent if not self._waits(row)]
        behind = () if first or len(unsent) >= ROWS_PER_SHARD else await self._next(conn)
        return [*first, *fresh, *behind], fresh

    async def keep(self, pool: Connections, held: Mapping[int, int]) -> None:
        """Keep how far it has been told, where the leases are still ours. Raises Unavailable."""
        if self._passed:
            shards = list(self._passed)
            async with transaction(pool) as conn:
                await conn.execute(_KEEP, shards, [held[shard] for shard in shards], list(self._passed.values()))
            if not self._left:
                log.info("relay_refilled_broker", shards=shards)
            self._passed = {}

    async def _learn(self, conn: Connection, held: Mapping[int, int]) -> None:
        """How far the shards that are newly ours had been told."""
        if held != self._held:
            self._held = dict(held)
            rows = await conn.fetch(_FIND, list(held))
            self._left = {row["shard"]: (row["refilled"], row["refill_end"]) for row in rows}

    def _waits(self, row: Row) -> bool:
        return row["shard"] in self._left and row["topic"] in ORDERED and row["key"] not in self._told

    async def _of_keys(self, conn: Connection, waiting: Iterable[str]) -> Sequence[Row]:
        """Their history, or what is left of that of others: it goes to its end before somebody else's."""
        if not self._asked:
            self._asked, self._at = frozenset(waiting), min(at for at, _ in self._left.values())
        end = max(end for _, end in self._left.values())
        rows = await conn.fetch(_OF_KEYS, list(self._asked), self._at, end, list(ORDERED), ROWS_PER_SHARD)
        if len(rows) < ROWS_PER_SHARD:
            self._told |= self._asked
            self._asked = frozenset()
        else:
            self._at = rows[-1]["id"]
        return rows

    async def _next(self, conn: Connection) -> Sequence[Row]:
        """The oldest of each shard that has not told all of it."""
        left = [(shard, at, end) for shard, (at, end) in self._left.items()]
        rows = await conn.fetch(_HISTORY, *map(list, zip(*left, strict=True)), ROWS_PER_SHARD)
        for shard, _, end in left:
            some = [row["id"] for row in rows if row["shard"] == shard]
            self._passed[shard] = some[-1] if len(some) == ROWS_PER_SHARD else end
            self._left[shard] = self._passed[shard], end
            if self._passed[shard] == end:
                del self._left[shard]
        return rows
