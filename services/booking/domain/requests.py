"""What may be asked of admission, and how it rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, NamedTuple
from uuid import UUID

from services.booking.domain.checks import EndAsking, EndMending, Mend, Review, SendBack
from services.booking.domain.criteria import Verdict
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.merge import Merge
from services.booking.domain.records import JoinRecords


class Seat(NamedTuple):
    """One child in one group; the id is the one the enrollment gets if there is one."""

    enrollment_id: UUID
    child_id: UUID
    group_id: UUID


@dataclass(frozen=True, slots=True)
class Enroll:
    """A guardian asks for places: the first choice that can be had, the seats of one choice all or none."""

    person_id: UUID
    choices: tuple[tuple[Seat, ...], ...]
    unions: frozenset[str] = frozenset()
    """Memberships the person's token vouches for …"""
    revision: int = -1
    """… and how new they are."""
    instead_of: UUID | None = None
    """An enrollment of the same child that is given up once the place is granted, and only then."""
    seats: list[Seat] = field(init=False, compare=False)
    """Of all choices, in their order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "seats", [seat for choice in self.choices for seat in choice])


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A guardian gives up a place, an offer, or a turn in the waiting list; perhaps because of a consent that is taken back, by its title."""

    person_id: UUID
    enrollment_id: UUID
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Accept:
    """A guardian accepts an offer, or a place that is open to all who wait."""

    person_id: UUID
    enrollment_id: UUID


@dataclass(frozen=True, slots=True)
class Expire:
    """The time of an offer is over."""

    enrollment_id: UUID


@dataclass(frozen=True, slots=True)
class PutFirst:
    """The organizer puts a family at the head of the waiting list, out of order."""

    enrollment_id: UUID


@dataclass(frozen=True, slots=True)
class Cancel:
    """The organizer ends one enrollment, for a reason that its family reads."""

    enrollment_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ProposeMove:
    """The organizer proposes to every family of a group a place in another one, until an instant."""

    person_id: UUID
    from_group_id: UUID
    to_group_id: UUID
    until: datetime
    reason: str
    new_ids: Mapping[UUID, UUID]
    """enrollment → the id that its place in the other group gets"""


@dataclass(frozen=True, slots=True)
class Refill:
    """Something but a withdrawal may have freed places: a pool was released, an instant has come."""

    group_id: UUID


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
    """The window of a common decision has closed: nobody enters or leaves its list any more."""

    group_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What the common decision gave a unit: the choice granted, or None."""

    unit: UUID
    choice: int | None
    in_no_list: frozenset[int] = frozenset()
    """Choices with a seat in a group whose list takes nobody, perhaps because it was called off since: not waited for."""


@dataclass(frozen=True, slots=True)
class Settle:
    """The common decision, in its order: places, then turns in the waiting lists."""

    group_ids: tuple[UUID, ...]
    results: tuple[Settled, ...]
    """Every unit that entered."""


Request = (
    Enroll | Withdraw | Accept | Expire | Review | SendBack | Mend | EndMending | EndAsking | PutFirst | Cancel | ProposeMove | Merge
    | JoinRecords | Refill | Resize | CallOff | Freeze | Settle
)  # fmt: skip

Result = Literal[
    "confirmed",
    "offered",
    "submitted",
    "unverified",
    "waitlisted",
    "entered",
    "full",
    "not_eligible",
    "not_together",
    "not_open",
    "deciding",
    "closed",
    "cancelled",
    "already_booked",
    "limited",
    "overlaps",
    "no_care",
    "withdrawn",
    "offer_over",
    "still_waiting",
    "ended",
    "finished",
    "frozen",
    "not_found",
    "done",
]


@dataclass(frozen=True, slots=True)
class Clash:
    """With which enrollment (None: with another part of the same request) a booking would overlap, and where first."""

    enrollment: Enrollment | None
    day: date
    at: time


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit, and the enrollments that already reach it."""

    at_most: int
    enrollments: tuple[Enrollment, ...]
    per_family: bool = False


class Ruling(NamedTuple):
    """The final word on one request."""

    result: Result
    enrollment: Enrollment | None = None
    """The first one of the request; or the live one that stands in the way already."""
    others: tuple[Enrollment, ...] = ()
    """The rest of what was asked for as one."""
    seat: Seat | None = None
    """The part of the request that stands in the way."""
    position: int | None = None
    """In the waiting list, from 1."""
    until: datetime | None = None
    """The instant to wait for, when it is not open yet; until when to answer, when a place is offered."""
    reasons: tuple[Verdict, ...] = ()
    clash: Clash | None = None
    limit: Reached | None = None
    options: tuple["Ruling", ...] = ()
    """On the options that were asked for with it, each for itself."""


ChangeKind = Literal[
    "unverified",
    "asked_again",
    "submitted",
    "entered",
    "confirmed",
    "offered",
    "waitlisted",
    "promoted",
    "opened",
    "cleared",
    "sent_back",
    "mended",
    "moved_first",
    "put_behind",
    "refused",
    "unplaced",
    "expired",
    "superseded",
    "withdrawn",
    "cancelled",
    "merged",
    "followed",
]


ONLY_TOLD: frozenset[ChangeKind] = frozenset({"asked_again", "opened"})
"""Nothing of the enrollment changed, but its family hears of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a common decision came out for one enrollment."""

    rank: int
    of: int
    places: int


class Change(NamedTuple):
    """What happened to an enrollment: a row to write and an event to tell."""

    kind: ChangeKind
    enrollment: Enrollment
    """As it is now."""
    position: int | None = None
    waited: bool = False
    """It was waiting before."""
    reason: str = ""
    reasons: tuple[Verdict, ...] = ()
    """Of a right that has ended: what holds no more."""
    by: UUID | None = None
    """The guardian who gave it up."""
    standing: Standing | None = None
    by_group_id: UUID | None = None
    """Where the other one is: that superseded it, that it was before a merge, that was asked for again, or that its offer would replace …"""
    stands: bool = True
    """… and whether the child still has that place."""
    proposal: Enrollment | None = None
    """The offer that would have replaced it, and stays."""
    gives_up: UUID | None = None
    """The group of what its family gives up for it."""
    options: tuple[UUID, ...] = ()
    """Of care that ended: the groups of the options that ended with it …"""
    with_care: UUID | None = None
    """… and of such an option: the group of the care …"""
    silent: bool = False
    """… whose message says it."""
