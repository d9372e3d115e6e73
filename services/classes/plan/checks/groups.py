"""Whether one group can be booked: its registration, and when it meets."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise

from services.classes.plan.checks.terms import LONGEST
from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.rules import Level, said_at
from services.classes.plan.language.admission import Registration
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import CareGroup, InterestClass, LessonGroup
from services.classes.plan.language.times import (
    Lesson,
    end_of,
    write_deadline,
    write_hours,
    write_instant,
    write_lesson,
    write_weekdays,
)
from services.classes.words import plan_checks as wrong
from shared.kernel.clock import ZONE
from shared.kernel.words import ZH


def check_group(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """Every finding of one group; `days`: of its term, none when they cannot be told."""
    window, levels = choice.rules.registration, choice.levels
    yield from _window(levels, window)
    if isinstance(choice.offer, InterestClass):
        yield from _timetable(choice, days)
    elif not choice.hours:
        yield Finding(
            levels[-2][0],
            *wrong.NO_HOURS,
        )
    yield from _breaks(choice)
    if window.opens and days:
        yield from _opening(said_at(levels, "registration", "opens"), window, window.opens, days[0])
    if window.closes and days:
        yield from _closing(said_at(levels, "registration", "closes"), window.closes, days[-1])


def _opening(path: Path, window: Registration, opens: datetime, first: date) -> Iterator[Finding]:
    """Before the first day, and within a year of it."""
    ahead = datetime.combine(first, time(), ZONE) - opens
    if ahead <= timedelta() and not window.late:
        yield Finding(
            path,
            *wrong.OPENS_AFTER_START.of(first=first),
        )
    elif ahead > timedelta(days=LONGEST):
        yield Finding(
            path,
            *wrong.OPENS_A_YEAR_EARLY.of(first=first),
        )


def _closing(path: Path, closes: datetime, last: date) -> Iterator[Finding]:
    """Not after the last day of a term; while it runs, families may still join."""
    if closes > end_of(last):
        yield Finding(
            path,
            *wrong.CLOSES_AFTER_END.of(last=last, closes=write_deadline(closes)),
        )


def _breaks(choice: Choice) -> Iterator[Finding]:
    """The hours of a day follow one another."""
    for earlier, later in pairwise(choice.hours):
        if later.start < earlier.end:
            own = isinstance(choice.group, CareGroup) and choice.group.hours
            yield Finding(
                (*choice.levels[-1 if own else -2][0], "hours"),
                *wrong.HOURS_OVERLAP.of(later=write_hours(later), earlier=write_hours(earlier)),
            )


def _window(levels: Sequence[Level], window: Registration) -> Iterator[Finding]:
    for name, what, at in (("opens", wrong.OPENING, window.opens), ("closes", wrong.CLOSING, window.closes)):
        if at is None:
            yield Finding(
                ("registration", name),
                *wrong.NO_REGISTRATION.of(name=name, what=what),
                lacks=("registration", "terms", "sites"),
            )
    if window.opens and window.closes and window.closes <= window.opens:
        yield Finding(
            said_at(levels, "registration", "closes"),
            *wrong.CLOSES_BEFORE_OPENING.of(closes=write_deadline(window.closes), opens=write_instant(window.opens)),
        )
    if window.prepare and window.opens and window.prepare >= window.opens:
        yield Finding(
            said_at(levels, "registration", "prepare"),
            *wrong.PREPARE_AFTER_OPENING.of(prepare=write_instant(window.prepare), opens=write_instant(window.opens)),
        )


def _timetable(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    own = isinstance(choice.group, LessonGroup) and choice.group.timetable
    path, lessons = (*choice.levels[-1 if own else -2][0], "timetable"), choice.timetable
    if not lessons:
        yield Finding(
            path[:-1],
            *wrong.NO_TIMETABLE,
        )
        return
    yield from _clashes(path, lessons)
    weekdays = {day.weekday() for day in days}
    for number, lesson in enumerate(lessons):
        if days and (never := sorted(set(lesson.weekdays) - weekdays)):
            yield Finding(
                (*path, number),
                *wrong.LESSON_NEVER.of(
                    days=(ZH.weekdays(never), write_weekdays(never)), term=choice.term or wrong.THESE_DATES
                ),
            )


def _clashes(path: Path, lessons: Sequence[Lesson]) -> Iterator[Finding]:
    for (_, a), (number, b) in combinations(enumerate(lessons), 2):
        same_day = set(a.weekdays).intersection(b.weekdays)
        if same_day and a.hours.start < b.hours.end and b.hours.start < a.hours.end:
            yield Finding(
                (*path, number),
                *wrong.LESSONS_OVERLAP.of(later=write_lesson(b), earlier=(write_lesson(a), write_hours(a.hours))),
            )
