"""Dates, hours and counts as people say them, in Chinese and English; instants in Asia/Shanghai."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from shared.kernel.clock import ZONE

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLURALS = {"child": "children", "entry": "entries", "wish": "wishes"}
"""Of words that do not just take an s."""
_GRADES_ZH = {
    -3: "未入园",
    -2: "小班",
    -1: "中班",
    0: "大班",
    **{n: f"{'一二三四五六七八九'[n - 1]}年级" for n in range(1, 10)},
    10: "高中及以上",
}
_GRADES_EN = {
    -3: "not in kindergarten yet",
    -2: "K1",
    -1: "K2",
    0: "K3",
    **{n: f"grade {n}" for n in range(1, 10)},
    10: "beyond grade 9",
}


class Met(Protocol):
    """A day with its hours."""

    @property
    def date(self) -> date: ...
    @property
    def start(self) -> time: ...
    @property
    def end(self) -> time: ...


class Weekly(Protocol):
    """Hours on some weekdays (0 is Monday)."""

    @property
    def weekdays(self) -> Sequence[int]: ...
    @property
    def start(self) -> time: ...
    @property
    def end(self) -> time: ...


class Timed(Protocol):
    """What takes place at hours: of its first day, and of each week where these are told."""

    @property
    def start(self) -> time: ...
    @property
    def end(self) -> time: ...
    @property
    def week(self) -> Sequence[Weekly]: ...


class Blocks(Protocol):
    """The days of something as people say them: blocks with breaks between, and the exceptions within."""

    @property
    def blocks(self) -> Sequence[tuple[date, date]]: ...
    @property
    def days_off(self) -> Sequence[date]: ...
    @property
    def make_up_days(self) -> Sequence[date]: ...


class Dated(Protocol):
    """What has days; of old, only the first and the last are known."""

    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def dates(self) -> Blocks | None: ...


class Words:
    """`say` in templates: `{{ say.day(d) }}`."""

    def __init__(self, language: str) -> None:
        self.zh = language != "en"

    def day(self, d: date) -> str:
        """7月7日（周一） · Mon 7 Jul"""
        if self.zh:
            return f"{d.month}月{d.day}日（周{_WEEKDAYS_ZH[d.weekday()]}）"
        return f"{_WEEKDAYS_EN[d.weekday()]} {d.day} {_MONTHS_EN[d.month - 1]}"

    def days(self, first: date, last: date) -> str:
        """7月7日—8月1日、2月15日—19日 · 7 Jul – 1 Aug, 15–19 Feb"""
        return self.blocks([(first, last)])

    def blocks(self, blocks: Sequence[tuple[date, date]]) -> str:
        """1月25日—2月3日、2月15日—19日 · 25 Jan – 3 Feb, 15–19 Feb; with the year where it is not the same all through"""
        years = {day.year for block in blocks for day in block}
        said, year = [], min(years) if len(years) == 1 else 0
        for first, last in blocks:
            said.append(self._block(first, last, year))
            year = last.year
        return ("、" if self.zh else ", ").join(said)

    def dates(self, of: Dated) -> str:
        """1月25日—2月3日、2月15日—19日（2月17日放假）: the blocks of a group, and where its days are not as the blocks let expect."""
        if of.dates is None:
            return self.days(of.first_day, of.last_day)
        off, extra = self.runs(of.dates.days_off), self.runs(of.dates.make_up_days)
        said = [f"{off}放假" if self.zh else f"no class {off}"] if off else []
        said += [f"{extra}补班" if self.zh else f"also {extra}"] if extra else []
        notes = ("，" if self.zh else "; ").join(said)
        return self.blocks(of.dates.blocks) + (f"（{notes}）" if self.zh else f" ({notes})") * bool(notes)

    def runs(self, days: Iterable[date]) -> str:
        """2月4日—6日、2月9日（周二）: days that follow each other together; nothing for none"""
        found: list[tuple[date, date]] = []
        for day in sorted(days):
            if found and (day - found[-1][1]).days == 1:
                found[-1] = found[-1][0], day
            else:
                found.append((day, day))
        return self.blocks(found)

    def _block(self, first: date, last: date, year: int) -> str:
        """`year` is the one that goes without saying."""
        if first == last:
            tail = "" if first.year == year else f" {first.year}"
            return (
                f"{self._date(first, year)}（周{_WEEKDAYS_ZH[first.weekday()]}）" if self.zh else self.day(first) + tail
            )
        if (first.year, first.month) == (last.year, last.month):
            return f"{self._date(first, year)}—{last.day}日" if self.zh else f"{first.day}–{self._date(last, year)}"
        return f"{self._date(first, year)}{'—' if self.zh else ' – '}{self._date(last, first.year)}"

    def _date(self, d: date, year: int) -> str:
        if self.zh:
            return f"{'' if d.year == year else f'{d.year}年'}{d.month}月{d.day}日"
        return f"{d.day} {_MONTHS_EN[d.month - 1]}{'' if d.year == year else f' {d.year}'}"

    def hours(self, start: time, end: time) -> str:
        """08:00–17:30"""
        return f"{start:%H:%M}–{end:%H:%M}"

    def times(self, of: Timed) -> str:
        """08:30–17:30 · 周六 14:00–15:30，周日 09:00–10:30: weekdays are said where the hours are not those of each day"""
        hours = [self.hours(each.start, each.end) for each in of.week] or [self.hours(of.start, of.end)]
        if len({tuple(each.weekdays) for each in of.week}) <= 1:
            return ("、" if self.zh else ", ").join(hours)
        return ("，" if self.zh else "; ").join(
            f"{self.weekdays(each.weekdays)} {said}" for each, said in zip(of.week, hours, strict=True)
        )

    def instant(self, at: datetime) -> str:
        """6月30日（周一）09:00 · Mon 30 Jun 09:00"""
        local = at.astimezone(ZONE)
        return f"{self.day(local.date())}{'' if self.zh else ' '}{local:%H:%M}"

    def until(self, at: datetime) -> str:
        """6月30日（周一）24:00 · Mon 30 Jun 24:00: as instant, but midnight ends the day before"""
        local = at.astimezone(ZONE)
        if local.time() != time():
            return self.instant(at)
        return f"{self.day(local.date() - timedelta(days=1))}{'' if self.zh else ' '}24:00"

    def count(self, number: int, zh: str, en: str) -> str:
        """3 个班次 · 3 groups, 1 group: `zh` with its measure word, `en` in the singular"""
        return f"{number} {zh}" if self.zh else self.plural(number, en)

    @staticmethod
    def plural(number: int, noun: str) -> str:
        """1 group, 3 groups: a count in the English half of a sentence"""
        return f"{number} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"

    def duration(self, length: timedelta) -> str:
        """30 分钟 · 48 小时 · 3 天; 1 hour, 2 hours: the largest unit that tells it whole, days from the third on"""
        seconds = math.ceil(length.total_seconds())
        if seconds % 60 and seconds < 120:
            return self.count(seconds, "秒", "second")
        minutes = math.ceil(seconds / 60)
        if minutes % 60 or not minutes:
            return self.count(minutes, "分钟", "minute")
        hours = minutes // 60
        if hours % 24 or hours <= 48:
            return self.count(hours, "小时", "hour")
        return self.count(hours // 24, "天", "day")

    def seconds(self, number: float) -> str:
        """`duration` of what is counted in seconds."""
        return self.duration(timedelta(seconds=number))

    def position(self, number: int) -> str:
        """第 3 位 · no. 3: in a waiting list or a draw"""
        return f"第 {number} 位" if self.zh else f"no. {number}"

    def total_days(self, number: int) -> str:
        """共 20 天 · 20 days"""
        return f"{'共 ' if self.zh else ''}{self.count(number, '天', 'day')}"

    def grade(self, grade: int) -> str:
        """二年级 · grade 2; 大班 · K3; 未入园 · not in kindergarten yet, and 高中及以上 · beyond grade 9"""
        return (_GRADES_ZH if self.zh else _GRADES_EN)[max(-3, min(grade, 10))]

    def grades(self, band: Sequence[int]) -> str:
        """一年级—三年级 · grade 1 – grade 3"""
        low, high = band
        if low == high:
            return self.grade(low)
        return f"{self.grade(low)}{'—' if self.zh else ' – '}{self.grade(high)}"

    def ages(self, band: Sequence[int]) -> str:
        """5—12 岁 · age 5–12"""
        return f"{band[0]}—{band[1]} 岁" if self.zh else f"age {band[0]}–{band[1]}"

    def weekdays(self, days: Sequence[int]) -> str:
        """周一至周五 · Mon–Fri; 周二、周四 · Tue, Thu (0 is Monday)"""
        if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
            first, last = days[0], days[-1]
            return (
                f"周{_WEEKDAYS_ZH[first]}至周{_WEEKDAYS_ZH[last]}"
                if self.zh
                else f"{_WEEKDAYS_EN[first]}–{_WEEKDAYS_EN[last]}"
            )
        return "、".join(f"周{_WEEKDAYS_ZH[d]}" for d in days) if self.zh else ", ".join(_WEEKDAYS_EN[d] for d in days)

    def meetings(self, meetings: "Sequence[Met]") -> str:
        """7月10日（周四）08:30–12:00、7月11日（周五）08:30–12:00; of many the first dozen, and how many there are."""
        said = [f"{self.day(m.date)}{'' if self.zh else ' '}{self.hours(m.start, m.end)}" for m in meetings[:12]]
        more = "" if len(meetings) <= 12 else f"等 {len(meetings)} 次" if self.zh else f" … {len(meetings)} in all"
        return ("、" if self.zh else ", ").join(said) + more


ZH, EN = Words("zh"), Words("en")
"""For sentences that are made in both languages at once."""
