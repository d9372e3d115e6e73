"""Days, hours and weekdays, as a plan spells them: text to value and back."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from services.classes.plan.language.findings import BadValue
from services.classes.words import plan_values as wrong
from shared.kernel.clock import ZONE

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_ZH = "一二三四五六日"
_SPANS = {
    "daily": range(7),
    "每天": range(7),
    "每日": range(7),
    "工作日": range(5),
    "周末": range(5, 7),
    "每周末": range(5, 7),
}
TO = r"\s*[-–—~至到]\s*"
"""Between the two ends of a span."""


class Hours(NamedTuple):
    """From and to on one day."""

    start: time
    end: time


class Lesson(NamedTuple):
    """Lessons at the same hours on some weekdays (0 is Monday)."""

    weekdays: tuple[int, ...]
    hours: Hours


def read_day(text: str) -> date:
    """2025-07-07. Raises BadValue."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise BadValue(*wrong.NO_DATE.of(text=text))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(*wrong.DATE_NOT_IN_CALENDAR.of(text=text)) from error


def read_instant(text: str) -> datetime:
    """2025-06-30 09:00 (or 09:00:30), Beijing time. Raises BadValue."""
    found = re.fullmatch(r"(\S+?)[ T]+(\d{1,2}:\d{2})(?::([0-5]\d))?", text)
    if not found:
        raise BadValue(
            *wrong.NO_INSTANT.of(text=text),
        )
    day = read_day(found[1])
    if found[2] == "24:00" and not int(found[3] or 0):
        return end_of(day)
    return datetime.combine(day, _read_time(found[2]).replace(second=int(found[3] or 0)), ZONE)


def read_deadline(text: str) -> datetime:
    """An instant, or a day alone, which is meant to its end. Raises BadValue."""
    return end_of(read_day(text)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else read_instant(text)


def end_of(day: date) -> datetime:
    """24:00, Beijing time."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def _read_time(text: str) -> time:
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        raise BadValue(*wrong.NO_TIME.of(text=text))
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def read_hours(text: str) -> Hours:
    """08:30-18:00. Raises BadValue."""
    parts = re.split(TO, text)
    if len(parts) != 2:
        raise BadValue(
            *wrong.NO_HOURS_OF_DAY.of(text=text),
        )
    hours = Hours(_read_time(parts[0]), _read_time(parts[1]))
    if hours.end <= hours.start:
        raise BadValue(*wrong.HOURS_REVERSED.of(text=text))
    return hours


def read_weekdays(text: str) -> tuple[int, ...]:
    """Mon-Fri; Tue, Thu; 周一至周五; 每周二、周四; 周末; 工作日; 每天. Raises BadValue."""
    days: list[int] = []
    for part in re.split(r"[,、;\s]+", re.sub(TO, "-", text)):
        first, _, last = part.partition("-")
        span = _SPANS.get(part) or range(_read_weekday(first, text), _read_weekday(last or first, text) + 1)
        if not span:
            raise BadValue(*wrong.WEEKDAYS_REVERSED.of(part=part))
        days += span
    if len(set(days)) < len(days):
        raise BadValue(*wrong.WEEKDAY_TWICE.of(text=text))
    return tuple(sorted(days))


def _read_weekday(text: str, whole: str) -> int:
    found = re.fullmatch(r"(?:周|星期|礼拜|每周|每星期|每礼拜)?([一二三四五六日天])", text)
    if found:
        return _WEEKDAYS_ZH.index(found[1].replace("天", "日"))
    for number, name in enumerate(_WEEKDAYS):
        if text.title() == name:
            return number
    raise BadValue(
        *wrong.NO_WEEKDAYS.of(whole=whole),
    )


def read_lesson(text: str) -> Lesson:
    """Tue, Thu 14:00-15:30. Raises BadValue."""
    found = re.fullmatch(r"(.*\D)\s*(\d{1,2}:\d{2}" + TO + r"\d{1,2}:\d{2})", text)
    if not found:
        raise BadValue(
            *wrong.NO_LESSON.of(text=text),
        )
    return Lesson(read_weekdays(found[1].strip()), read_hours(found[2]))


def read_born(text: str) -> tuple[date, date]:
    """2021-09-01..2022-08-31. Raises BadValue."""
    parts = re.split(r"\s*(?:\.\.|至|到|to|~|—+)\s*|\s+-\s+", text)
    if len(parts) == 2 and not all(parts):
        both = f"{parts[0] or '2000-01-01'}..{parts[1] or '2030-12-31'}"
        raise BadValue(
            *wrong.BORN_ONE_END.of(text=text, both=both),
        )
    if len(parts) != 2:
        raise BadValue(
            *wrong.NO_BORN.of(text=text),
        )
    first, last = map(read_day, parts)
    if first > last:
        raise BadValue(*wrong.BORN_REVERSED.of(text=text))
    return first, last


def write_instant(at: datetime) -> str:
    """2025-06-30 09:00, Beijing time"""
    local = at.astimezone(ZONE)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def write_deadline(at: datetime) -> str:
    """2025-06-30 18:00; the end of a day is 2025-06-30 24:00"""
    local = at.astimezone(ZONE)
    return write_instant(at) if local.time() != time() else f"{local.date() - timedelta(days=1)} 24:00"


def write_hours(hours: Hours) -> str:
    """08:30-18:00"""
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def write_weekdays(days: Sequence[int]) -> str:
    """Mon-Fri; Tue, Thu"""
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{_WEEKDAYS[days[0]]}-{_WEEKDAYS[days[-1]]}"
    return ", ".join(_WEEKDAYS[day] for day in days)


def write_lesson(lesson: Lesson) -> str:
    """Tue, Thu 14:00-15:30"""
    return f"{write_weekdays(lesson.weekdays)} {write_hours(lesson.hours)}"
