"""Two bookings of a child overlap since a group was changed: by when its family chooses. Nothing is taken away, not then either."""

from datetime import date, datetime, time, timedelta

from shared.kernel.clock import ZONE

DAYS = 3


def choose_by(changed_at: datetime, overlap: date) -> datetime | None:
    """The end of the third day after the change, but before the first day on which both take place; None: that has come already."""
    day = changed_at.astimezone(ZONE).date() + timedelta(days=DAYS)
    by = datetime.combine(min(day + timedelta(days=1), overlap), time(), ZONE)
    return by if by > changed_at else None
