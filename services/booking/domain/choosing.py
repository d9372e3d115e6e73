"""Two bookings of a child overlap since a group was changed: by when its family chooses. Nothing is taken away, not then either."""

from datetime import date, datetime, time, timedelta

from shared.kernel.clock import ZONE

USUAL = timedelta(days=3)
"""Where the plan says nothing."""
DAY = timedelta(days=1)
LAST_CALL = timedelta(hours=2)


def choose_by(changed_at: datetime, overlap: date, within: timedelta | None = None) -> datetime | None:
    """`within` after the change, of whole days to the end of the last one; but before the first day on which both take place.

    None: that has come already.
    """
    by = (changed_at + (within or USUAL)).astimezone(ZONE)
    if (within or USUAL) >= DAY:
        by = _midnight(by.date() + DAY)
    by = min(by, _midnight(overlap))
    return by if by > changed_at else None


def remind_at(changed_at: datetime, by: datetime) -> datetime | None:
    """A day before; where the family has less than two, two hours before; None: it has just been told."""
    before = DAY if by - changed_at >= 2 * DAY else LAST_CALL
    return by - before if by - changed_at >= 2 * before else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
