"""Rules such as 每个孩子只能报一期, and how much of what they count somebody has already."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.booking.domain.books import Books
from services.booking.domain.child import Child
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.requests import Reached, Seat


def limit_reached(
    groups: Mapping[UUID, Group],
    seat: Seat,
    own: Iterable[Enrollment],
    ours: Sequence[Enrollment],
    before: Sequence[Seat] = (),
    *,
    today: date,
    most: int,
) -> Reached | None:
    """Rules such as 每个孩子只能报一期: what the child, or the family, has already that counts for the same limit; and `most`, what
    the installation lets a family have asked for at once.

    `own` are the child's live enrollments, `ours` the family's, `before` what is asked for at once with this seat.
    """
    same = [other for other in before if other.child_id == seat.child_id]
    group = groups[seat.group_id]
    for scope, at_most in group.limits.items():
        if found := _reached(groups, scope, at_most, own, same, name="limits"):
            return found
    for scope, at_most in group.family_limits.items():
        if found := _reached(groups, scope, at_most, ours, before, name="family_limits"):
            return found
    going_on = tuple(e for e in ours if groups[e.group_id].last_day >= today)
    return Reached(most, going_on, per_family=True) if len({e.whole for e in going_on}) >= most else None


def beyond_limits(books: Books, records: Collection[UUID]) -> Reached | None:
    """What these records have together beyond a limit, if they are one child; where something of it can still be given up."""
    groups, children = books.snapshot.groups, books.snapshot.children
    families = {c.id for id_ in records for c in _family(books, children[id_])}
    own, ours = ([e for id_ in ids for e in books.by_child.get(id_, {}).values()] for ids in (records, families))
    once = [*{e.group_id: e for e in own}.values()]
    theirs = [e for e in ours if e.child_id not in records] + once
    for group in (groups[e.group_id] for e in once):
        for name, live in (("limits", once), ("family_limits", theirs)):
            for scope, at_most in getattr(group, name).items():
                found = _reached(groups, scope, at_most + 1, live, (), name=name)
                if found and any(groups[e.group_id].last_day >= books.snapshot.today for e in found.enrollments):
                    return replace(found, at_most=at_most)
    return None


def _family(books: Books, child: Child) -> list[Child]:
    return [
        c
        for c in books.snapshot.children.values()
        if c.id == child.id or (c.family_id and c.family_id == child.family_id)
    ]


def _reached(
    groups: Mapping[UUID, Group],
    scope: str,
    at_most: int,
    live: Iterable[Enrollment],
    before: Sequence[Seat],
    *,
    name: str,
) -> Reached | None:
    """Of wishes only one can be granted: a unit counts with the largest of its choices."""

    def counts_for_it(group_id: UUID) -> bool:
        limits: Mapping[str, int] = getattr(groups[group_id], name)
        return scope in limits

    counted = [e for e in live if counts_for_it(e.group_id)]
    choices = Counter((e.whole, e.choice) for e in counted)
    most: dict[UUID, int] = {}
    for (unit, _), count in choices.items():
        most[unit] = max(most.get(unit, 0), count)
    if sum(most.values()) + sum(counts_for_it(seat.group_id) for seat in before) < at_most:
        return None
    return Reached(at_most, tuple(counted), per_family=name == "family_limits")
