"""By when a family chooses between two bookings that overlap since a change."""

from datetime import date, datetime

import pytest

from services.booking.domain.choosing import choose_by
from shared.kernel.clock import ZONE


def at(day, hour=0):
    return datetime(2027, 1, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("changed_at", "overlap", "by"),
    [
        (at(4, 15), 20, at(8)),  # three whole days, the seventh included
        (at(4, 23), 7, at(7)),  # not into the day on which the child would have to be in both
        (at(4, 15), 4, None),  # nothing is left to choose in: at once, or the organizer is asked
    ],
)
def test_three_days_but_before_the_first_day_of_both(changed_at, overlap, by):
    assert choose_by(changed_at, date(2027, 1, overlap)) == by
