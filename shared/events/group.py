"""Topic `enrollment`: what befalls a group, told of each enrollment in it: its beginning, its changes, whether it takes place."""

from datetime import datetime
from typing import ClassVar, Literal

from shared.events.card import GroupCard
from shared.events.catalogue import Meeting
from shared.events.enrollment import EnrollmentEvent


class FirstDayReminded(EnrollmentEvent):
    """Tomorrow is the first day of a group in which the child has a place."""

    TYPE: ClassVar[str] = "booking.first-day-reminded.v1"

    meeting: Meeting


class RestartReminded(EnrollmentEvent):
    """After a break the group goes on tomorrow."""

    TYPE: ClassVar[str] = "booking.restart-reminded.v1"

    meeting: Meeting


class GroupChanged(EnrollmentEvent):
    """The organizer changed what the family goes by; `group` is as it is now."""

    TYPE: ClassVar[str] = "booking.group-changed.v1"

    before: GroupCard
    changed: list[Literal["when", "where", "title", "bring", "decided"]]
    """What of it is other than before in more than its typography."""
    dropped: tuple[Meeting, ...] = ()
    """Meetings that no longer take place, where others stay; else the dates and hours above say it all."""
    added: tuple[Meeting, ...] = ()
    """Meetings that are new, where others stay."""
    fees_before: str | None = None
    """What it cost, when that is other than before; None: it is not …"""
    fees_now: str | None = None
    """… and what it costs now."""
    decided_before: datetime | None = None
    """The instant of the common decision that the family was told …"""
    decided_at: datetime | None = None
    """… and the one that holds now."""
    instead_of: str = ""
    """As in EnrollmentOffered, while a move to this group is proposed."""
    overlaps: tuple[str, ...] = ()
    """Groups in which the child is enrolled, too, and that take place at the same time now."""
    choose_by: datetime | None = None
    """By when the family chooses between them: nothing is cancelled by itself, not then either."""


class OverlapReminded(EnrollmentEvent):
    """Since this group was changed the child is booked twice at once, and the time to choose is nearly over."""

    TYPE: ClassVar[str] = "booking.overlap-reminded.v1"

    overlaps: tuple[str, ...]
    """As in GroupChanged."""
    until: datetime
    """Nothing is cancelled by itself, not then either."""


class GroupDoubted(EnrollmentEvent):
    """Too few children when it was decided: if there still are at `until` the class is cancelled by itself."""

    TYPE: ClassVar[str] = "booking.group-doubted.v1"

    have: int
    """Children of all that the minimum counts …"""
    children: int
    """… and so many are needed."""
    until: datetime


class GroupAssured(EnrollmentEvent):
    """The class takes place after all: enough children came, or its organizer holds it with fewer."""

    TYPE: ClassVar[str] = "booking.group-assured.v1"
