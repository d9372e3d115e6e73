"""Rosters of several groups that somebody took away, as the federation reads of them."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection

_OF_SEVERAL = "FROM reading WHERE what = 'export' AND cardinality(lists) > 1"
_COUNT = f"SELECT count(*) {_OF_SEVERAL}"
_PAGE = f"""
SELECT at, name, reason, cardinality(child_ids) AS children,
    ARRAY (SELECT g.facts ->> 'title' FROM class_group g WHERE g.id = ANY (lists::uuid[]) ORDER BY 1) AS titles
{_OF_SEVERAL} ORDER BY id DESC LIMIT $1 OFFSET $2
"""


@dataclass(frozen=True, slots=True)
class Export:
    """One of them."""

    at: datetime
    name: str
    """Of who took it away, as pages greeted them."""
    reason: str
    children: int
    titles: list[str]
    """Of the groups."""


async def count(conn: Connection) -> int:
    """How many there were in three years."""
    return int(await conn.fetchval(_COUNT))


async def of_several(conn: Connection, *, size: int, offset: int) -> list[Export]:
    """A page of them, the newest first."""
    return [Export(**row) for row in await conn.fetch(_PAGE, size, offset)]
