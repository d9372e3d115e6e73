"""Topics `enrollment` and `capacity`: what the system of bookings says. No personal data beyond a masked name."""

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event


class GroupCard(BaseModel):
    """The group as a message to the family shows it."""

    model_config = ConfigDict(frozen=True)

    title: str
    site: str
    address: str
    first_day: date
    last_day: date
    start: time
    end: time
    days: int
    bring: str = ""


class _EnrollmentEvent(Event):
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    enrollment_id: UUID
    child_id: UUID
    child_name: str
    """Masked: 张*明"""
    guardian_ids: list[UUID]
    """The people who are told."""
    at: datetime
    """By the booking database's clock."""
    group: GroupCard


class EnrollmentConfirmed(_EnrollmentEvent):
    """A child has a place."""

    TYPE: ClassVar[str] = "booking.enrollment-confirmed.v1"


class EnrollmentWaitlisted(_EnrollmentEvent):
    """A child stands on the waiting list."""

    TYPE: ClassVar[str] = "booking.enrollment-waitlisted.v1"

    position: int
    """From 1, at the moment it was given."""


class EnrollmentEntered(_EnrollmentEvent):
    """A child takes part in the draw; places are given after closing."""

    TYPE: ClassVar[str] = "booking.enrollment-entered.v1"

    entrant: str
    """The pseudonym under which it stands on the public list."""


class EnrollmentPromoted(_EnrollmentEvent):
    """A child moved from the waiting list to a place."""

    TYPE: ClassVar[str] = "booking.enrollment-promoted.v1"


class EnrollmentWithdrawn(_EnrollmentEvent):
    """The family gave up a place or a turn in the waiting list."""

    TYPE: ClassVar[str] = "booking.enrollment-withdrawn.v1"

    waited: bool = False
    """True when it was a turn in the waiting list, not a place."""


class EnrollmentCancelled(_EnrollmentEvent):
    """The organizer ended the enrollment, for this reason."""

    TYPE: ClassVar[str] = "booking.enrollment-cancelled.v1"

    reason: str


class PlacesChanged(Event):
    """A group's ledger now stands so; coalesced, not one a booking. A lower revision is older."""

    TYPE: ClassVar[str] = "booking.places-changed.v1"
    TOPIC: ClassVar[str] = "capacity"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    """Of the ledger, not of the catalogue."""
    capacity: int
    """In force: never below what is taken, so it may be above what the organizer asked for."""
    taken: int
    waiting: int
    entered: int = 0
    """In the draw that is still to come."""
