"""Groups as rows: found, locked, written."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.classes.domain.lifecycle import GroupState, Life, Times
from services.classes.plan import PlannedGroup, Presentation, dates_told
from services.classes.store.queries import sql
from shared.db.pool import Connection
from shared.events.capacity import PlacesChanged
from shared.events.catalogue import Dates, GroupFacts

_FIND = "SELECT * FROM class_group WHERE id = $1"
_SIGNATURES = """
SELECT code, newest.issuer FROM unnest($1::text[]) AS code, LATERAL (
    SELECT presentation->>'issuer' AS issuer FROM class_group WHERE union_code = code ORDER BY id DESC LIMIT 1
) newest
"""
# Locks the group's row.
_LOCK = f"{_FIND} FOR UPDATE"
# Locks the group's row; no row while somebody else holds it.
_LOCK_IF_FREE = f"{_LOCK} SKIP LOCKED"
# Locks the rows of a plan by id.
_LOCK_PLAN = "SELECT FROM class_group WHERE plan_id = $1 ORDER BY id FOR UPDATE"
_OF_PLAN = "SELECT * FROM class_group WHERE plan_id = $1 AND key = ANY ($2::text[])"
# Locks the rows by id.
_LOCK_OF_PLAN = f"{_OF_PLAN} ORDER BY id FOR UPDATE"
_KEYS_BESIDE = """
SELECT key FROM class_group WHERE plan_id = $1 AND key <> ALL ($2::text[]) ORDER BY starts_at, opens_at, by_title, id
"""
_RENUMBER = """
UPDATE class_group SET revision = greatest(revision + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
"""
_TOLD = "SELECT * FROM class_group WHERE state <> 'draft'"
_REMOVE = "DELETE FROM class_group WHERE id = ANY ($1::uuid[]) AND state = 'draft'"


class Counted:
    """What follows from the numbers of a group."""

    __slots__ = ()
    capacity: int
    taken: int
    held: int

    @property
    def given(self) -> int:
        """Places that are no longer free: taken, or kept for a family."""
        return self.taken + self.held

    @property
    def left(self) -> int:
        """Free places."""
        return max(self.capacity - self.given, 0)


@dataclass(frozen=True, slots=True)
class Group(Counted):
    """One group (班次) with its places as the ledger last told."""

    id: UUID
    plan_id: UUID
    key: str
    life: Life
    revision: int
    facts: GroupFacts
    presentation: Presentation
    planned: Mapping[str, Any]
    """{"facts": …, "presentation": …} as the plan last said them; lists leave it empty."""
    capacity: int
    """In force."""
    taken: int = 0
    waiting: int = 0
    entered: int = 0
    held: int = 0
    ledger_revision: int = 0
    reason: str = ""

    @property
    def state(self) -> GroupState:
        """Where it stands."""
        return self.life.state

    @property
    def union(self) -> str:
        """Whose it is."""
        return self.facts.union

    @property
    def first_day(self) -> date:
        """The first day it meets."""
        return self.facts.first_day

    @property
    def last_day(self) -> date:
        """The last day it meets."""
        return self.facts.last_day

    @property
    def dates(self) -> Dates:
        """Its days in blocks, for facts too that were kept before they said so."""
        shown, held = self.presentation, [meeting.date for meeting in self.facts.meetings]
        return self.facts.dates or dates_told(shown.blocks, shown.excluded, shown.make_up_days, held)

    @property
    def told(self) -> GroupFacts:
        """The facts as other systems hear them."""
        return self.facts.model_copy(update={"dates": self.dates, "fees": self.presentation.fees})

    def saying(self, facts: GroupFacts, presentation: Presentation) -> "Group":
        """With other facts, in the next revision; its life is the caller's to change. A draft has no ledger yet."""
        capacity = facts.capacity if self.state is GroupState.DRAFT else self.capacity
        return replace(self, facts=facts, presentation=presentation, revision=self.revision + 1, capacity=capacity)


def times(facts: GroupFacts) -> Times:
    """The instants of a group's life, told from its facts."""
    return Times.of(facts.opens_at, facts.closes_at, ((m.date, m.end) for m in facts.meetings))


def in_json(facts: GroupFacts, presentation: Presentation) -> dict[str, Any]:
    """What is said of a group, as it is kept and compared."""
    return {"facts": facts.model_dump(mode="json"), "presentation": presentation.model_dump(mode="json")}


def life_of(row: asyncpg.Record) -> Life:
    """Where a row says that its group stands."""
    return Life(GroupState(row["state"]), Times(row["opens_at"], row["closes_at"], row["starts_at"], row["ends_at"]))


def to_group(row: asyncpg.Record) -> Group:
    """A row as a group."""
    return Group(
        id=row["id"],
        plan_id=row["plan_id"],
        key=row["key"],
        life=life_of(row),
        revision=row["revision"],
        facts=GroupFacts.model_validate(row["facts"]),
        presentation=Presentation.model_validate(row["presentation"]),
        planned=row.get("planned", {}),
        capacity=row["capacity"],
        taken=row["taken"],
        waiting=row["waiting"],
        entered=row["entered"],
        held=row["held"],
        ledger_revision=row["ledger_revision"],
        reason=row["reason"],
    )


async def signatures(conn: Connection, unions: list[str]) -> dict[str, str]:
    """How these unions sign what families read: code → the name in their newest group; a union that has none is left out."""
    return {row["code"]: row["issuer"] for row in await conn.fetch(_SIGNATURES, unions)}


async def find(conn: Connection, group_id: UUID) -> Group | None:
    """A group by id."""
    row = await conn.fetchrow(_FIND, group_id)
    return to_group(row) if row else None


async def lock(conn: Connection, group_id: UUID) -> Group | None:
    """A group by id, its row locked until the transaction ends."""
    row = await conn.fetchrow(_LOCK, group_id)
    return to_group(row) if row else None


async def lock_if_free(conn: Connection, group_id: UUID) -> Group | None:
    """As `lock`, but None at once while somebody else holds the lock."""
    row = await conn.fetchrow(_LOCK_IF_FREE, group_id)
    return to_group(row) if row else None


async def lock_plan(conn: Connection, plan_id: UUID) -> None:
    """Lock every group of a plan, in the order of their ids."""
    await conn.execute(_LOCK_PLAN, plan_id)


async def of_plan(conn: Connection, plan_id: UUID, keys: Sequence[str]) -> list[Group]:
    """Those groups of a plan."""
    return [to_group(row) for row in await conn.fetch(_OF_PLAN, plan_id, keys)]


async def lock_of_plan(conn: Connection, plan_id: UUID, keys: Sequence[str]) -> list[Group]:
    """As `of_plan`, their rows locked until the transaction ends."""
    return [to_group(row) for row in await conn.fetch(_LOCK_OF_PLAN, plan_id, keys)]


async def keys_beside(conn: Connection, plan_id: UUID, keys: Sequence[str]) -> list[str]:
    """The keys of a plan's other groups, as the catalogue orders them."""
    return [row["key"] for row in await conn.fetch(_KEYS_BESIDE, plan_id, keys)]


async def add(conn: Connection, plan_id: UUID, planned: Sequence[PlannedGroup]) -> dict[str, UUID]:
    """New drafts: key → id."""
    rows = []
    for key, facts, presentation in ((p.key, p.facts, p.presentation) for p in planned):
        said, life = in_json(facts, presentation), times(facts)
        texts = key, said["facts"], said["presentation"], said
        rows.append((*texts, life.opens_at, life.closes_at, life.starts_at, life.ends_at, facts.capacity))
    added = await conn.fetch(sql("add_groups"), plan_id, *(list(column) for column in zip(*rows, strict=True)))
    return {row["key"]: row["id"] for row in added}


async def save(conn: Connection, group: Group) -> None:
    """Write a group that was locked."""
    life = group.life.times
    await conn.execute(
        sql("save_group"), group.id, group.state, group.revision, group.facts.model_dump(mode="json"),
        group.presentation.model_dump(mode="json"), group.planned, life.opens_at, life.closes_at, life.starts_at, life.ends_at, group.reason,
        group.capacity, group.taken, group.waiting, group.ledger_revision, group.entered,
        group.held,
    )  # fmt: skip


async def remove(conn: Connection, group_ids: Sequence[UUID]) -> None:
    """Forget drafts for good."""
    await conn.execute(_REMOVE, group_ids)


async def keep_places(conn: Connection, told: Sequence[PlacesChanged]) -> int:
    """Keep how the ledgers of different groups stand unless a newer state is known; of how many it is."""
    rows = [(e.group_id, e.revision, e.capacity, e.taken, e.waiting, e.entered, e.held) for e in told]
    return len(await conn.fetch(sql("keep_places"), *map(list, zip(*rows, strict=True))))


async def renumber(conn: Connection) -> None:
    """Give every group a revision that is higher than any it ever had: it begins with the instant."""
    await conn.execute(_RENUMBER)


async def told(conn: Connection) -> AsyncIterator[Group]:
    """Every group that others were told of."""
    async for row in conn.cursor(_TOLD):
        yield to_group(row)
