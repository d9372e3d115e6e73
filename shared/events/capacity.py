"""Topic `capacity`: how many places there are, as the system of bookings says it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Event


class GroupMerged(Event):
    """All who stood in a group went over to a parallel one: it is empty, and nobody can book it any more."""

    TYPE: ClassVar[str] = "booking.group-merged.v1"
    TOPIC: ClassVar[str] = "capacity"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    """Of the catalogue, as booking knew the group."""
    into: UUID
    title: str
    """What the other one is called beside it."""
    reason: str
    """As each family read it."""


class MinimumMissed(Event):
    """Too few children when it was decided and, as every family was told, when the time for more was over: the class is to be cancelled."""

    TYPE: ClassVar[str] = "booking.minimum-missed.v1"
    TOPIC: ClassVar[str] = "capacity"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    """Of the catalogue, as booking knew the group."""
    decide_at: datetime
    """Of the minimum by which it is: another one may hold by now."""
    have: int
    children: int
    """So many were needed."""


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
    union: str = ""
    """The code of the union that holds the group; empty: of a time when this was not told."""
    held: int = 0
    """Kept for families that must still confirm, or whose request is being checked; not part of `taken`."""
