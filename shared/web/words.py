"""Dates, hours and counts as people say them, in Chinese and English; instants in Asia/Shanghai."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GRADES_ZH = {-2: "小班", -1: "中班", 0: "大班", **{n: f"{'一二三四五六七八九'[n - 1]}年级" for n in range(1, 10)}}
_GRADES_EN = {-2: "K1", -1: "K2", 0: "K3", **{n: f"grade {n}" for n in range(1, 10)}}


class Met(Protocol):
    """A day with its hours."""

    @property
    def date(self) -> date: ...
    @property
    def start(self) -> time: ...
    @property
    def end(self) -> time: ...


class Words:
    """`say` in templates: `{{ say.day(d) }}`."""

    def __init__(self, language: str) -> None:
        self.zh = language != "en"

    def day(self, d: date) -> str:
        """7月7日(周一) · Mon 7 Jul"""
        if self.zh:
            return f"{d.month}月{d.day}日(周{_WEEKDAYS_ZH[d.weekday()]})"
        return f"{_WEEKDAYS_EN[d.weekday()]} {d.day} {_MONTHS_EN[d.month - 1]}"

    def days(self, first: date, last: date) -> str:
        """7月7日—8月1日 · 7 Jul – 1 Aug"""
        if first == last:
            return self.day(first)
        if self.zh:
            return f"{first.month}月{first.day}日—{last.month}月{last.day}日"
        return f"{first.day} {_MONTHS_EN[first.month - 1]} – {last.day} {_MONTHS_EN[last.month - 1]}"

    def hours(self, start: time, end: time) -> str:
        """08:00–17:30"""
        return f"{start:%H:%M}–{end:%H:%M}"

    def instant(self, at: datetime) -> str:
        """6月30日(周一)09:00 · Mon 30 Jun 09:00"""
        local = at.astimezone(ZONE)
        return f"{self.day(local.date())}{'' if self.zh else ' '}{local:%H:%M}"

    def grade(self, grade: int) -> str:
        """二年级 · grade 2; 大班 · K3"""
        return (_GRADES_ZH if self.zh else _GRADES_EN).get(grade, str(grade))

    def grades(self, band: Sequence[int]) -> str:
        """一年级—三年级 · grade 1 – grade 3"""
        low, high = band
        if low == high:
            return self.grade(low)
        return f"{self.grade(low)}{'—' if self.zh else ' – '}{self.grade(high)}"

    def ages(self, band: Sequence[int]) -> str:
        """5—12岁 · age 5–12"""
        return f"{band[0]}—{band[1]}岁" if self.zh else f"age {band[0]}–{band[1]}"

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
        """7月10日(周四)08:30–12:00、7月11日(周五)08:30–12:00; of many the first dozen, and how many there are."""
        said = [f"{self.day(m.date)}{'' if self.zh else ' '}{self.hours(m.start, m.end)}" for m in meetings[:12]]
        more = "" if len(meetings) <= 12 else f"等{len(meetings)}次" if self.zh else f" … {len(meetings)} in all"
        return ("、" if self.zh else ", ").join(said) + more
