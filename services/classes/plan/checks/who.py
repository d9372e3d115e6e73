"""Whether it is said who may book, and whether every condition says something."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.rules import said_at
from services.classes.plan.language.conditions import Condition, Criterion, Who, empty, names_families
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Rules
from services.classes.plan.language.times import write_instant
from shared.kernel.words import Words


def check_who(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """What holds for one group that meets on these days."""
    who, levels = choice.rules.who, choice.levels
    if not who.open_to and not names_families(who):
        yield Finding(
            ("who",),
            "没有写谁能报名：请在 who 下写 members_of: [工会编号]，或 open_to: all（面向所有人）；"
            "也可以写 employers、schools、school_areas、home_areas、categories，或每一条都这样写明的 any_of。",
            "Who may book? Under who, write members_of: [union code], or open_to: all; or employers, schools, school_areas, "
            "home_areas, categories, or any_of with one of these in each.",
            lacks=("who", "terms", "sites"),
        )
    if who.age_on and not who.ages:
        yield _age_on(said_at(levels, "who", "age_on"))
    if who.health_statement and not who.health:
        yield Finding(
            said_at(levels, "who", "health_statement"),
            "要家长作健康声明，请在 health 里写明声明的内容。",
            "health_statement needs health: the text that parents confirm.",
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
            f"没有孩子同时符合这里的 {age} 和 {band}（{Words('zh').grades(grades)}）：外层写的 {band} 在这里也算，请把它移到需要它的班里去写。",
            f"No child has both these {age} and these {band} ({Words('en').grades(grades)}): what is said of {band} further out holds here too. Say it "
            "in the groups that need it.",
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
                "members_of（限会员）和 open_to: all（面向所有人）只能写一个。",
                "Write either members_of or open_to: all.",
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
                "没有写是哪些家庭：请补上条件，例如 categories: hardship 或 employers: [单位全称]。",
                "Which families? Add a condition, like categories: hardship or employers: [full name].",
            )
        elif each.age_on and not each.ages:
            yield _age_on((*path, number, "age_on"))
        yield from _parts((*path, number), each)
        name = getattr(each, "name", None)
        if name and name in names:
            yield Finding((*path, number), f"{name} 写了两次，请删去一个。", f"{name} stands twice: remove one.")
        names.append(name or "")


def _parts(path: Path, said: Criterion) -> Iterator[Finding]:
    """The alternatives and exceptions."""
    for key in ("any_of", "none_of"):
        for number, part in enumerate(getattr(said, key) or ()):
            if empty(part):
                yield Finding(
                    (*path, key, number),
                    "这一条没有写条件，请补上或删去。",
                    "This one says nothing: add a condition, or remove it.",
                )
            elif part.age_on and not part.ages:
                yield _age_on((*path, key, number, "age_on"))


def _age_on(path: Path) -> Finding:
    return Finding(
        path,
        "写了年龄计算日 age_on，但没有写年龄 ages，请补上，例如 ages: 5-12。",
        "age_on needs ages: add them, like ages: 5-12.",
        lacks=("ages",),
    )


def _join_by(path: Path, who: Who, join_by: datetime, closes: datetime | None) -> Iterator[Finding]:
    ties: list[Condition] = [who, *(who.any_of or ())]
    if not any(each.members_of for each in ties):
        yield Finding(
            path,
            "面向所有人的班不需要入会截止 join_by，请删去，或写 members_of。",
            "join_by makes sense only with members_of: remove it, or add them.",
            lacks=("members_of", "any_of"),
        )
    if closes and join_by > closes:
        yield Finding(
            path,
            f"入会截止（{write_instant(join_by)}）晚于报名截止（{write_instant(closes)}），请改正。",
            f"One may join until {write_instant(join_by)}, but registration closes at {write_instant(closes)}: correct it.",
        )
