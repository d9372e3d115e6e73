"""Conditions as data: who may book, who goes first, for whom places are kept, of whom a paper is asked. One language for all four."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from services.booking.domain.child import Child
from services.booking.domain.named import Compared, best_of, same_employer, same_school
from shared.kernel.areas import within

Code = Literal[
    "member", "employer", "grade", "rising_grade", "age", "born", "school", "school_area", "home_area", "category",
    "placed", "unlucky", "listed", "any_of", "none_of", "agreement", "health", "document",
]  # fmt: skip
Missing = Literal["birth_date", "grade", "school", "school_area", "home_area", "employer"]
Names = frozenset[str]
Band = tuple[int, int]
NONE: Names = frozenset()


@dataclass(frozen=True)
class Condition:
    """All that is said must hold; what is empty says nothing. As `shared.events.rules.Condition`."""

    members_of: Names = NONE
    employers: Names = NONE
    grades: Band | None = None
    rising_grades: Band | None = None
    ages: Band | None = None
    age_on: date | None = None
    born: tuple[date, date] | None = None
    schools: Names = NONE
    school_areas: Names = NONE
    home_areas: Names = NONE
    categories: Names = NONE
    placed_in: Names = NONE
    unlucky_in: Names = NONE
    listed_in: Names = NONE

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The names of all that is said here and judged."""
        return tuple(name for name in _JUDGES if getattr(self, name))


@dataclass(frozen=True)
class Criterion(Condition):
    """A condition with alternatives and exceptions."""

    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it."""
    yield condition
    if isinstance(condition, Criterion):
        yield from condition.any_of
        yield from condition.none_of


Unions = Mapping[str, datetime | None]
"""union → since when somebody belongs to it; None: longer than anybody asks"""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A child that asks, with what its guardians bring."""

    child: Child
    unions: Unions
    """Of all guardians."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition, and whether it is met; enough to say why in any language."""

    code: Code
    met: bool
    wanted: tuple[str, ...] = ()
    """The unions, employers, schools, areas, categories or seasons named; the title of an agreement or a paper."""
    band: Band | None = None
    """The grades or ages admitted."""
    value: int | None = None
    """The child's own grade or age."""
    on: date | None = None
    """The day on which age or grade counts."""
    days: tuple[date, date] | None = None
    """First and last birth date admitted."""
    missing: Missing | None = None
    """What the family has not told yet."""
    told: tuple[str, ...] = ()
    """The school, the area or the employers, as the family wrote them …"""
    near: tuple[str, ...] = ()
    """… and which of the wanted these may be, when it cannot be said: to be asked, not refused."""
    join_by: datetime | None = None
    """Until when joining the union still helps."""
    parts: tuple[tuple["Verdict", ...], ...] = field(default=())
    """The alternatives, or the exceptions, each with its own conditions."""


def meets(criterion: Criterion, applicant: Applicant, first_day: date) -> bool:
    """Whether everything holds; `first_day` is the group's, on which grades and ages count."""
    return all(verdict.met for verdict in judge(criterion, applicant, first_day))


def judge(condition: Condition, applicant: Applicant, first_day: date) -> Iterator[Verdict]:
    """A verdict on everything that is said, in the order a family reads it."""
    for name in condition.said:
        yield from _JUDGES[name](condition, applicant, first_day)
    if isinstance(condition, Criterion):
        yield from _alternatives(condition, applicant, first_day)
        yield from _exceptions(condition, applicant, first_day)


def _alternatives(condition: Criterion, applicant: Applicant, first_day: date) -> Iterator[Verdict]:
    if condition.any_of:
        parts = tuple(tuple(judge(one, applicant, first_day)) for one in condition.any_of)
        yield Verdict("any_of", any(all(v.met for v in part) for part in parts), parts=parts)


def _exceptions(condition: Criterion, applicant: Applicant, first_day: date) -> Iterator[Verdict]:
    for one in condition.none_of:
        part = tuple(judge(one, applicant, first_day))
        yield Verdict("none_of", not all(v.met for v in part), parts=(part,))


def _member(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.members_of:
        yield Verdict("member", not c.members_of.isdisjoint(a.unions), tuple(sorted(c.members_of)))


def _grade(c: Condition, a: Applicant, first_day: date) -> Iterator[Verdict]:
    if c.grades:
        yield _in_band("grade", c.grades, a.child.grade_on(first_day), first_day, "grade")


def _rising_grade(c: Condition, a: Applicant, first_day: date) -> Iterator[Verdict]:
    if c.rising_grades:
        grade = a.child.grade_on(first_day)
        # From September on a new school year has begun: then the grade is the one that was risen to.
        rising = None if grade is None else grade + (1 if first_day.month < 9 else 0)
        yield _in_band("rising_grade", c.rising_grades, rising, first_day, "grade")


def _age(c: Condition, a: Applicant, first_day: date) -> Iterator[Verdict]:
    if c.ages:
        on = c.age_on or first_day
        yield _in_band("age", c.ages, a.child.age_on(on), on, "birth_date")


def _in_band(code: Code, band: Band, value: int | None, on: date, needs: Missing) -> Verdict:
    met = value is not None and band[0] <= value <= band[1]
    return Verdict(code, met, band=band, value=value, on=on, missing=needs if value is None else None)


def _born(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.born:
        day = a.child.birth_date
        met = day is not None and c.born[0] <= day <= c.born[1]
        yield Verdict("born", met, days=c.born, missing=None if day else "birth_date")


def _school(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.schools:
        yield _named("school", c.schools, {a.child.school}, same_school)


def _school_area(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.school_areas:
        yield _named("school_area", c.school_areas, {a.child.school_area}, within)


def _home_area(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.home_areas:
        yield _named("home_area", c.home_areas, {a.child.home_area}, within)


def _employer(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.employers:
        yield _named("employer", c.employers, a.child.employers, same_employer)


def _named(
    code: Literal["school", "school_area", "home_area", "employer"],
    wanted: Names,
    told: Collection[str],
    is_it: Compared,
) -> Verdict:
    said = tuple(sorted(filter(None, told)))
    met, near = best_of(said, wanted, is_it)
    return Verdict(code, met, tuple(sorted(wanted)), missing=None if said else code, told=said, near=near)


def _category(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.categories:
        yield Verdict("category", not c.categories.isdisjoint(a.child.categories), tuple(sorted(c.categories)))


def _placed(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.placed_in:
        yield Verdict("placed", not c.placed_in.isdisjoint(a.child.placed_in), tuple(sorted(c.placed_in)))


def _unlucky(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.unlucky_in:
        yield Verdict("unlucky", not c.unlucky_in.isdisjoint(a.child.unlucky_in), tuple(sorted(c.unlucky_in)))


def _listed(c: Condition, a: Applicant, _: date) -> Iterator[Verdict]:
    if c.listed_in:
        yield Verdict("listed", not c.listed_in.isdisjoint(a.unions), tuple(sorted(c.listed_in)))


_JUDGES: Mapping[str, Callable[[Condition, Applicant, date], Iterator[Verdict]]] = {
    "members_of": _member, "employers": _employer, "grades": _grade, "rising_grades": _rising_grade, "ages": _age, "born": _born,
    "schools": _school, "school_areas": _school_area, "home_areas": _home_area, "categories": _category, "placed_in": _placed,
    "unlucky_in": _unlucky, "listed_in": _listed,
}  # fmt: skip
"""In the order a family reads them."""
