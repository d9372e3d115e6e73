"""What lies before a family: for each child the groups it can prepare for, and what they still lack; what groups ask about at all."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.booking.domain.criteria import Applicant
from services.booking.domain.eligibility import refusals
from services.booking.domain.group import Group
from services.booking.domain.snapshot import Ledger
from services.booking.seen.group import ChildSeen, applicants, care_of, look, of_option
from services.booking.store import early_checks, families
from services.booking.store.coming import coming
from services.booking.store.early_checks import EarlyCheck
from services.booking.store.groups import GroupBook, Known
from services.booking.store.known_names import KnownNames
from services.booking.store.ledgers import ledgers_of
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
    ledger: Ledger
    check: EarlyCheck | None = None
    """What became of having it checked before the opening; None: nobody asked for that."""

    @property
    def full(self) -> bool:
        """Who asks now would wait, or find no room to: places go to the first to come, and are gone."""
        common = self.known.group.decide_at is not None and not self.ledger.settled
        gone = self.ledger.taken + self.ledger.held >= self.ledger.capacity
        return not common and (gone or self.ledger.waiting > 0)

    @property
    def closed(self) -> bool:
        """The waiting list is full, too."""
        limit = self.known.group.waiting_limit
        return self.full and limit is not None and self.ledger.waiting >= limit


@dataclass(frozen=True, slots=True)
class Questions:
    """What these groups ask of families, beyond name, birth date and grade."""

    fields: frozenset[str] = frozenset()
    """school, school_area, home_area, employers"""
    categories: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """school, employers → what they are called by these groups, and by several families"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies before a family."""

    now: datetime
    ahead: dict[UUID, list[Ahead]]
    """child → the groups it can prepare for, the nearest first"""
    questions: Questions


async def outlook(conn: Connection, book: GroupBook, who: Identity, looked: Sequence[UUID] = ()) -> Outlook:
    """`looked`: groups the family has looked at; they come first, then those that are for members of its unions."""
    groups = await coming(conn, book)
    asking = await applicants(conn, who, groups)
    live = {(r["child_id"], r["group_id"]) for r in await families.live_enrollments(conn, [a.child.id for a in asking])}
    unions = frozenset(union for applicant in asking for union in applicant.unions)
    mine = [known for known in groups if known.group.id in looked or _for_members_of(known, unions)]
    ledgers = await ledgers_of(conn, [known.group.id for known in mine])
    care = await care_of(conn, who, mine)
    checks = await early_checks.of_children(conn, [applicant.child.id for applicant in asking])
    ahead = {
        applicant.child.id: [
            Ahead(
                known,
                of_option(known, look(known, applicant), care),
                ledgers[known.group.id],
                checks.get((applicant.child.id, known.group.check)),
            )
            for known in _nearest(mine, applicant, looked, live)
        ]
        for applicant in asking
    }
    return Outlook(await clock(conn), ahead, asked_by(mine, await book.names.look(conn)))


def asked_by(groups: Iterable[Known], told: KnownNames) -> Questions:
    """What these groups ask about anywhere: to be admitted, to go first, to have a place kept."""
    schools: dict[str, None] = {}
    employers: dict[str, None] = {}
    fields: set[str] = set()
    categories: dict[str, None] = {}
    papers: dict[str, None] = {}
    for known in groups:
        papers.update((paper.name, None) for paper in known.group.documents)
        for condition in known.group.conditions:
            categories.update((word, None) for word in sorted(condition.categories))
            schools.update((name, None) for name in sorted(condition.schools))
            employers.update((name, None) for name in sorted(condition.employers))
            named = {
                "school": condition.schools, "school_area": condition.school_areas,
                "home_area": condition.home_areas, "employers": condition.employers,
            }  # fmt: skip
            fields.update(name for name, wanted in named.items() if wanted)
    order = [*CATEGORIES, *categories]
    names = {
        "school": [*(schools | dict.fromkeys(told.schools))],
        "employers": [*(employers | dict.fromkeys(told.employers))],
    }
    return Questions(frozenset(fields), tuple(sorted(categories, key=order.index)), tuple(papers), names)


def _for_members_of(known: Known, unions: frozenset[str]) -> bool:
    return not known.group.who.members_of.isdisjoint(unions)


def _nearest(
    groups: Sequence[Known], applicant: Applicant, looked: Sequence[UUID], live: Container[tuple[UUID, UUID]]
) -> list[Known]:
    mine = [known.group for known in groups if (applicant.child.id, known.group.id) in live]
    latest_first = sorted(groups, key=lambda g: looked.index(g.group.id) if g.group.id in looked else len(looked))
    free = _once(known for known in latest_first if not any(_in_the_way(g, known.group) for g in mine))
    seen_before = [known for known in free if known.group.id in looked and _fits(known, applicant)]
    others = (known for known in free if known.group.id not in looked and _can_prepare(known, applicant))
    nearest = [known for known, _ in zip(others, range(NEAREST - len(seen_before)), strict=False)]
    return [*seen_before, *nearest][:NEAREST]


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
