"""Records of one name and birth date: what stands for the others, and which of them a person has told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.snapshot import Pair
from services.booking.store.children import Children
from services.booking.store.queries import sql
from shared.db.pool import Connection

_TELL = "INSERT INTO told_apart (child_id, other_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_WAITING = """
SELECT group_id, count(*) FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND state = 'unverified' GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """What stands for another record of the name and birth date that a request is for."""

    request_id: UUID
    id: UUID
    child_id: UUID
    state: str
    created_at: datetime
    title: str | None
    site: str | None
    """None: the group is another union's."""


async def told_apart(conn: Connection, children: Children) -> frozenset[Pair]:
    """Of these children the pairs that share name and birth date, and of which a person has said that they are two."""
    times = Counter(child.identity for child in children.values() if child.identity)
    alike = [id_ for id_, child in children.items() if child.identity and times[child.identity] > 1]
    rows = await conn.fetch(sql("told_apart"), alike) if alike else ()
    return frozenset(frozenset((row["child_id"], row["other_id"])) for row in rows)


async def tell_apart(conn: Connection, pairs: frozenset[Pair]) -> None:
    """A person has said so."""
    if pairs:
        await conn.executemany(_TELL, [sorted(pair) for pair in pairs])


async def beside(conn: Connection, request_ids: Sequence[UUID]) -> list[Alike]:
    """Beside these requests, whose child is to be told apart: what stands there already."""
    return [Alike(**row) for row in await conn.fetch(sql("alike"), list(request_ids))]


async def unverified(conn: Connection, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Group → requests whose child is to be told apart; only where there are any."""
    return {group_id: count for group_id, count in await conn.fetch(_WAITING, list(group_ids))}
