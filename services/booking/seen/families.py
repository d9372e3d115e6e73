"""Families as their union's organizers find them: all that they asked of it, what was answered, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.booking.domain.guardian import Guardians
from services.booking.seen.staff import checker
from services.booking.store import enrollments, families, family_decisions, guardians
from services.booking.store import staff_decisions as log
from services.booking.store.enrollments import EnrollmentRow
from services.booking.store.family_decisions import TakenOut
from services.booking.store.groups import to_group
from services.booking.store.staff_decisions import StaffDecision
from services.booking.words.explain import Said
from services.booking.words.guardians import acted
from services.booking.words.why import why
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.kernel.identity import Identity

FAMILIES, ENROLLMENTS = 20, 200
"""As many are shown."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One enrollment of a family, with how it came to stand where it stands."""

    row: EnrollmentRow
    why: list[Said]
    """As the family reads it."""
    decided: list[StaffDecision]
    """By hand, in that order."""
    acted: list[Said]
    """Which guardian asked, and gave up or accepted."""

    @property
    def moved_since(self) -> bool:
        """It came to stand where it stands by itself, or by its family, after whatever was decided by hand."""
        last = self.decided[-1].at if self.decided else self.row.created_at
        return self.row.changed_at > last


@dataclass(frozen=True, slots=True)
class FamilyFound:
    """A family with all that it asked."""

    id: UUID
    asked: list[Answered]
    """The newest first."""
    guardians: Guardians
    taken_out: list[TakenOut]


@dataclass(frozen=True, slots=True)
class FamiliesFound:
    """The families that may be meant."""

    families: list[FamilyFound]
    more: bool
    """There are others, too many to show."""

    @property
    def child_ids(self) -> set[UUID]:
        """Whose names are shown."""
        return {one.row.child_id for family in self.families for one in family.asked}


async def families_of(conn: Connection, who: Identity, name: str, person_ids: Sequence[UUID]) -> FamiliesFound:
    """By the beginning of a child's name, or by guardians; no family that asked nothing of the person's unions."""
    unions = checker(who).unions
    found = await families.found(conn, name, person_ids, unions, FAMILIES + 1)
    rows = await enrollments.of_families(conn, found[:FAMILIES], unions, ENROLLMENTS + 1)
    decided, now = await log.of_enrollments(conn, [row.id for row in rows]), await clock(conn)
    theirs = await guardians.guardians_of(conn, {row.family_id for row in rows})
    asked: dict[UUID, list[Answered]] = {}
    for row in rows[:ENROLLMENTS]:
        reasons = why(to_group(row.group_id, 0, row.facts), row, now)
        asked.setdefault(row.family_id, []).append(
            Answered(row, reasons, decided.get(row.id, []), [*acted(row, theirs.get(row.family_id, {}))])
        )
    taken_out = await family_decisions.of_families(conn, list(asked))
    seen = [FamilyFound(id_, its, theirs.get(id_, {}), taken_out.get(id_, [])) for id_, its in asked.items()]
    return FamiliesFound(seen, len(found) > FAMILIES or len(rows) > ENROLLMENTS)
