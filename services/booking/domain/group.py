"""A group (班次) as admission sees it: when it meets, whom it admits, when it can be booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal
from uuid import UUID

Hours = tuple[time, time]
"""From and to on one day."""
Way = Literal["first_come", "draw", "draw_if_oversubscribed"]
"""How places are given."""


@dataclass(frozen=True)
class Group:
    """What the organizer declared; immutable, a new revision is a new object."""

    id: UUID
    revision: int
    title: str
    union: str
    session: str
    """The session or interest class it belongs to."""
    inside: str | None
    """The session this one takes place inside of: no overlap with that one."""
    meetings: Mapping[date, Sequence[Hours]]
    """Every day it meets, with its hours."""
    opens_at: datetime
    closes_at: datetime
    waiting_limit: int | None = None
    """Longest waiting list; None: no limit; 0: none."""
    grades: tuple[int, int] | None = None
    ages: tuple[int, int] | None = None
    age_on: date | None = None
    born: tuple[date, date] | None = None
    members_of: frozenset[str] = field(default_factory=frozenset)
    join_by: datetime | None = None
    way: Way = "first_come"
    draw_source: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    """scope → how many groups of that scope a child may have at once"""

    @property
    def drawn(self) -> bool:
        """Places are given after closing, not in the order of booking."""
        return self.way != "first_come"

    @cached_property
    def first_day(self) -> date:
        """The first day it meets."""
        return min(self.meetings)

    @cached_property
    def last_day(self) -> date:
        """The last day it meets."""
        return max(self.meetings)

    def first_clash(self, other: "Group") -> tuple[date, time] | None:
        """The first instant at which a child would have to be in both; None when there is none."""
        if self.inside == other.session or other.inside == self.session:
            return None
        if self.last_day < other.first_day or other.last_day < self.first_day:
            return None
        for day in sorted(self.meetings.keys() & other.meetings.keys()):
            starts = [
                max(a_start, b_start)
                for a_start, a_end in self.meetings[day]
                for b_start, b_end in other.meetings[day]
                if a_start < b_end and b_start < a_end
            ]
            if starts:
                return day, min(starts)
        return None
