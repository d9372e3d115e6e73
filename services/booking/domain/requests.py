"""What may be asked of admission, and what it answers."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from services.booking.domain.eligibility import Verdict
from services.booking.domain.enrollment import Enrollment


@dataclass(frozen=True, slots=True)
class Enroll:
    """A guardian asks for a place for a child."""

    enrollment_id: UUID
    """The id the enrollment gets if there is one."""
    person_id: UUID
    child_id: UUID
    group_id: UUID
    unions: frozenset[str] = frozenset()
    """Memberships the person's token vouches for …"""
    revision: int = -1
    """… and how new they are."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A guardian gives a place, or a turn in the waiting list, up."""

    person_id: UUID
    enrollment_id: UUID


@dataclass(frozen=True, slots=True)
class Resize:
    """The organizer declares another number of places."""

    group_id: UUID
    capacity: int


@dataclass(frozen=True, slots=True)
class CallOff:
    """The organizer cancels the whole group."""

    group_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """The window of a draw has closed: nobody enters or leaves its list any more."""

    group_id: UUID


@dataclass(frozen=True, slots=True)
class Draw:
    """The draw's order: places, then turns in the waiting list."""

    group_id: UUID
    order: tuple[UUID, ...]
    """Every enrollment that entered."""


Request = Enroll | Withdraw | Resize | CallOff | Freeze | Draw

Result = Literal[
    "confirmed",
    "waitlisted",
    "entered",
    "full",
    "not_eligible",
    "not_open",
    "closed",
    "cancelled",
    "already_booked",
    "limited",
    "overlaps",
    "withdrawn",
    "finished",
    "frozen",
    "not_found",
    "done",
]


@dataclass(frozen=True, slots=True)
class Clash:
    """With which enrollment a booking would overlap, and where first."""

    enrollment: Enrollment
    day: date
    at: time


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit, and the enrollments that already reach it."""

    at_most: int
    enrollments: tuple[Enrollment, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The final word on one request."""

    result: Result
    enrollment: Enrollment | None = None
    """The new one; or the live one that stands in the way already."""
    position: int | None = None
    """In the waiting list, from 1."""
    until: datetime | None = None
    """The instant to wait for, when it is not open yet."""
    reasons: tuple[Verdict, ...] = ()
    clash: Clash | None = None
    limit: Reached | None = None


ChangeKind = Literal["entered", "confirmed", "waitlisted", "promoted", "withdrawn", "cancelled"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an enrollment: a row to write and an event to tell."""

    kind: ChangeKind
    enrollment: Enrollment
    """As it is now."""
    position: int | None = None
    waited: bool = False
    """It was waiting before."""
    reason: str = ""
