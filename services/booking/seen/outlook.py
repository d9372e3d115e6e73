"""What lies before a family: for each child the groups it can prepare for, and what they still lack; what groups ask about at all."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.criteria import Applicant
from services.booking.domain.eligibility import refusals
from services.booking.domain.group import Group
from services.booking.seen.group import ChildSeen, applicants, look
from services.booking.store import families
from services.booking.store.coming import coming
from services.booking.store.groups import GroupBook, Known
from services.booking.words.mend import todo
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.events.categories import CATEGORIES
from shared.kernel.identity import Identity

NEAREST = 6
"""As many groups are shown for a child."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A group that a child can prepare for."""

    known: Known
    seen: ChildSeen


@dataclass(frozen=True, slots=True)
class Questions:
    """What the groups to come ask of families, beyond name, birth date and grade."""

    fields: frozenset[str] = frozenset()
    """school, school_area, home_area, employers"""
    categories: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies before a family."""

    now: datetime
    ahead: dict[UUID, list[Ahead]]
    """child → the groups it can prepare for, the nearest first"""
    questions: Questions


async def outlook(conn: Connection, book: GroupBook, who: Identity, looked: Sequence[UUID] = ()) -> Outlook:
    """`looked`: groups the family has looked at; they come first, whatever they ask."""
    groups = await coming(conn, book)
    asking = await applicants(conn, who, groups)
    live = {(r["child_id"], r["group_id"]) for r in await families.live_enrollments(conn, [a.child.id for a in asking])}
    unions = frozenset(union for applicant in asking for union in applicant.unions)
    mine = [known for known in groups if known.group.id in looked or _for_members_of(known, unions)]
    ahead = {applicant.child.id: _ahead(mine, applicant, looked, live) for applicant in asking}
    return Outlook(await clock(conn), ahead, asked_by(mine))


def asked_by(groups: Iterable[Known]) -> Questions:
    """What these groups ask about anywhere: to be admitted, to go first, to have a place kept."""
    fields: set[str] = set()
    categories: dict[str, None] = {}
    papers: dict[str, None] = {}
    for known in groups:
        papers.update((paper.name, None) for paper in known.group.documents)
        for condition in known.group.conditions:
            categories.update((word, None) for word in sorted(condition.categories))
            named = {
                "school": condition.schools, "school_area": condition.school_areas,
                "home_area": condition.home_areas, "employers": condition.employers,
            }  # fmt: skip
            fields.update(name for name, wanted in named.items() if wanted)
    order = [*CATEGORIES, *categories]
    return Questions(frozenset(fields), tuple(sorted(categories, key=order.index)), tuple(papers))


def _for_members_of(known: Known, unions: frozenset[str]) -> bool:
    members_of = known.group.who.members_of
    return not members_of or not members_of.isdisjoint(unions)


def _ahead(
    groups: Sequence[Known], applicant: Applicant, looked: Sequence[UUID], live: Container[tuple[UUID, UUID]]
) -> list[Ahead]:
    mine = [known.group for known in groups if (applicant.child.id, known.group.id) in live]
    nearest_first = sorted(groups, key=lambda known: known.group.id not in looked)
    free = _once(known for known in nearest_first if not any(_in_the_way(g, known.group) for g in mine))
    seen_before = [known for known in free if known.group.id in looked and _fits(known, applicant)]
    others = (known for known in free if known.group.id not in looked and _can_prepare(known, applicant))
    nearest = [known for known, _ in zip(others, range(NEAREST - len(seen_before)), strict=False)]
    return [Ahead(known, look(known, applicant)) for known in [*seen_before, *nearest][:NEAREST]]


def _in_the_way(mine: Group, other: Group) -> bool:
    """The same group, one decided with it, where a child asks once, or one at the same hours."""
    same = mine.together == other.together if mine.together else mine.id == other.id
    return same or other.first_clash(mine) is not None


def _once(groups: Iterable[Known]) -> list[Known]:
    """Of groups that are ranked as wishes the first, for all of them."""
    first: dict[object, Known] = {}
    for known in groups:
        first.setdefault(known.group.together if known.group.wishes > 1 else known.group.id, known)
    return list(first.values())


_BY_AGE = {"grade", "rising_grade", "age", "born"}


def _fits(known: Known, applicant: Applicant) -> bool:
    """By grade and age, as far as they are told."""
    return all(v.missing or v.code not in _BY_AGE for v in refusals(known.group, applicant))


def _can_prepare(known: Known, applicant: Applicant) -> bool:
    return all(todo(verdict) for verdict in refusals(known.group, applicant))
