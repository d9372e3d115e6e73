"""What a new revision of a group changes for its families, and what is kept of the old one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from services.booking.domain.enrollment import State
from services.booking.store.groups import to_card
from services.booking.store.queries import sql
from shared.db.pool import Connection
from shared.events.card import GroupCard
from shared.events.catalogue import GroupFacts, Meeting
from shared.events.differences import What, differences, gone

_KEEP = """
INSERT INTO group_change (group_id, revision, at, before) SELECT id, revision, $1, before
FROM unnest($2::uuid[], $3::bigint[], $4::jsonb[]) AS replaced (id, revision, before)
"""
_LATEST = "SELECT group_id, max(at) AS at FROM group_change WHERE group_id = ANY ($1::uuid[]) GROUP BY group_id"


@dataclass(frozen=True)
class Changed:
    """A group before and after, as its families go by it."""

    before: GroupFacts
    after: GroupFacts

    @cached_property
    def what(self) -> list[What]:
        """What is other than before in more than its typography."""
        return differences(self.before, self.after)

    def for_state(self, state: State) -> list[What]:
        """What of it a family must hear: when it is decided concerns those who wait for that."""
        return [what for what in self.what if what != "decided" or state == State.ENTERED]

    @property
    def matters(self) -> bool:
        """Families go by something else, or it overlaps with something else."""
        return bool(self.what) or self.before.inside != self.after.inside

    @property
    def counted_otherwise(self) -> bool:
        """Another number of children is needed, or at another instant."""
        return self.before.rules.minimum != self.after.rules.minimum

    @property
    def decided(self) -> tuple[datetime | None, datetime | None]:
        """When its places are given together: before, and now."""
        return self.before.in_full.decide_at, self.after.in_full.decide_at

    @cached_property
    def card_before(self) -> GroupCard:
        """As a family read it."""
        return to_card(self.before)

    @cached_property
    def dropped(self) -> tuple[Meeting, ...]:
        """Meetings that no longer take place, where others stay."""
        return gone(self.before, self.after)

    @cached_property
    def added(self) -> tuple[Meeting, ...]:
        """Meetings that are new, where others stay."""
        return gone(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose group was changed."""

    id: UUID
    group_id: UUID
    child_id: UUID
    state: State
    instead_of: UUID | None
    """The group whose place it would replace, while a move is proposed."""


async def lock_concerned(conn: Connection, group_ids: Iterable[UUID]) -> list[Concerned]:
    """Everyone live in groups whose ledgers the caller holds, with their children locked."""
    rows = await conn.fetch(sql("lock_concerned"), list(group_ids))
    return [Concerned(**{**row, "state": State(row["state"])}) for row in rows]


async def keep(conn: Connection, at: datetime, replaced: Mapping[UUID, tuple[int, GroupFacts]]) -> None:
    """Group → its revision, and what that replaced."""
    revisions = [revision for revision, _ in replaced.values()]
    before = [facts.model_dump(mode="json") for _, facts in replaced.values()]
    await conn.execute(_KEEP, at, list(replaced), revisions, before)


async def latest(conn: Connection, group_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these was changed last; what never was is left out."""
    return {row["group_id"]: row["at"] for row in await conn.fetch(_LATEST, list(group_ids))}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else a child is enrolled."""

    id: UUID
    group_id: UUID
    revision: int


async def elsewhere(conn: Connection, enrollment_ids: Sequence[UUID]) -> dict[UUID, list[Elsewhere]]:
    """Of each enrollment: what is live of the same child and may come true beside it."""
    found: dict[UUID, list[Elsewhere]] = {}
    for row in await conn.fetch(sql("elsewhere"), list(enrollment_ids)):
        found.setdefault(row["of"], []).append(Elsewhere(row["id"], row["group_id"], row["revision"]))
    return found
