"""Enrollments as families and organizers read them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.booking.domain.enrollment import LIVE, PLACED, State
from services.booking.domain.requests import Standing
from services.booking.store.changes import Changed
from services.booking.store.groups import to_card
from shared.db.pool import Connection
from shared.events.card import GroupCard
from shared.events.catalogue import GroupFacts

WIPED = "*"
"""What stands for the name of a child that was removed."""


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """An enrollment with what a page tells of its group and child."""

    id: UUID
    group_id: UUID
    state: State
    position: int | None
    """Its turn in the waiting list at this moment, from 1."""
    reason: str
    created_at: datetime
    changed_at: datetime
    family_id: UUID
    child_id: UUID
    child_name: str
    facts: GroupFacts
    until: datetime | None = None
    """When its offer ends, or ended."""
    unit: UUID | None = None
    """What was asked for as one; None: alone."""
    choice: int = 1
    """Which wish of the family it is, from 1."""
    together: tuple[UUID, ...] = ()
    """The other enrollments of the same unit."""
    standing: Standing | None = None
    """How the common decision came out."""
    band: int = 0
    pool: str | None = None
    cleared: bool = True
    """Nobody has to check it (any more)."""
    replaces: UUID | None = None
    """The enrollment that ends when this offer is accepted."""
    before: GroupFacts | None = None
    """What the group said when this was booked, if it was changed since."""
    booked_by: UUID | None = None
    moved_by: UUID | None = None
    """The guardian who gave it up, or accepted, where that was its last step."""
    mend: str = ""
    """What its family was told to mend …"""
    mend_by: datetime | None = None
    """… and until when, if it was sent back."""

    @property
    def live(self) -> bool:
        """Has a place, waits for one, or takes part in a decision that is to come."""
        return self.state in LIVE

    @property
    def sent_back(self) -> bool:
        """Its family is to mend something."""
        return self.live and not self.cleared and self.mend_by is not None

    @property
    def placed(self) -> bool:
        """Has a place, or one is kept for it."""
        return self.state in PLACED

    @property
    def of_nobody(self) -> bool:
        """Its child was removed: nothing is kept of it, its name neither."""
        return self.child_name == WIPED

    @property
    def drawn(self) -> bool:
        """Its place is given by lot."""
        return self.facts.in_full.way not in ("first_come", "ranked")

    @property
    def card(self) -> GroupCard:
        """Dates, hours and place of the group."""
        return to_card(self.facts)

    @property
    def changed(self) -> Changed | None:
        """What the family goes by that is other than when it booked."""
        change = Changed(self.before, self.facts) if self.before and self.live else None
        return change if change and change.for_state(self.state) else None

    def as_json(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "id": self.id,
            "state": self.state,
            "position": self.position,
            "reason": self.reason,
            "until": self.until.isoformat() if self.until else None,
            "mend": {"what": self.mend, "by": self.mend_by} if self.sent_back else None,
            "choice": self.choice,
            "together": self.together,
            "standing": asdict(self.standing) if self.standing else None,
            "group": {"id": self.group_id, "title": self.facts.title},
            "child": {"id": self.child_id, "name": self.child_name},
            "created_at": self.created_at.isoformat(),
        }


# What a page tells of an enrollment.
_TOLD = """
SELECT e.id, e.group_id, e.state, e.reason, e.created_at, e.changed_at, c.family_id, e.child_id, c.name AS child_name, g.facts, e.until, e.unit, e.choice,
    e.standing, e.band, e.pool, e.cleared, e.replaces, e.booked_by, e.moved_by, e.mend, e.mend_by,
    (SELECT before FROM group_change c WHERE c.group_id = e.group_id AND c.at > e.created_at ORDER BY c.revision LIMIT 1) AS before,
    ARRAY(SELECT m.id FROM enrollment m WHERE m.unit = e.unit AND m.id <> e.id ORDER BY m.choice, m.id) AS together,
    CASE WHEN e.state = 'waitlisted' THEN (
        SELECT count(*) FROM enrollment w
        WHERE w.group_id = e.group_id AND w.state = 'waitlisted' AND (w.band, w.seq) <= (e.band, e.seq)
    ) END AS position
FROM enrollment e JOIN child c ON c.id = e.child_id JOIN class_group g ON g.id = e.group_id
"""
_SENT_BACK = "SELECT group_id, mend AS what, mend_by AS by FROM enrollment WHERE id = $1 AND mend_by IS NOT NULL"
# … of the families of the person $1.
_SELECT = f"{_TOLD} WHERE c.family_id IN (SELECT family_id FROM guardian WHERE person_id = $1)"
_ONE = f"{_SELECT} AND e.id = $2"
# $2 with all that it was asked for with, what it would replace, and what would replace it; what goes with it alone, and what it goes with.
_AROUND = f"""
{_SELECT} AND (e.id = $2 OR e.replaces = $2 OR e.unit = (SELECT unit FROM enrollment WHERE id = $2)
    OR e.id = (SELECT replaces FROM enrollment WHERE id = $2)
    OR (live(e.state) AND EXISTS (
        SELECT FROM enrollment m JOIN class_group o ON o.id = m.group_id
        WHERE m.id = $2 AND m.child_id = e.child_id AND (g.only_with = o.care OR g.care = o.only_with))))
ORDER BY e.choice, c.id, e.id
"""
# The newest first, those behind $2 (null: from the first), at most $3 (null: all).
_AFTER = f"""
{_SELECT} AND ($2::uuid IS NULL OR EXISTS (
    SELECT FROM enrollment a WHERE a.id = $2
    AND (a.created_at > e.created_at OR a.created_at = e.created_at AND (a.seq, a.id) < (e.seq, e.id))))
ORDER BY e.created_at DESC, e.seq, e.id LIMIT $3
"""
# … of these families in groups of these unions (null: of all), the newest first.
_OF_FAMILIES = f"""
{_TOLD} WHERE c.family_id = ANY ($1::uuid[]) AND c.removed_at IS NULL AND ($2::text[] IS NULL OR g.union_code = ANY ($2))
ORDER BY e.created_at DESC, e.seq, e.id LIMIT $3
"""


async def of_person(
    conn: Connection, person_id: UUID, *, after: UUID | None = None, limit: int | None = None
) -> list[EnrollmentRow]:
    """Those of the person's family, the newest first: all, or so many after one of them."""
    return [_row(r) for r in await conn.fetch(_AFTER, person_id, after, limit)]


async def one_of_person(conn: Connection, person_id: UUID, enrollment_id: UUID) -> EnrollmentRow | None:
    """One enrollment, if it is the person's family's."""
    row = await conn.fetchrow(_ONE, person_id, enrollment_id)
    return _row(row) if row else None


async def around(conn: Connection, person_id: UUID, enrollment_id: UUID) -> list[EnrollmentRow]:
    """One enrollment with all that it was asked for with, the one it would replace, and the one that would replace it; and what
    goes with it alone, or what it goes with.
    """
    return [_row(r) for r in await conn.fetch(_AROUND, person_id, enrollment_id)]


async def of_families(
    conn: Connection, family_ids: Sequence[UUID], unions: Sequence[str] | None, at_most: int
) -> list[EnrollmentRow]:
    """What families asked of these unions (None: of all), the newest first."""
    return [_row(r) for r in await conn.fetch(_OF_FAMILIES, family_ids, unions, at_most)]


@dataclass(frozen=True, slots=True)
class SentBack:
    """What a family is to mend."""

    group_id: UUID
    what: str
    by: datetime


async def sent_back(conn: Connection, enrollment_id: UUID) -> SentBack | None:
    """What is to be mended of it; None: nothing, as far as it stands now."""
    row = await conn.fetchrow(_SENT_BACK, enrollment_id)
    return SentBack(**row) if row else None


def _row(r: asyncpg.Record) -> EnrollmentRow:
    said = dict(r) | {
        "state": State(r["state"]),
        "facts": GroupFacts.model_validate(r["facts"]),
        "before": GroupFacts.model_validate(r["before"]) if r["before"] else None,
        "together": tuple(r["together"]),
        "standing": Standing(**{name: r["standing"][name] for name in ("rank", "of", "places")})
        if r["standing"]
        else None,
    }
    return EnrollmentRow(**said)
