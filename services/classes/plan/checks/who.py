"""Whether it is said who may book, and whether every condition says something."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.rules import said_at
from services.classes.plan.language.conditions import Condition, Criterion, Who, empty, names_families
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Rules
from services.classes.plan.language.times import write_deadline
from services.classes.words import plan_checks as wrong
from shared.kernel.words import EN, ZH


def check_who(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """What holds for one group that meets on these days."""
    who, levels = choice.rules.who, choice.levels
    if not who.open_to and not names_families(who):
        yield Finding(
            ("who",),
            *wrong.NO_WHO,
            lacks=("who", "terms", "sites"),
        )
    if who.age_on and not who.ages:
        yield _age_on(said_at(levels, "who", "age_on"))
    if who.health_statement and not who.health:
        yield Finding(
            said_at(levels, "who", "health_statement"),
            *wrong.NO_HEALTH_TEXT,
            lacks=("health",),
        )
    if who.join_by:
        yield from _join_by(said_at(levels, "who", "join_by"), who, who.join_by, choice.rules.registration.closes)

    if days:
        yield from _nobody(choice, days[0])


def _nobody(choice: Choice, first: date) -> Iterator[Finding]:
    """Grades and ages that no child has at once, give or take a year: most often grades said further out."""
    who, levels = choice.rules.who, choice.levels
    grades, born = _grades_on(first, who), _born(first, who)
    if not grades or not born:
        return
    year = first.year - (first.month < 9)
    oldest, youngest = date(year - 7 - grades[1], 9, 1), date(year - 4 - grades[0], 8, 31)
    if born[1] < oldest or born[0] > youngest:
        band, age = ("grades" if who.grades else "rising_grades"), ("born" if who.born else "ages")
        yield Finding(
            said_at(levels, "who", age),
            *wrong.AGES_AND_GRADES_EMPTY.of(age=age, band=band, grades=(ZH.grades(grades), EN.grades(grades))),
        )


def _grades_on(first: date, who: Who) -> tuple[int, int] | None:
    """The grades on that day."""
    if who.grades or not who.rising_grades:
        return who.grades
    low, high = who.rising_grades
    return (low - 1, high - 1) if first.month < 9 else (low, high)


def _born(first: date, who: Who) -> tuple[date, date] | None:
    """The first and the last birthday."""
    if who.born or not who.ages:
        return who.born
    on = (who.age_on or first).replace(day=1)
    return on.replace(year=on.year - who.ages[1] - 1), on.replace(year=on.year - who.ages[0])


def check_conditions(path: Path, level: Rules) -> Iterator[Finding]:
    """What one level says: no condition is empty, and none contradicts itself."""
    if level.who:
        if level.who.members_of and level.who.open_to:
            yield Finding(
                (*path, "who", "open_to"),
                *wrong.MEMBERS_AND_ALL,
            )
        yield from _parts((*path, "who"), level.who)
    priorities = (level.admission.priorities if level.admission else None) or ()
    for key, said in (("priorities", priorities), ("pools", level.pools or ()), ("documents", level.documents or ())):
        at = (*path, "admission", key) if key == "priorities" else (*path, key)
        yield from _each(at, said, may_be_empty=key == "documents")


def _each(path: Path, said: Sequence[Criterion], may_be_empty: bool) -> Iterator[Finding]:
    names: list[str] = []
    for number, each in enumerate(said):
        if empty(each) and not may_be_empty:
            yield Finding(
                (*path, number),
                *wrong.NO_FAMILIES,
            )
        elif each.age_on and not each.ages:
            yield _age_on((*path, number, "age_on"))
        yield from _parts((*path, number), each)
        name = getattr(each, "name", None)
        if name and name in names:
            yield Finding((*path, number), *wrong.NAME_TWICE.of(name=name))
        names.append(name or "")


def _parts(path: Path, said: Criterion) -> Iterator[Finding]:
    """The alternatives and exceptions."""
    for key in ("any_of", "none_of"):
        for number, part in enumerate(getattr(said, key) or ()):
            if empty(part):
                yield Finding(
                    (*path, key, number),
                    *wrong.NO_CONDITION,
                )
            elif part.age_on and not part.ages:
                yield _age_on((*path, key, number, "age_on"))


def _age_on(path: Path) -> Finding:
    return Finding(
        path,
        *wrong.AGE_ON_WITHOUT_AGES,
        lacks=("ages",),
    )


def _join_by(path: Path, who: Who, join_by: datetime, closes: datetime | None) -> Iterator[Finding]:
    ties: list[Condition] = [who, *(who.any_of or ())]
    if not any(each.members_of for each in ties):
        yield Finding(
            path,
            *wrong.JOIN_BY_FOR_ALL,
            lacks=("members_of", "any_of"),
        )
    if closes and join_by > closes:
        yield Finding(
            path,
            *wrong.JOIN_BY_AFTER_CLOSING.of(join_by=write_deadline(join_by), closes=write_deadline(closes)),
        )
