"""Groups' ledgers: how many places are given, and what of it others were told."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.booking.domain.snapshot import Ledger
from shared.db.pool import Connection
from shared.events.capacity import PlacesChanged

_BEGIN = "INSERT INTO ledger (group_id, capacity) SELECT * FROM unnest($1::uuid[], $2::int[]) ORDER BY 1 ON CONFLICT DO NOTHING"
_FAMILIES = "SELECT coalesce(sum(taken + waiting + entered + held), 0) FROM ledger WHERE group_id = ANY ($1::uuid[])"
_OF_GROUPS = """
SELECT group_id, capacity, taken, waiting, next_seq, called_off, entered, frozen, settled, held, asked, pools
FROM ledger WHERE group_id = ANY ($1::uuid[])
"""
# Locks the ledgers it gives, but waits for no booking: one that is locked just now is told of in the next round.
_TELL = """
UPDATE ledger l SET announced = l.version
WHERE group_id IN (SELECT group_id FROM ledger WHERE announced < version LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING group_id, version AS revision, capacity, taken, waiting, entered, held,
    coalesce((SELECT union_code FROM class_group WHERE id = group_id), '') AS union
"""
_TOLD = """
SELECT group_id, version AS revision, capacity, taken, waiting, entered, held, coalesce(union_code, '') AS union
FROM ledger LEFT JOIN class_group ON id = group_id
"""
# Whoever heard of a ledger keeps the highest version: one that begins with the instant is higher than any that was told.
_TELL_AGAIN = """
UPDATE ledger SET version = greatest(version + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
"""


async def begin(conn: Connection, capacities: Mapping[UUID, int]) -> None:
    """One for each new group, with so many places."""
    await conn.execute(_BEGIN, list(capacities), list(capacities.values()))


async def families(conn: Connection, group_ids: Iterable[UUID]) -> int:
    """How many have or wait for a place in these groups just now; nothing is locked."""
    found: int = await conn.fetchval(_FAMILIES, list(group_ids))
    return found


async def ledgers_of(conn: Connection, group_ids: Sequence[UUID]) -> Mapping[UUID, Ledger]:
    """Ledgers as they stand; nothing is locked."""
    return {row["group_id"]: Ledger(**row) for row in await conn.fetch(_OF_GROUPS, list(group_ids))}


async def ledger_of(conn: Connection, group_id: UUID) -> Ledger:
    """One of them: every group that is known has one."""
    return (await ledgers_of(conn, [group_id]))[group_id]


async def to_tell(conn: Connection) -> list[PlacesChanged]:
    """What changed since it was last told, at most 500 ledgers at a time; from now on it counts as told."""
    return [PlacesChanged(**row) for row in await conn.fetch(_TELL)]


async def told(conn: Connection) -> AsyncIterator[PlacesChanged]:
    """Every ledger as it stands; nothing is locked."""
    row: Any
    async for row in conn.cursor(_TOLD):
        yield PlacesChanged(**row)


async def tell_again(conn: Connection) -> None:
    """Have every ledger told of again, above whatever was said of it."""
    await conn.execute(_TELL_AGAIN)
