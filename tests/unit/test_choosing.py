"""By when a family chooses between two bookings that overlap since a change."""

from datetime import date, datetime, timedelta

import pytest

from services.booking.domain.choosing import choose_by, remind_at
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


@pytest.mark.parametrize(
    ("within", "by"),
    [
        (timedelta(days=5), at(10)),  # a plan may give more
        (timedelta(hours=48), at(7)),  # days are whole days, however they are written
        (timedelta(hours=6), at(4, 21)),  # hours are hours
    ],
)
def test_a_plan_says_how_long(within, by):
    assert choose_by(at(4, 15), date(2027, 1, 20), within) == by


@pytest.mark.parametrize(
    ("by", "remind"),
    [(at(8), at(7)), (at(6), at(5, 22)), (at(4, 19), at(4, 17)), (at(4, 18), None)],
)
def test_the_reminder_comes_a_day_or_two_hours_before_and_not_right_after_the_message(by, remind):
    assert remind_at(at(4, 15), by) == remind
