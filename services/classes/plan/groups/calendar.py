"""Which days a term has: its blocks' weekdays, holidays out, make-up days in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from shared.events.catalogue import Dates


class Stretch(Protocol):
    """From one day to another, on some weekdays (0 is Monday)."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def weekdays(self) -> Sequence[int]: ...


def stretch_days(stretch: Stretch) -> Iterator[date]:
    """Every day of the stretch that falls on its weekdays; none when it ends before it starts."""
    for offset in range((stretch.last - stretch.first).days + 1):
        day = stretch.first + timedelta(days=offset)
        if day.weekday() in stretch.weekdays:
            yield day


def dates_told(
    stretches: Iterable[Stretch], excluded: Collection[date], make_up_days: Collection[date], held: Collection[date]
) -> Dates:
    """The days that take place as families are told of them: stretches that touch as one, each from its first day that is held to its last.

    A make-up day outside all of them is a block of its own.
    """
    stretches, held = list(stretches), set(held)
    usual = {day for stretch in stretches for day in stretch_days(stretch)}
    outside = [(day, day) for day in held if not any(stretch.first <= day <= stretch.last for stretch in stretches)]
    blocks = []
    for first, last in _joined([(stretch.first, stretch.last) for stretch in stretches] + outside):
        if days := [day for day in held if first <= day <= last]:
            blocks.append((min(days), max(days)))
    within = {day for day in usual.union(held) if any(first <= day <= last for first, last in blocks)}
    off = sorted(within.intersection(usual, excluded) - held)
    extra = sorted(within.intersection(held, make_up_days) - usual - {day for day, _ in outside})
    return Dates(blocks=blocks, days_off=off, make_up_days=extra)


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """In order, those that overlap or follow each other without a day between as one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def term_days(
    stretches: Iterable[Stretch], excluded: Collection[date] = (), make_up_days: Collection[date] = ()
) -> list[date]:
    """Every day that takes place, once and in order."""
    days = {day for stretch in stretches for day in stretch_days(stretch)}
    return sorted(days.difference(excluded).union(make_up_days))
