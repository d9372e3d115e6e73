"""Lists of groups, for families and for organizers."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from services.classes.domain.lifecycle import GroupState, Life
from services.classes.store.groups import Counted, Group, life_of, to_group
from services.classes.store.queries import sql
from shared.db.clock import clock
from shared.db.pool import Connection

_SEASONS = """
SELECT season, count(*) AS groups FROM class_group WHERE $1::text[] IS NULL OR union_code = ANY ($1)
GROUP BY season ORDER BY season DESC
"""
_IN_PLAN = """
SELECT count(*) AS all, count(*) FILTER (WHERE state = 'draft') AS drafts FROM class_group WHERE plan_id = $1
"""
_ANY_CHANGED = """
SELECT EXISTS (SELECT FROM class_group WHERE ($1::text[] IS NULL OR union_code = ANY ($1)) AND changed_at > $2)
"""

Kind = Literal["session", "interest"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a family looks for; None: does not matter."""

    season: str | None = None
    grade: int | None = None
    age: int | None = None
    site: str | None = None
    kind: Kind | None = None
    free: bool = False
    union: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of groups, how many there are in all, and the instant of the database's clock."""

    groups: list[Group]
    total: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What the catalogue can be filtered by."""

    seasons: list[str]
    sites: list[str]
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class LivePlaces(Counted):
    """A group's live numbers."""

    id: UUID
    life: Life
    capacity: int
    taken: int
    waiting: int
    waiting_limit: int | None
    entered: int
    """In the common decision that is still to come."""
    decide_at: datetime | None
    """Who asks before this instant is decided together then; None: each at once."""
    held: int = 0
    """Kept for families that must still confirm, or whose request is being checked."""

    @property
    def waits(self) -> bool:
        """True when a full group still takes children on its waiting list."""
        return self.waiting_limit is None or self.waiting < self.waiting_limit

    def deciding(self, now: datetime) -> bool:
        """True when its places are given together and were not yet: what counts is who entered, not what is left."""
        return self.entered > 0 or (
            self.decide_at is not None and now < self.decide_at and self.phase(now) in ("draft", "not_open", "open")
        )

    def phase(self, now: datetime) -> str:
        """The word of a badge: not_open, open, full, closed …; told from the clock, so that it is right to the second."""
        state = self.life.advance(now).state
        if state is GroupState.PUBLISHED:
            return "not_open"
        return "full" if state is GroupState.OPEN and self.left == 0 else state.value


async def search(conn: Connection, f: Filters, *, page: int = 1, size: int = 60) -> Found:
    """A page (from 1) of what families may see; without a season only what is not over."""
    rows = await conn.fetch(
        sql("catalogue"), f.season, f.grade, f.age, f.site, f.kind, f.free, f.union, size, (page - 1) * size
    )
    return Found([to_group(row) for row in rows], rows[0]["found"] if rows else 0, await clock(conn))


async def choices(conn: Connection) -> Choices:
    """Every season, site and kind there is."""
    row = await conn.fetchrow(sql("choices"))
    return Choices(*(list(value or []) for value in row or ((), (), ())))


PORTION = 100
"""Rows at a time."""
OVERLAP = timedelta(seconds=2)
"""A change may be seen later than its instant by as much as its transaction lasted: look back a little further."""


async def places(conn: Connection, group_ids: Sequence[UUID], since: datetime | None = None) -> list[LivePlaces]:
    """The live numbers of published groups, or (`since`) of those that changed; ids of others are left out."""
    return [
        LivePlaces(
            row["id"],
            life_of(row),
            row["capacity"],
            row["taken"],
            row["waiting"],
            row["waiting_limit"],
            row["entered"],
            row["decide_at"],
            row["held"],
        )
        for row in await conn.fetch(sql("places"), group_ids, since and since - OVERLAP)
    ]


@dataclass(frozen=True, slots=True)
class Table:
    """What an organizer looks for, drafts included: the groups of these unions (None: of all), of a season, of a plan …"""

    unions: list[str] | None
    season: str | None = None
    plan: UUID | None = None
    site: str | None = None
    term: str | None = None
    state: str | None = None
    text: str | None = None
    """Stands in the title or the site."""

    @property
    def where(self) -> tuple[object, ...]:
        """As the statements take it."""
        return self.unions, self.season, self.plan, self.site, self.term, self.state, self.text


async def table(conn: Connection, of: Table, *, sort: str = "", size: int, offset: int = 0) -> list[Group]:
    """A page of it; `sort` by title, day, opens, taken or waiting."""
    return [to_group(row) for row in await conn.fetch(sql("console"), *of.where, sort, size, offset)]


async def portions(conn: Connection, of: Table) -> AsyncIterator[list[asyncpg.Record]]:
    """All of it, a portion at a time, as rows for `to_group`: to read thousands of facts takes seconds, in a thread.

    Needs a transaction.
    """
    cursor = await conn.cursor(sql("console"), *of.where, "", None, 0)
    while rows := await cursor.fetch(PORTION):
        yield rows


async def seasons(conn: Connection, unions: list[str] | None) -> dict[str, int]:
    """How many groups of these unions (None: of all) there are, by season, the newest first."""
    return {row["season"]: row["groups"] for row in await conn.fetch(_SEASONS, unions)}


async def in_plan(conn: Connection, plan_id: UUID) -> tuple[int, int]:
    """How many groups a plan has, and how many of them are drafts."""
    row = await conn.fetchrow(_IN_PLAN, plan_id)
    return (row["all"], row["drafts"]) if row else (0, 0)


async def any_changed(conn: Connection, unions: list[str] | None, since: datetime) -> bool:
    """Whether a group of these unions (None: of all) changed."""
    return bool(await conn.fetchval(_ANY_CHANGED, unions, since - OVERLAP))


async def changed(
    conn: Connection, unions: list[str] | None, group_ids: Sequence[UUID] | None, since: datetime
) -> list[Group]:
    """Those of the groups (None: of any, a page at most) that changed; of other unions' none."""
    return [to_group(row) for row in await conn.fetch(sql("console_changed"), group_ids, unions, since - OVERLAP)]


async def beside(conn: Connection, found: Sequence[Group]) -> dict[UUID, int]:
    """Of those whose minimum is of a site or of the plan: the children of the other groups that it counts."""
    ids = [group.id for group in found if (least := group.facts.rules.minimum) and least.over != "group"]
    return {row["id"]: row["children"] for row in await conn.fetch(sql("beside"), ids)} if ids else {}


@dataclass(frozen=True, slots=True)
class Sums:
    """开放 12 班 · 报名 311 · 候补 47 · 剩余 49"""

    groups: int
    """In all, drafts and what is over included."""
    open: int
    taken: int
    waiting: int
    left: int
    drafts: int
    entered: int
    held: int


async def sums(conn: Connection, of: Table) -> Sums:
    """The organizer's number line."""
    (row,) = await conn.fetch(sql("console_sums"), *of.where)
    return Sums(**row)


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What the organizer's groups can be found by."""

    unions: list[str]
    sites: list[str]
    terms: list[str]
    states: list[str]


async def found_by(conn: Connection, unions: list[str] | None, season: str | None) -> FoundBy:
    """Of the groups of these unions (None: of all), of a season (None: of any)."""
    (row,) = await conn.fetch(sql("console_choices"), unions, season)
    return FoundBy(**{name: list(found or []) for name, found in row.items()})
