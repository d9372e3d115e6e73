"""What a sound plan may still not mean: told before it is published, and never a reason to refuse it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import holidays

from services.classes.plan.checks.offers import own_days
from services.classes.plan.checks.terms import term_days_of
from services.classes.plan.language.conditions import Condition
from services.classes.plan.language.model import InterestClass, Plan
from services.classes.plan.language.sections import Section
from services.classes.plan.language.wording import Pair
from services.classes.words import plan_doubts as doubt
from shared.kernel.areas import read
from shared.kernel.sentence import listed
from shared.kernel.words import EN, ZH

MONTHS = {"winter": (12, 1, 2, 3), "spring": (2, 3, 4, 5, 6), "summer": (6, 7, 8, 9), "autumn": (8, 9, 10, 11, 12)}
"""When a season's classes may lie: school holidays differ from province to province."""


def doubts(plan: Plan, today: date) -> list[Pair]:
    """What an organizer should look at once more, in both languages."""
    dates: dict[str, Sequence[date]] = {term.name or key: term_days_of(term) for key, term in plan.terms.items()}
    dates |= {one.name or key: days for key, one in plan.interest_classes.items() if (days := _lesson_days(one))}
    return [
        *_past(dates, today), *_other_season(dates, plan.season), *_on_holidays(dates), *_several_areas(_areas(plan)),
        *_nobody_to_call(plan),
    ]  # fmt: skip


def _lesson_days(one: InterestClass) -> Sequence[date]:
    """The days with a lesson of a class with dates of its own; none of others."""
    timetables = [group.timetable or one.timetable or [] for group in one.groups.values()]
    weekdays = {day for timetable in timetables for lesson in timetable for day in lesson.weekdays}
    return [day for day in own_days(one) if day.weekday() in weekdays]


def _past(dates: Mapping[str, Sequence[date]], today: date) -> Iterator[Pair]:
    last = max((day for days in dates.values() for day in days), default=today)
    if last < today:
        yield doubt.PAST.of(last=last)


def _other_season(dates: Mapping[str, Sequence[date]], season: str) -> Iterator[Pair]:
    year, months = int(season[:4]), MONTHS[season[5:]]
    # a winter holiday of 2027 may begin in December 2026, and people also name it after the year in which it begins
    years = (year - 1, year, year + 1) if 12 in months and 1 in months else (year,)
    for name, days in dates.items():
        if outside := [day for day in days if day.month not in months or day.year not in years]:
            yield doubt.OTHER_SEASON.of(name=name, day=outside[0], season=(doubt.SEASONS[season[5:]].zh, season))


def _on_holidays(dates: Mapping[str, Sequence[date]]) -> Iterator[Pair]:
    """Public holidays by 全国年节及纪念日放假办法; how a year's are moved around weekends is known when it is announced."""
    years = {day.year for days in dates.values() for day in days}
    free = holidays.country_holidays("CN", years=years, language="zh_CN") if years else {}
    for name, days in dates.items():
        if on := [day for day in days if day in free]:
            yield doubt.ON_HOLIDAYS.of(name=name, days=(ZH.runs(on), EN.runs(on)))


def _several_areas(areas: Iterator[str]) -> Iterator[Pair]:
    """A plan that says 西湖区 is for that of 杭州 and that of 南昌."""
    for area in dict.fromkeys(areas):
        if len(meant := [one.name for one in read(area)]) > 1:
            yield doubt.SEVERAL_AREAS.of(area=area, meant=listed(meant), one=meant[0])


def _nobody_to_call(plan: Plan) -> Iterator[Pair]:
    parts = [plan, *plan.sites.values(), *plan.terms.values(), *plan.sessions.values(), *plan.interest_classes.values()]
    if not any(part.contact for part in parts):
        yield doubt.NO_CONTACT


def _areas(part: Any) -> Iterator[str]:
    """Every area that a condition names, wherever it stands."""
    if isinstance(part, Condition):
        yield from [*(part.school_areas or ()), *(part.home_areas or ())]
    if isinstance(part, Section):
        inside = [getattr(part, key) for key in type(part).model_fields]
    else:
        inside = [*part.values()] if isinstance(part, dict) else part if isinstance(part, list) else []
    for one in inside:
        yield from _areas(one)
