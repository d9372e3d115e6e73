"""How a group came out, as its result is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection

_REGISTERED = """
SELECT count(DISTINCT child_id) FROM enrollment WHERE group_id = $1 AND state NOT IN ('withdrawn', 'cancelled')
"""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A child with a place, or one that waits."""

    name: str
    state: str
    band: int
    standing: Mapping[str, Any] | None
    moved: bool


async def in_order(conn: Connection, group_id: UUID) -> list[ResultRow]:
    """Places in the order of admission, then turns."""
    return [ResultRow(**row) for row in await conn.fetch(sql("results"), group_id)]


async def registered(conn: Connection, group_id: UUID) -> int:
    """How many children asked and did not take it back."""
    number: int = await conn.fetchval(_REGISTERED, group_id)
    return number
