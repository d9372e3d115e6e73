"""What a family sees of a group before it books: its children against every condition, and what is still to be prepared."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.criteria import Applicant, Verdict
from services.booking.domain.eligibility import opens_for, verdicts
from services.booking.domain.snapshot import Membership, unions_of
from services.booking.seen.unheard import known_group
from services.booking.store import enrollments, families
from services.booking.store.children import with_history
from services.booking.store.groups import GroupBook, Known
from services.booking.words.explain import Said, explain
from services.booking.words.mend import IN_CARE, NO_CARE, WITH_CARE, repair, todo
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.kernel.identity import Identity

TEXTS = frozenset({"agreement", "health"})
"""What is met by accepting a text."""


@dataclass(frozen=True, slots=True)
class ConditionSeen:
    """One condition, met or not, in words."""

    code: str
    met: bool
    zh: str
    en: str
    todo: Said | None = None
    """What is to be prepared, in a few words; None when it is met or preparing does not help."""
    fix: str | None = None
    """The page on which the family can mend it."""


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """A child and every condition of the group."""

    id: UUID
    name: str
    conditions: tuple[ConditionSeen, ...]
    opens_at: datetime
    """From when it may be asked for."""

    @property
    def eligible(self) -> bool:
        """All conditions are met."""
        return all(condition.met for condition in self.conditions)

    @property
    def ready(self) -> bool:
        """All conditions are met but for texts, which can be accepted with the booking."""
        return all(condition.code in TEXTS for condition in self.gaps)

    @property
    def unsigned(self) -> frozenset[str]:
        """The texts that are still to be accepted."""
        return TEXTS.intersection(condition.code for condition in self.gaps)

    @property
    def gaps(self) -> list[ConditionSeen]:
        """What is not met."""
        return [condition for condition in self.conditions if not condition.met]

    @property
    def can_prepare(self) -> bool:
        """Nothing stands in the way but what the family can still prepare."""
        return all(condition.todo for condition in self.gaps)

    def as_json(self) -> dict[str, Any]:
        """As the API gives it."""
        conditions = [{"code": c.code, "met": c.met, "zh": c.zh, "en": c.en, "fix": c.fix} for c in self.conditions]
        return {"child": {"id": self.id, "name": self.name}, "eligible": self.eligible, "conditions": conditions}


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A group as one family sees it now."""

    known: Known
    now: datetime
    children: tuple[ChildSeen, ...]

    @property
    def opens_at(self) -> datetime:
        """For this family."""
        return opening(self.known, self.children)

    @property
    def not_open(self) -> bool:
        """The opening is still to come."""
        return self.now < self.opens_at


async def eligibility_of(conn: Connection, book: GroupBook, group_id: UUID, who: Identity) -> GroupSeen:
    """The family's children against the group's conditions. Raises NotFound, BeingPublished."""
    known = await known_group(conn, book, group_id)
    asking, care = await applicants(conn, who, [known]), await care_of(conn, who, [known])
    return GroupSeen(known, await clock(conn), tuple(of_option(known, look(known, one), care) for one in asking))


async def applicants(conn: Connection, who: Identity, groups: Iterable[Known]) -> Sequence[Applicant]:
    """The family's children as these groups judge them, in the order they were added."""
    children, heard = await families.known_children(conn, who.person_id)
    if any(known.remembers for known in groups):
        children = await with_history(conn, children)
    token = Membership(frozenset(who.unions), who.revision)
    return [Applicant(child, unions_of(child.guardian_ids, heard, who.person_id, token)) for child in children.values()]


def look(known: Known, applicant: Applicant) -> ChildSeen:
    """One child against every condition of one group."""
    child = applicant.child

    def told(verdict: Verdict) -> ConditionSeen:
        fix = repair(verdict, child.id, known.group.id)
        return ConditionSeen(verdict.code, verdict.met, *explain(verdict), todo(verdict), fix)

    conditions = tuple(told(verdict) for verdict in verdicts(known.group, applicant))
    return ChildSeen(child.id, child.name, conditions, opens_for(known.group, applicant))


async def care_of(conn: Connection, who: Identity, groups: Iterable[Known]) -> Set[tuple[UUID, str]]:
    """Each of the family's children with the care that it has or waits for; nobody looks where none of the groups goes with care alone."""
    if not any(known.group.only_with for known in groups):
        return frozenset()
    return {(row.child_id, row.facts.care) for row in await enrollments.of_person(conn, who.person_id) if row.live}


def of_option(known: Known, seen: ChildSeen, care: Set[tuple[UUID, str]]) -> ChildSeen:
    """The same, and of a class that goes with care alone whether the child is in it: it is booked first, or at once."""
    if not known.group.only_with:
        return seen
    if (seen.id, known.group.only_with) in care:
        condition = ConditionSeen("care", True, *IN_CARE)
    else:
        condition = ConditionSeen(
            "care", False, *NO_CARE, WITH_CARE, f"/booking/pair/{known.group.id}?child_id={seen.id}"
        )
    return replace(seen, conditions=(*seen.conditions, condition))


def opening(known: Known, children: Iterable[ChildSeen]) -> datetime:
    """From when the first of these children may ask."""
    return min((child.opens_at for child in children if child.ready), default=known.group.opens_at)
