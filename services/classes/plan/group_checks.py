"""Whether one group can be booked: its registration, whom it admits, and when it meets."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations

from services.classes.plan import rules
from services.classes.plan.errors import Finding, Path
from services.classes.plan.model import CareGroup, Group, InterestClass, LessonGroup, Registration, Session, Who
from services.classes.plan.rules import Level
from services.classes.plan.term_checks import LONGEST
from services.classes.plan.times import Lesson, write_hours, write_instant, write_lesson, write_weekdays
from shared.web.words import ZONE, Words

Dates = Mapping[str, Sequence[date]]
"""The days of each readable term; those of the class itself under ""."""


def check_group(
    levels: Sequence[Level], offer: Session | InterestClass, group: Group, dates: Dates
) -> Iterator[Finding]:
    """Every finding of one group; `levels` lead from the plan to it."""
    said = [level for _, level in levels]
    window, who = rules.registration(said), rules.who(said)
    yield from _window(levels, window)
    yield from _who(levels, who, window)
    yield from _draw(levels, window, dates)
    if isinstance(offer, InterestClass):
        yield from _timetable(levels, offer, group, dates)
    elif not (offer.hours or (isinstance(group, CareGroup) and group.hours)):
        yield Finding(
            levels[1][0],
            "缺少 hours(每日时间),请补上,例如 hours: 08:30-18:00。",
            "hours is missing: add it, like hours: 08:30-18:00.",
        )
    if window.opens:
        yield from _opening(rules.said_at(levels, "registration", "opens"), window.opens, dates)
    if window.closes:
        yield from _closing(rules.said_at(levels, "registration", "closes"), window.closes, dates)


def _opening(path: Path, opens: datetime, dates: Dates) -> Iterator[Finding]:
    """Before the first day of every term, and within a year of it."""
    for first in (min(days) for days in dates.values() if days):
        ahead = datetime.combine(first, time(), ZONE) - opens
        if ahead <= timedelta():
            yield Finding(
                path,
                f"第一天是 {first},报名那时还没有开放,请把 opens 提前或改正日期。",
                f"The first day is {first}, before registration opens: open it earlier, or correct the dates.",
            )
        elif ahead > timedelta(days=LONGEST):
            yield Finding(
                path,
                f"报名开放比第一天({first})早一年以上,请检查年份。",
                f"Registration opens more than a year before the first day ({first}): check the year.",
            )


def _closing(path: Path, closes: datetime, dates: Dates) -> Iterator[Finding]:
    """Not after the last day of a term; while it runs, families may still join."""
    for last in (max(days) for days in dates.values() if days):
        if closes.date() > last:
            yield Finding(
                path,
                f"最后一天是 {last},报名却到 {write_instant(closes)} 才截止,请改正。",
                f"The last day is {last}, but registration closes at {write_instant(closes)}: correct it.",
            )


def _window(levels: Sequence[Level], window: Registration) -> Iterator[Finding]:
    for name, zh, at in (("opens", "开放", window.opens), ("closes", "截止", window.closes)):
        if at is None:
            yield Finding(
                ("registration", name),
                f"缺少报名{zh}时间,请写 registration: 下的 {name}: 2025-06-30 09:00。",
                f"Registration lacks {name}: write it like {name}: 2025-06-30 09:00.",
            )
    if window.opens and window.closes and window.closes <= window.opens:
        yield Finding(
            rules.said_at(levels, "registration", "closes"),
            f"报名截止({write_instant(window.closes)})不晚于开放({write_instant(window.opens)}),请改正。",
            f"Registration closes ({write_instant(window.closes)}) before it opens ({write_instant(window.opens)}): correct it.",
        )


def _who(levels: Sequence[Level], who: Who, window: Registration) -> Iterator[Finding]:
    for path, level in levels:
        if level.who and level.who.members_of and level.who.open_to:
            yield Finding(
                (*path, "who", "open_to"),
                "members_of(限会员)和 open_to: all(面向所有人)只能写一个。",
                "Write either members_of or open_to: all.",
            )
    if not who.members_of and not who.open_to:
        yield Finding(
            ("who",),
            "没有写谁能报名:请在 who 下写 members_of: [工会编号],或 open_to: all(面向所有人)。",
            "Who may book? Under who, write members_of: [union code], or open_to: all.",
        )
    if who.age_on and not who.ages:
        yield Finding(
            rules.said_at(levels, "who", "age_on"),
            "写了年龄计算日 age_on,但没有写年龄 ages,请补上,例如 ages: 5-12。",
            "age_on needs ages: add them, like ages: 5-12.",
        )
    if who.join_by:
        yield from _join_by(rules.said_at(levels, "who", "join_by"), who, who.join_by, window)


def _join_by(path: Path, who: Who, join_by: datetime, window: Registration) -> Iterator[Finding]:
    if not who.members_of:
        yield Finding(
            path,
            "面向所有人的班不需要入会截止 join_by,请删去,或写 members_of。",
            "join_by makes sense only with members_of: remove it, or add them.",
        )
    if window.closes and join_by > window.closes:
        yield Finding(
            path,
            f"入会截止({write_instant(join_by)})晚于报名截止({write_instant(window.closes)}),请改正。",
            f"One may join until {write_instant(join_by)}, but registration closes at {write_instant(window.closes)}: correct it.",
        )


def _draw(levels: Sequence[Level], window: Registration, dates: Dates) -> Iterator[Finding]:
    """A draw names its public number, and is over before the first day."""
    said = rules.admission([level for _, level in levels])
    if said.way == "first_come":
        return
    if not said.draw_source:
        yield Finding(
            rules.said_at(levels, "admission", "way")[:-1],
            "摇号要先公布随机数来源,请补上 draw_source,例如 draw_source: 报名截止后第一期中国福利彩票 3D 开奖号码。",
            "A draw needs draw_source, the public number that will decide it, for example of a lottery drawn after closing.",
        )
    first = min((min(days) for days in dates.values() if days), default=None)
    if window.closes and first and window.closes.date() >= first:
        yield Finding(
            rules.said_at(levels, "registration", "closes"),
            f"摇号在报名截止之后,而第一天是 {first}:请让报名在那之前截止。",
            f"The draw comes after the closing, but the first day is {first}: close registration before it.",
        )


def unused_sources(groups: Sequence[Sequence[Level]]) -> Iterator[Finding]:
    """Where a public number is named and no group below is drawn by it; `groups` are the levels of each."""
    used = {
        rules.said_at(levels, "admission", "draw_source")
        for levels in groups
        if rules.admission([level for _, level in levels]).way != "first_come"
    }
    named = {path: level for levels in groups for path, level in levels if level.admission}
    for path, level in named.items():
        if level.admission and level.admission.draw_source and (*path, "admission", "draw_source") not in used:
            yield Finding(
                (*path, "admission"),
                "写了随机数来源 draw_source,却没有班按它摇号:请写 way: draw 或 way: draw_if_oversubscribed,或删去 draw_source。",
                "draw_source is named, but no group is drawn by it: write way: draw or way: draw_if_oversubscribed, or remove it.",
            )


def _timetable(levels: Sequence[Level], offer: InterestClass, group: Group, dates: Dates) -> Iterator[Finding]:
    own = group.timetable if isinstance(group, LessonGroup) else None
    path = (*levels[2 if own else 1][0], "timetable")
    lessons = own or offer.timetable
    if not lessons:
        yield Finding(
            levels[1][0],
            "缺少 timetable(课表),请补上,例如 timetable: [周二 14:00-15:30]。",
            "timetable is missing: add it, like timetable: [Tue 14:00-15:30].",
        )
        return
    yield from _clashes(path, lessons)
    for key, days in dates.items():
        weekdays = {day.weekday() for day in days}
        for number, lesson in enumerate(lessons):
            if days and (never := sorted(set(lesson.weekdays) - weekdays)):
                yield Finding(
                    (*path, number),
                    f"{Words('zh').weekdays(never)}不在{key or '这段日期'}的上课日里,这节课永远不会上。"
                    "请改正星期,或不写 terms 而写 from 和 to。",
                    f"{write_weekdays(never)} never falls on a day of {key or 'these dates'}: "
                    "correct the weekday, or write from and to instead of terms.",
                )


def _clashes(path: Path, lessons: Sequence[Lesson]) -> Iterator[Finding]:
    for (_, a), (number, b) in combinations(enumerate(lessons), 2):
        same_day = set(a.weekdays).intersection(b.weekdays)
        if same_day and a.hours.start < b.hours.end and b.hours.start < a.hours.end:
            yield Finding(
                (*path, number),
                f"{write_lesson(b)} 与 {write_lesson(a)} 时间重叠,请改正其中一节。",
                f"{write_lesson(b)} overlaps {write_hours(a.hours)} on the same day: correct one of them.",
            )
