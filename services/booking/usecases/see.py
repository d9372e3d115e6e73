"""What a family sees of a group before it books: its children against every condition."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.child import Child
from services.booking.domain.eligibility import verdicts
from services.booking.store import families
from services.booking.store.groups import GroupBook, Known, find
from services.booking.usecases.explain import explain
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.web.auth import Identity

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, met or not, in words."""

    code: str
    met: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """A child and every condition of the group."""

    id: UUID
    name: str
    conditions: tuple[Condition, ...]

    @property
    def eligible(self) -> bool:
        """All conditions are met."""
        return all(condition.met for condition in self.conditions)

    def as_json(self) -> dict[str, Any]:
        """As the API gives it."""
        conditions = [{"code": c.code, "met": c.met, "zh": c.zh, "en": c.en} for c in self.conditions]
        return {"child": {"id": self.id, "name": self.name}, "eligible": self.eligible, "conditions": conditions}


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group as one family sees it now."""

    known: Known
    now: datetime
    children: tuple[ChildSeen, ...]


async def eligibility_of(conn: Connection, book: GroupBook, group_id: UUID, who: Identity) -> GroupSeen:
    """The family's children against the group's conditions. Raises NotFound."""
    known = await find(conn, book, group_id)
    if known is None:
        raise NotFound
    heard, revision = await families.unions_of(conn, who.person_id)
    unions = heard | frozenset(who.unions) if who.revision > revision else heard
    rows = await families.children_of(conn, who.person_id)
    now: datetime = await conn.fetchval("SELECT clock_timestamp()")
    seen = (
        _see(known, Child(r.id, (who.person_id,), r.name, r.birth_date, r.grade, r.grade_year), unions) for r in rows
    )
    return GroupSeen(known, now, tuple(seen))


def _see(known: Known, child: Child, unions: frozenset[str]) -> ChildSeen:
    conditions = (Condition(v.code, v.met, *explain(v)) for v in verdicts(known.group, child, unions))
    return ChildSeen(child.id, child.name, tuple(conditions))


async def today(conn: Connection) -> date:
    """The day where the sites are, by the database clock."""
    now: datetime = await conn.fetchval("SELECT clock_timestamp()")
    return now.astimezone(ZONE).date()
