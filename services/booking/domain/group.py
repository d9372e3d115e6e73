"""A group (班次) as admission sees it: when it meets, whom it admits, how its places are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Literal
from uuid import UUID

from services.booking.domain.criteria import Condition, Criterion, parts_of
from shared.kernel.clock import ZONE

Hours = tuple[time, time]
"""From and to on one day."""
Way = Literal["first_come", "ranked", "draw", "draw_if_oversubscribed", "opening_lot"]
"""How places are given: each at once; together by priority and time; together by lot."""


@dataclass(frozen=True, slots=True)
class Priority:
    """Who goes before the others."""

    name: str
    when: Criterion


@dataclass(frozen=True, slots=True)
class Pool:
    """Places kept for some families; whoever of them has a place counts for it."""

    name: str
    places: int
    when: Criterion
    opens_at: datetime | None = None
    until: datetime | None = None

    def kept(self, now: datetime) -> int:
        """How many places are kept at that instant."""
        return 0 if self.until and now >= self.until else self.places


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is asked of whom `when` holds."""

    name: str
    when: Criterion
    seen: bool = False
    """It is enough that an organizer sees the original, without a copy."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A text that a guardian must have accepted; another text has another hash."""

    title: str
    version: str
    hash: str


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
    care: str = ""
    """Names the care that options go with …"""
    only_with: str = ""
    """… and of an option, its care: who is not in that cannot be in it."""
    season: str = ""
    site: str = ""
    address: str = ""
    fees: str | None = None
    """In the notice's words."""
    waiting_limit: int | None = None
    """Longest waiting list; None: no limit; 0: none."""
    waiting_by_priority: bool = False
    who: Criterion = field(default_factory=Criterion)
    join_by: datetime | None = None
    way: Way = "first_come"
    decide_at: datetime | None = None
    """Everyone who asks before this instant is decided together then; None: each at once."""
    draw_source: str = ""
    together: str = ""
    """Groups of the same name are decided together and may be ranked as wishes; empty: this group alone."""
    wishes: int = 1
    priorities: tuple[Priority, ...] = ()
    pools: tuple[Pool, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    """scope → how many groups of that scope a child may have at once"""
    family_limits: Mapping[str, int] = field(default_factory=dict)
    """scope → how many groups of that scope a family may have at once"""
    sign_up: Literal["parent", "employer"] = "parent"
    review: Literal["", "organizer", "employer"] = ""
    reviewers: frozenset[str] = frozenset()
    """With organizer: the unions whose organizers check, besides its own."""
    confirm_within: timedelta | None = None
    answer_within: timedelta | None = None
    all_at_once: timedelta = timedelta()
    documents: tuple[Paper, ...] = ()
    agreement: Statement | None = None
    health: Statement | None = None
    publicity: bool = False
    choose_within: timedelta | None = None
    """After a change of it; None: as is usual."""

    @property
    def drawn(self) -> bool:
        """Places are given by lot, not in the order of booking."""
        return self.way in ("draw", "draw_if_oversubscribed", "opening_lot")

    @cached_property
    def check(self) -> str:
        """Names what is looked at before a place is the child's, and by whom: who was checked early for one group was checked for all of
        its plan that name the same. Empty: nothing is, or the employer signs up.
        """
        if not self.review or self.sign_up == "employer":
            return ""
        looked_at = sorted(paper.name for paper in self.documents)
        said = (
            self.session.partition("/")[0],
            self.season,
            self.review,
            sorted({*self.reviewers, self.union}),
            looked_at,
        )
        return sha256(repr(said).encode()).hexdigest()

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything it asks about a family anywhere: to be admitted, to go first, to have a place kept, to bring a paper."""
        asked: list[Priority | Pool | Paper] = [*self.priorities, *self.pools, *self.documents]
        return tuple(part for criterion in (self.who, *(one.when for one in asked)) for part in parts_of(criterion))

    @property
    def enters_until(self) -> datetime | None:
        """Until when one may still take part in the common decision."""
        return self.decide_at and min(self.decide_at, self.closes_at)

    @cached_property
    def starts_at(self) -> datetime:
        """The first meeting's beginning."""
        return datetime.combine(self.first_day, min(self.meetings[self.first_day])[0], ZONE)

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
