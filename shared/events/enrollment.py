"""Topic `enrollment`: what befalls enrollments, as the system of bookings says it. No personal data beyond a masked name."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.card import GroupCard
from shared.events.envelope import Event


class EnrollmentEvent(Event):
    """Something that is told of one enrollment."""

    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    enrollment_id: UUID
    child_id: UUID
    child_name: str
    """Masked, but so that siblings stay apart: 张*明, *雷"""
    guardian_ids: list[UUID]
    """The people who are told."""
    at: datetime
    """By the booking database's clock."""
    group: GroupCard


class _GrantEvent(EnrollmentEvent):
    gives_up: str = ""
    """The group in which the child gives up its place or turn for this one, once it is granted."""


class _MoveEvent(EnrollmentEvent):
    instead_of: str = ""
    """The group whose place it would replace, where the organizer proposed to move."""
    stands: bool = True
    """The child still has that place; False: that group was called off meanwhile, or the family gave the place up."""


class _EndEvent(EnrollmentEvent):
    options: tuple[str, ...] = ()
    """Classes that only children in this care can be in: the child was in these, and they ended with it."""


class _WishesEvent(EnrollmentEvent):
    wishes: int = 1
    """Of so many wishes of the child this tells: what befell several at once is told with the first of them."""


class Standing(BaseModel):
    """How a common decision came out for one enrollment: “4th of 9 for 3 places”."""

    model_config = ConfigDict(frozen=True)

    rank: int
    of: int
    places: int


class EnrollmentConfirmed(_GrantEvent):
    """A child has a place."""

    TYPE: ClassVar[str] = "booking.enrollment-confirmed.v1"

    standing: Standing | None = None


class EnrollmentWaitlisted(_WishesEvent, _GrantEvent):
    """A child stands on the waiting list."""

    TYPE: ClassVar[str] = "booking.enrollment-waitlisted.v1"

    position: int
    """From 1, at the moment it was given."""
    standing: Standing | None = None
    must_answer: bool = False
    """A freed place will be offered and must be accepted; False: it comes by itself."""


class EnrollmentEntered(_WishesEvent, _GrantEvent):
    """A child takes part in a common decision, a draw or one by priority; places are given after it."""

    TYPE: ClassVar[str] = "booking.enrollment-entered.v1"

    entrant: str
    """The pseudonym under which it stands on the public list."""
    drawn: bool = True
    """False: decided by priority and time, not by lot."""
    by_time: bool = False
    """Nobody goes first: decided for all at once, by time."""
    decided_at: datetime | None = None


class EnrollmentSubmitted(_WishesEvent, _GrantEvent):
    """A request waits for whoever checks it, or for the employer's union that signs up."""

    TYPE: ClassVar[str] = "booking.enrollment-submitted.v1"

    by: Literal["organizer", "employer"]
    held: bool
    """A place is kept until it is checked."""
    signs_up: bool = False
    """The employer's union signs up; nothing is kept before it does."""


class EnrollmentUnverified(_WishesEvent):
    """Somebody asked before for a child of the same name and birth date: the organizer looks whether it is the same child."""

    TYPE: ClassVar[str] = "booking.enrollment-unverified.v1"


class NamesakeAsked(EnrollmentEvent):
    """Another family asked for a child of the same name and birth date; this enrollment stays as it is.

    `group` is the one that was asked for now.
    """

    TYPE: ClassVar[str] = "booking.namesake-asked.v1"


class EnrollmentSentBack(_WishesEvent):
    """Whoever checks the request needs something else first; its place or turn is kept until then."""

    TYPE: ClassVar[str] = "booking.enrollment-sent-back.v1"

    reason: str
    """What is to be mended."""
    until: datetime


class MendingReminded(EnrollmentEvent):
    """The time to mend a request that was sent back is about to end."""

    TYPE: ClassVar[str] = "booking.mending-reminded.v1"

    reason: str
    """What is to be mended."""
    until: datetime


class EnrollmentRefused(_WishesEvent, _EndEvent):
    """Whoever checked the request said no, for this reason; or the right to a place has ended."""

    TYPE: ClassVar[str] = "booking.enrollment-refused.v1"

    reason: str
    lapsed: bool = False
    """Nobody said no: at the step by which it would have had a place its right was judged again."""


class EnrollmentOffered(_MoveEvent, _GrantEvent):
    """A place is kept for the child until a guardian accepts or the time is over."""

    TYPE: ClassVar[str] = "booking.enrollment-offered.v1"

    until: datetime
    waited: bool
    """It comes from the waiting list; else it is a first place that must be confirmed."""
    reason: str = ""
    standing: Standing | None = None


class OfferReminded(_MoveEvent):
    """An offer is about to end."""

    TYPE: ClassVar[str] = "booking.offer-reminded.v1"

    until: datetime


class PlaceOpened(EnrollmentEvent):
    """A place is free shortly before the start: whoever of those who wait accepts first has it."""

    TYPE: ClassVar[str] = "booking.place-opened.v1"

    until: datetime


class OfferExpired(_MoveEvent, _EndEvent):
    """Nobody answered in time; the place went on."""

    TYPE: ClassVar[str] = "booking.offer-expired.v1"


class EnrollmentUnplaced(_WishesEvent):
    """The common decision gave neither a place nor a turn: the waiting list is full."""

    TYPE: ClassVar[str] = "booking.enrollment-unplaced.v1"

    standing: Standing | None = None


class EnrollmentPromoted(_GrantEvent):
    """A child moved from the waiting list to a place."""

    TYPE: ClassVar[str] = "booking.enrollment-promoted.v1"


class EnrollmentSuperseded(EnrollmentEvent):
    """Another wish of the same family was granted, or a move accepted; the message about that one tells it."""

    TYPE: ClassVar[str] = "booking.enrollment-superseded.v1"

    by_group_id: UUID


class EnrollmentWithdrawn(_MoveEvent, _EndEvent):
    """The family gave up a place, an offer or a turn in the waiting list, or declined to move."""

    TYPE: ClassVar[str] = "booking.enrollment-withdrawn.v1"

    waited: bool = False
    """True when it was a turn in the waiting list, not a place."""
    consent: str = ""
    """The title of what the family agreed to and took back, if it ended with that."""
    given_up_by: UUID | None = None
    """The guardian who did it; None: of a time when this was not told."""
    with_care: str = ""
    """The care that it went with and that was given up, by its title: the message about that one tells it."""


class Proposal(BaseModel):
    """A place in another group that is kept for the child until a guardian answers."""

    model_config = ConfigDict(frozen=True)

    enrollment_id: UUID
    title: str
    until: datetime


class EnrollmentCancelled(_MoveEvent, _EndEvent):
    """The organizer ended the enrollment, for this reason."""

    TYPE: ClassVar[str] = "booking.enrollment-cancelled.v1"

    reason: str
    proposal: Proposal | None = None
    """The organizer had proposed to move, and the family has not answered yet."""
    with_care: str = ""
    """The care that it went with and that ended, by its title."""


class EnrollmentMerged(EnrollmentEvent):
    """Two classes at one place and the same hours became one: what the child had in the other one it has here, and nothing else changes."""

    TYPE: ClassVar[str] = "booking.enrollment-merged.v1"

    came_from: str
    """The class that it was in, by its title."""
    state: Literal["confirmed", "offered", "pending", "waitlisted"]
    """How it stands, here as there."""
    until: datetime | None = None
    """Of an offer: when it ends; as before."""
    reason: str
