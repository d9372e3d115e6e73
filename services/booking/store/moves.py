"""Proposals to move: what was proposed, what can be, and who has a place to be moved from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.clock import today
from shared.db.pool import Connection

_BOOKINGS = """
SELECT e.child_id, o.group_id, g.revision
FROM enrollment e
JOIN enrollment o ON o.child_id = e.child_id AND live(o.state)
JOIN class_group g ON g.id = o.group_id
WHERE e.group_id = $1 AND e.state = 'confirmed'
"""
_CONFIRMED = "SELECT id FROM enrollment WHERE group_id = $1 AND state = 'confirmed'"
_LIVE = "SELECT id, booked_by FROM enrollment WHERE group_id = $1 AND live(state)"
_HOW_MANY = "SELECT count(*) FROM enrollment WHERE id = ANY ($1::uuid[])"


@dataclass(frozen=True, slots=True)
class Move:
    """A place in another group that was proposed to a family."""

    id: UUID
    child_id: UUID
    child_name: str
    state: str
    until: datetime | None
    changed_at: datetime
    reason: str
    group_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Target:
    """A group with free places."""

    id: UUID
    revision: int
    capacity: int
    taken: int
    held: int
    pools: Mapping[str, int]

    @property
    def free(self) -> int:
        """Places that nobody has or is offered; some may be kept for a pool."""
        return self.capacity - self.taken - self.held


async def proposed(
    conn: Connection, group_id: UUID, *, after: UUID | None = None, limit: int | None = None
) -> list[Move]:
    """What was proposed to the families of a group, the newest first: all, or so many after one of them."""
    return [Move(**row) for row in await conn.fetch(sql("moves"), group_id, after, limit)]


async def targets(conn: Connection, group_id: UUID) -> list[Target]:
    """Other groups of the same union with a free place that are not over."""
    return [Target(**row) for row in await conn.fetch(sql("targets"), group_id, await today(conn))]


async def bookings_of(conn: Connection, group_id: UUID) -> dict[UUID, dict[UUID, int]]:
    """child with a place in the group → the groups (with their revisions) in which it is live."""
    found: dict[UUID, dict[UUID, int]] = {}
    for row in await conn.fetch(_BOOKINGS, group_id):
        found.setdefault(row["child_id"], {})[row["group_id"]] = row["revision"]
    return found


async def confirmed(conn: Connection, group_id: UUID) -> list[UUID]:
    """Enrollments of the group with a place."""
    return [row["id"] for row in await conn.fetch(_CONFIRMED, group_id)]


async def live(conn: Connection, group_id: UUID) -> dict[UUID, UUID]:
    """enrollment of the group that has a place, or waits → who asked for it"""
    return {row["id"]: row["booked_by"] for row in await conn.fetch(_LIVE, group_id)}


async def how_many_of(conn: Connection, ids: Iterable[UUID]) -> int:
    """How many of these ids are enrollments."""
    number: int = await conn.fetchval(_HOW_MANY, list(ids))
    return number
