"""Who may book a group: conditions, each with a verdict that can be shown to the family before the opening."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.booking.domain.child import Child
from services.booking.domain.group import Group

Code = Literal["member", "grade", "age", "born"]
Missing = Literal["birth_date", "grade"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition, and whether this child meets it; enough to say why in any language."""

    code: Code
    met: bool
    band: tuple[int, int] | None = None
    """The grades or ages admitted."""
    value: int | None = None
    """The child's own grade or age."""
    on: date | None = None
    """The day on which age or grade counts."""
    days: tuple[date, date] | None = None
    """First and last birth date admitted."""
    missing: Missing | None = None
    """What the family has not told yet."""
    unions: tuple[str, ...] = ()
    """The unions of which one guardian must be a member."""
    join_by: datetime | None = None
    """Until when joining still helps."""


def verdicts(group: Group, child: Child, unions: frozenset[str]) -> list[Verdict]:
    """Every condition of the group, in the order a family reads them; `unions` are the guardians'."""
    return [*_membership(group, unions), *_grade(group, child), *_age(group, child), *_born(group, child)]


def refusals(group: Group, child: Child, unions: frozenset[str]) -> list[Verdict]:
    """The conditions that are not met; empty means eligible."""
    return [verdict for verdict in verdicts(group, child, unions) if not verdict.met]


def _membership(group: Group, unions: frozenset[str]) -> Iterator[Verdict]:
    if group.members_of:
        met = not group.members_of.isdisjoint(unions)
        yield Verdict("member", met, unions=tuple(sorted(group.members_of)), join_by=group.join_by)


def _grade(group: Group, child: Child) -> Iterator[Verdict]:
    if group.grades:
        low, high = group.grades
        grade = child.grade_on(group.first_day)
        met = grade is not None and low <= grade <= high
        yield Verdict(
            "grade", met, group.grades, grade, group.first_day, missing=None if grade is not None else "grade"
        )


def _age(group: Group, child: Child) -> Iterator[Verdict]:
    if group.ages:
        low, high = group.ages
        on = group.age_on or group.first_day
        age = child.age_on(on)
        met = age is not None and low <= age <= high
        yield Verdict("age", met, group.ages, age, on, missing=None if age is not None else "birth_date")


def _born(group: Group, child: Child) -> Iterator[Verdict]:
    if group.born:
        first, last = group.born
        met = child.birth_date is not None and first <= child.birth_date <= last
        yield Verdict("born", met, days=group.born, missing=None if child.birth_date else "birth_date")
