"""When families are told ahead: the evening before a day, and shortly before an opening."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from shared.kernel.clock import ZONE

EVENING = time(18)
"""The day before."""
SHORTLY = timedelta(minutes=10)


def evening_before(day: date) -> datetime:
    """When a day is told ahead."""
    return datetime.combine(day - timedelta(days=1), EVENING, ZONE)


def beginnings(days: Sequence[date], blocks: Sequence[tuple[date, date]]) -> list[date]:
    """Of the days on which it meets the first of each block: the first of all, then those after breaks."""
    first = [min(inside) for begin, end in blocks if (inside := [day for day in days if begin <= day <= end])]
    return sorted({min(days), *first})


def before_opening(opens_at: datetime) -> dict[str, datetime]:
    """When an opening is told ahead."""
    return {"eve": evening_before(opens_at.astimezone(ZONE).date()), "soon": opens_at - SHORTLY}
