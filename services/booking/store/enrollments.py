"""Enrollments as families and organizers read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.booking.store.groups import to_card
from shared.db.pool import Connection
from shared.events.catalogue import GroupFacts
from shared.events.enrollment import GroupCard


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """An enrollment with what a page tells of its group and child."""

    id: UUID
    group_id: UUID
    state: str
    position: int | None
    """Its turn in the waiting list at this moment, from 1."""
    reason: str
    created_at: datetime
    child_id: UUID
    child_name: str
    facts: GroupFacts

    @property
    def live(self) -> bool:
        """Has a place, waits for one, or takes part in a draw."""
        return self.state in ("entered", "confirmed", "waitlisted")

    @property
    def card(self) -> GroupCard:
        """Dates, hours and place of the group."""
        return to_card(self.facts)

    def as_json(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "id": self.id,
            "state": self.state,
            "position": self.position,
            "reason": self.reason,
            "group": {"id": self.group_id, "title": self.facts.title},
            "child": {"id": self.child_id, "name": self.child_name},
            "created_at": self.created_at.isoformat(),
        }


_SELECT = """
SELECT e.id, e.group_id, e.state, e.reason, e.created_at, e.child_id, c.name AS child_name, g.facts,
    CASE WHEN e.state = 'waitlisted' THEN (
        SELECT count(*) FROM enrollment before
        WHERE before.group_id = e.group_id AND before.state = 'waitlisted' AND before.seq <= e.seq
    ) END AS position
FROM enrollment e JOIN child c ON c.id = e.child_id JOIN class_group g ON g.id = e.group_id
"""


async def of_person(conn: Connection, person_id: UUID) -> list[EnrollmentRow]:
    """All of the person's family, the newest first, at most 200."""
    own = "WHERE c.family_id = (SELECT family_id FROM guardian WHERE person_id = $1)"
    return [
        _row(r) for r in await conn.fetch(f"{_SELECT} {own} ORDER BY e.created_at DESC, e.seq LIMIT 200", person_id)
    ]


async def one_of_person(conn: Connection, person_id: UUID, enrollment_id: UUID) -> EnrollmentRow | None:
    """One enrollment, if it is the person's family's."""
    own = "WHERE c.family_id = (SELECT family_id FROM guardian WHERE person_id = $1) AND e.id = $2"
    row = await conn.fetchrow(f"{_SELECT} {own}", person_id, enrollment_id)
    return _row(row) if row else None


async def counts(conn: Connection, group_id: UUID) -> asyncpg.Record | None:
    """The group's ledger as it stands."""
    return await conn.fetchrow(
        "SELECT capacity, taken, waiting, entered, frozen, called_off FROM ledger WHERE group_id = $1", group_id
    )


def _row(r: asyncpg.Record) -> EnrollmentRow:
    facts = GroupFacts.model_validate(r["facts"])
    return EnrollmentRow(
        r["id"],
        r["group_id"],
        r["state"],
        r["position"],
        r["reason"],
        r["created_at"],
        r["child_id"],
        r["child_name"],
        facts,
    )
