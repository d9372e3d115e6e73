"""Topic `catalogue`: what the system of classes says about groups (班次)."""

from datetime import date, datetime, time
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.envelope import Event
from shared.events.rules import GroupRules


class Meeting(BaseModel):
    """One day of care or one lesson, in the site's zone (Asia/Shanghai)."""

    model_config = ConfigDict(frozen=True)

    date: date
    start: time
    end: time


class Dates(BaseModel):
    """The days of a group as people say them: what lies between two blocks is a break."""

    model_config = ConfigDict(frozen=True)

    blocks: list[tuple[date, date]]
    """First and last day of each, in order; they do not touch."""
    days_off: list[date] = []
    """Within a block, on a weekday of it, but not held: a holiday."""
    make_up_days: list[date] = []
    """Within a block, held although it is none of its weekdays."""


class Limit(BaseModel):
    """How many groups of a scope a child, or a family, may have at once, places and turns together."""

    model_config = ConfigDict(frozen=True)

    scope: str
    """Names what is counted together: a plan, or one session or class of it, a term, a season."""
    at_most: int
    per: Literal["child", "family"] = "child"


FLAT = ("members_of", "grades", "ages", "age_on", "born")
"""Conditions that a group's facts say themselves, and not in their rules."""


class GroupFacts(BaseModel):
    """Everything another system needs to know of a group; the newest revision replaces the older."""

    model_config = ConfigDict(frozen=True)

    title: str
    """As families read it: 第一期 · 一至三年级班"""
    kind: Literal["session", "interest"]
    season: str
    """2025-summer"""
    term: str
    union: str
    """Code of the union that runs it."""
    site: str
    address: str
    session: str
    """Names the session or interest class this group belongs to, unique over all plans."""
    inside: str | None = None
    """The session an interest class takes place inside of: attending both is no overlap."""
    care: str = ""
    """Of a session that has options: names its care in this term at this site."""
    only_with: str = ""
    """An option: the care, by its name, that a child must be in to be in this one, and with which it ends."""
    meetings: list[Meeting]
    """Every day it takes place, make-up days in, holidays out, in order."""
    dates: Dates | None = None
    """The same days in blocks; None: of a time when this was not told."""
    capacity: int
    waiting_limit: int | None = None
    """Longest waiting list; None: no limit; 0: no waiting list."""
    opens_at: datetime
    closes_at: datetime
    grades: tuple[int, int] | None = None
    """First and last grade admitted; 1–9, and 0, -1, -2 for 大班, 中班, 小班."""
    ages: tuple[int, int] | None = None
    """Youngest and oldest age in whole years on `age_on`."""
    age_on: date | None = None
    born: tuple[date, date] | None = None
    """First and last birth date admitted."""
    members_of: list[str] = []
    """One guardian must belong to one of these unions; empty: open to all."""
    join_by: datetime | None = None
    """Until when a guardian may still join the union to qualify; said in the refusal."""
    bring: str = ""
    """What to bring on the first day."""
    fees: str | None = None
    """What it costs, in the notice's words; None: of a time when this was not told."""
    contact: str = ""
    """Whom families ask, with the number to call, as the notice says it."""
    way: Literal["first_come", "draw", "draw_if_oversubscribed"] = "first_come"
    """How places are given: at once in the order of booking; by a public draw after closing; by a draw only if needed."""
    limits: list[Limit] = []
    """Every limit that booking this group counts for."""
    draw_source: str = ""
    """The public randomness that will decide the draw, named before anybody can know it."""
    rules: GroupRules = GroupRules()
    """How places are given, in full; `way` and the flat conditions above say a part of it."""

    @property
    def in_full(self) -> GroupRules:
        """The rules with what only the flat facts say of them: the one place where both are read (docs/decisions/0015)."""
        said = self.rules
        way = self.way if said.way == "first_come" else said.way
        flat = {name: value for name in FLAT if (value := getattr(self, name))}
        return said.model_copy(
            update={
                "who": said.who.model_copy(update=flat),
                "way": way,
                "decide_at": said.decide_at or (None if way == "first_come" else self.closes_at),
            }
        )

    @property
    def first_day(self) -> date:
        """The first day it meets."""
        return self.meetings[0].date

    @property
    def last_day(self) -> date:
        """The last day it meets."""
        return self.meetings[-1].date


class GroupPublished(Event):
    """A group can be seen, and booked from its opening instant on."""

    TYPE: ClassVar[str] = "classes.group-published.v1"
    TOPIC: ClassVar[str] = "catalogue"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    facts: GroupFacts


class GroupRevised(Event):
    """A published group's facts have changed (its capacity, dates, instants …)."""

    TYPE: ClassVar[str] = "classes.group-revised.v1"
    TOPIC: ClassVar[str] = "catalogue"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    facts: GroupFacts


class GroupCancelled(Event):
    """The organizer cancelled a group; every live enrollment in it ends."""

    TYPE: ClassVar[str] = "classes.group-cancelled.v1"
    TOPIC: ClassVar[str] = "catalogue"
    KEY: ClassVar[str] = "group_id"

    group_id: UUID
    revision: int
    reason: str
