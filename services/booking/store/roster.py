"""A group as it stands: who is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection

_OPTIONS = """
SELECT e.child_id, array_agg(g.facts ->> 'title' ORDER BY g.by_title) AS titles FROM enrollment e JOIN class_group g ON g.id = e.group_id
WHERE g.only_with = $1 AND e.child_id = ANY ($2::uuid[]) AND e.state IN ('confirmed', 'offered', 'pending') GROUP BY e.child_id
"""
_OWN_CHILD = "SELECT own_child($1, $2)"
_FOR_OWN_CHILD = "SELECT own_child($1, child_id) FROM enrollment WHERE id = $2 AND group_id = $3"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A child on an organizer's list."""

    id: UUID
    child_id: UUID
    name: str
    birth_date: date | None
    state: str
    seq: int
    band: int
    pool: str | None
    unit: UUID | None
    school: str
    until: datetime | None
    cleared: bool
    created_at: datetime
    own: bool
    """A child of the one who looks."""
    booked_for: bool
    """By an organizer, for a family that came to the desk."""


async def everyone(conn: Connection, group_id: UUID, person_id: UUID) -> list[RosterRow]:
    """Everyone live: those with a place, those who are to come to one, then those who wait in the order of their turns."""
    return [RosterRow(**row) for row in await conn.fetch(sql("roster"), group_id, person_id)]


async def options(conn: Connection, care: str, child_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """child → the classes that it has with this care alone, by title."""
    return {row["child_id"]: row["titles"] for row in await conn.fetch(_OPTIONS, care, list(child_ids))}


async def for_own_child(conn: Connection, person_id: UUID, group_id: UUID, enrollment_id: UUID) -> bool | None:
    """Whether an enrollment of this group is for a child of the person; None when the group has no such enrollment."""
    found: bool | None = await conn.fetchval(_FOR_OWN_CHILD, person_id, enrollment_id, group_id)
    return found


async def is_own_child(conn: Connection, person_id: UUID, child_id: UUID) -> bool:
    """Whether it is a child of the person, in whichever family's record."""
    return bool(await conn.fetchval(_OWN_CHILD, person_id, child_id))
