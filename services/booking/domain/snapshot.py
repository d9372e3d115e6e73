"""What admission is given to decide on, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.child import Child
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.requests import Answer, Change

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Ledger:
    """A group's places, counted."""

    group_id: UUID
    capacity: int
    taken: int
    waiting: int
    next_seq: int
    called_off: bool = False
    entered: int = 0
    """In the draw that is still to come."""
    frozen: bool = False
    """The list of the draw is closed."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The unions a person belongs to, as last heard."""

    unions: frozenset[str]
    revision: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything `decide` may look at, locked and read at one instant."""

    now: datetime
    """By the database clock."""
    groups: Mapping[UUID, Group]
    """Those asked for, and those the children are enrolled in."""
    ledgers: Mapping[UUID, Ledger]
    children: Mapping[UUID, Child]
    memberships: Mapping[UUID, Membership]
    enrollments: Sequence[Enrollment]
    """Live ones of the children named; the waiting lists of groups whose places may become free; those to withdraw."""

    @property
    def today(self) -> date:
        """The day where the sites are."""
        return self.now.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer a request, the changes in order, and the ledgers as they are now (only those that changed)."""

    answers: list[Answer]
    changes: list[Change]
    ledgers: list[Ledger]
