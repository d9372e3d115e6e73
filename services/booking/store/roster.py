"""A group as it stands: who is in it, and its places."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.booking.domain.snapshot import Ledger
from services.booking.store.queries import sql
from shared.db.pool import Connection


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
    until: datetime | None
    cleared: bool
    created_at: datetime
    own: bool
    """A child of the one who looks."""


async def everyone(conn: Connection, group_id: UUID, person_id: UUID) -> list[RosterRow]:
    """Everyone live: those with a place, those who are to come to one, then those who wait in the order of their turns."""
    return [RosterRow(**row) for row in await conn.fetch(sql("roster"), group_id, person_id)]


async def ledger(conn: Connection, group_id: UUID) -> Ledger:
    """The group's places as they stand."""
    row = await conn.fetchrow(
        """SELECT group_id, capacity, taken, waiting, next_seq, called_off, entered, frozen, settled, held, asked, pools
           FROM ledger WHERE group_id = $1""",
        group_id,
    )
    assert row is not None  # noqa: S101 - every group that is known has one
    return Ledger(**row)


async def for_own_child(conn: Connection, person_id: UUID, group_id: UUID, enrollment_id: UUID) -> bool | None:
    """Whether an enrollment of this group is for a child of the person; None when the group has no such enrollment."""
    query = "SELECT own_child($1, child_id) FROM enrollment WHERE id = $2 AND group_id = $3"
    found: bool | None = await conn.fetchval(query, person_id, enrollment_id, group_id)
    return found
