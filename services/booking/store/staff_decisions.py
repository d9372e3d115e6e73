"""What staff decided by hand, and why. Rows are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.db.pool import Connection

What = Literal["approve", "refuse", "put_first", "propose_move"]


@dataclass(frozen=True, slots=True)
class StaffDecision:
    """One of them."""

    at: datetime
    person_id: UUID
    enrollment_id: UUID | None
    what: What
    reason: str


async def keep(
    conn: Connection, person_id: UUID, about: Sequence[tuple[UUID, UUID | None]], what: What, reason: str
) -> None:
    """Log a decision about each (group, enrollment)."""
    query = "INSERT INTO staff_decision (person_id, group_id, enrollment_id, what, reason) VALUES ($1, $2, $3, $4, $5)"
    await conn.executemany(query, [(person_id, group_id, id_, what, reason) for group_id, id_ in about])


async def of_group(conn: Connection, group_id: UUID) -> list[StaffDecision]:
    """A group's log, the newest first, at most 500."""
    query = """SELECT at, person_id, enrollment_id, what, reason FROM staff_decision
               WHERE group_id = $1 ORDER BY id DESC LIMIT 500"""
    return [StaffDecision(**row) for row in await conn.fetch(query, group_id)]
