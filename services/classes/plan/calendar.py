"""Which days a term has: its blocks' weekdays, holidays out, make-up days in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol


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


def term_days(
    stretches: Iterable[Stretch], excluded: Collection[date] = (), make_up_days: Collection[date] = ()
) -> list[date]:
    """Every day that takes place, once and in order."""
    days = {day for stretch in stretches for day in stretch_days(stretch)}
    return sorted(days.difference(excluded).union(make_up_days))
