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
from services.classes.plan.language.times import Lesson, write_hours, write_instant, write_lesson, write_weekdays
from shared.kernel.clock import ZONE
from shared.kernel.words import Words


def check_group(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """Every finding of one group; `days`: of its term, none when they cannot be told."""
    window, levels = choice.rules.registration, choice.levels
    yield from _window(levels, window)
    if isinstance(choice.offer, InterestClass):
        yield from _timetable(choice, days)
    elif not choice.hours:
        yield Finding(
            levels[-2][0],
            "缺少 hours（每日时间），请补上，例如 hours: 08:30-18:00。",
            "hours is missing: add it, like hours: 08:30-18:00.",
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
            f"第一天是 {first}，报名那时还没有开放，请把 opens 提前或改正日期；确实开班后才报名的，写 late: yes。",
            f"The first day is {first}, before registration opens: open it earlier, or correct the dates; "
            "if it really opens afterwards write late: yes.",
        )
    elif ahead > timedelta(days=LONGEST):
        yield Finding(
            path,
            f"报名开放比第一天（{first}）早一年以上，请检查年份。",
            f"Registration opens more than a year before the first day ({first}): check the year.",
        )


def _closing(path: Path, closes: datetime, last: date) -> Iterator[Finding]:
    """Not after the last day of a term; while it runs, families may still join."""
    if closes.date() > last:
        yield Finding(
            path,
            f"最后一天是 {last}，报名却到 {write_instant(closes)} 才截止，请改正。",
            f"The last day is {last}, but registration closes at {write_instant(closes)}: correct it.",
        )


def _breaks(choice: Choice) -> Iterator[Finding]:
    """The hours of a day follow one another."""
    for earlier, later in pairwise(choice.hours):
        if later.start < earlier.end:
            own = isinstance(choice.group, CareGroup) and choice.group.hours
            yield Finding(
                (*choice.levels[-1 if own else -2][0], "hours"),
                f"{write_hours(later)} 与前一段 {write_hours(earlier)} 重叠，请按先后写，中间留出休息。",
                f"{write_hours(later)} overlaps {write_hours(earlier)} before it: write them in order.",
            )


def _window(levels: Sequence[Level], window: Registration) -> Iterator[Finding]:
    for name, zh, at in (("opens", "开放", window.opens), ("closes", "截止", window.closes)):
        if at is None:
            yield Finding(
                ("registration", name),
                f"缺少报名{zh}时间，请写 registration: 下的 {name}: 2025-06-30 09:00。",
                f"Registration lacks {name}: write it like {name}: 2025-06-30 09:00.",
                lacks=("registration", "terms", "sites"),
            )
    if window.opens and window.closes and window.closes <= window.opens:
        yield Finding(
            said_at(levels, "registration", "closes"),
            f"报名截止（{write_instant(window.closes)}）不晚于开放（{write_instant(window.opens)}），请改正。",
            f"Registration closes ({write_instant(window.closes)}) before it opens ({write_instant(window.opens)}): correct it.",
        )
    if window.prepare and window.opens and window.prepare >= window.opens:
        yield Finding(
            said_at(levels, "registration", "prepare"),
            f"提前填写（{write_instant(window.prepare)}）应早于报名开放（{write_instant(window.opens)}），请改正或删去。",
            f"Data are filled in from {write_instant(window.prepare)}, not before registration opens ({write_instant(window.opens)}): correct it.",
        )


def _timetable(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    own = isinstance(choice.group, LessonGroup) and choice.group.timetable
    path, lessons = (*choice.levels[-1 if own else -2][0], "timetable"), choice.timetable
    if not lessons:
        yield Finding(
            path[:-1],
            "缺少 timetable（课表），请补上，例如 timetable: [周二 14:00-15:30]。",
            "timetable is missing: add it, like timetable: [Tue 14:00-15:30].",
        )
        return
    yield from _clashes(path, lessons)
    weekdays = {day.weekday() for day in days}
    for number, lesson in enumerate(lessons):
        if days and (never := sorted(set(lesson.weekdays) - weekdays)):
            yield Finding(
                (*path, number),
                f"{Words('zh').weekdays(never)}不在{choice.term or '这段日期'}的上课日里，这节课永远不会上。"
                "请改正星期，或不写 terms 而写 from 和 to。",
                f"{write_weekdays(never)} never falls on a day of {choice.term or 'these dates'}: "
                "correct the weekday, or write from and to instead of terms.",
            )


def _clashes(path: Path, lessons: Sequence[Lesson]) -> Iterator[Finding]:
    for (_, a), (number, b) in combinations(enumerate(lessons), 2):
        same_day = set(a.weekdays).intersection(b.weekdays)
        if same_day and a.hours.start < b.hours.end and b.hours.start < a.hours.end:
            yield Finding(
                (*path, number),
                f"{write_lesson(b)} 与 {write_lesson(a)} 时间重叠，请改正其中一节。",
                f"{write_lesson(b)} overlaps {write_hours(a.hours)} on the same day: correct one of them.",
            )
