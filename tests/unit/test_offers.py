"""How long a family may think about a place."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.offers import SHORTEST, confirmation_deadline, deadline, open_to_all, reminder_at
from shared.kernel.clock import ZONE
from tests.support.admission import group

START = datetime(2027, 1, 25, 8, 0, tzinfo=ZONE)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-01-{text}").replace(tzinfo=ZONE)


def test_far_from_the_start_it_is_what_the_notice_says():
    assert deadline(at("10 10:00"), DAY, START) == at("11 10:00")


def test_near_the_start_a_quarter_of_what_is_left():
    assert deadline(at("23 08:00"), 2 * DAY, START) == at("23 20:00")


def test_half_an_hour_at_least():
    assert deadline(at("25 11:00"), DAY, at("25 12:00")) == at("25 11:30")
    assert deadline(START + DAY, DAY, START) == START + DAY + SHORTEST


def test_nobody_must_answer_at_night():
    assert deadline(at("10 23:30"), timedelta(hours=2), START) == at("11 09:00")
    assert deadline(at("10 21:00"), timedelta(hours=2), START) == at("11 09:00")
    assert deadline(at("10 06:00"), timedelta(hours=2), START) == at("10 08:00")


def test_the_morning_after_is_nine_sharp():
    asked = at("10 21:30").replace(second=12, microsecond=345)
    assert deadline(asked, timedelta(hours=2), START) == at("11 09:00")


@pytest.mark.parametrize(
    ("ends", "put_off_to"),
    [
        ("10 21:59", "10 21:59"),
        ("10 22:00", "11 09:00"),
        ("10 22:59", "11 09:00"),
        ("10 23:00", "11 09:00"),
        ("11 00:00", "11 09:00"),
        ("11 07:59", "11 09:00"),
        ("11 08:00", "11 08:00"),
    ],
)
def test_night_is_from_ten_to_eight_to_the_minute(ends, put_off_to):
    hour = timedelta(hours=1)
    assert deadline(at(ends) - hour, hour, START) == at(put_off_to)


def test_but_never_after_the_start():
    assert deadline(at("25 04:00"), DAY, START) <= START


def test_a_first_place_is_confirmed_within_what_the_notice_says():
    assert confirmation_deadline(at("10 23:30"), timedelta(hours=2), START) == at("11 01:30")
    assert confirmation_deadline(at("24 20:00"), 2 * DAY, START) == START


def test_once_it_has_begun_there_is_half_an_hour_to_confirm():
    assert confirmation_deadline(START + DAY, 2 * DAY, START) == START + DAY + SHORTEST


@pytest.mark.parametrize(
    ("before", "open_"),
    [
        (2 * DAY + timedelta(microseconds=1), False),
        (2 * DAY, True),
        (timedelta(microseconds=1), True),
        (timedelta(), False),
    ],
    ids=["before its time", "at its time", "before the start", "at the start"],
)
def test_a_freed_place_is_open_to_all_from_its_time_until_the_start(before, open_):
    made = group(all_at_once=2 * DAY)
    assert open_to_all(made, made.starts_at - before) is open_


@given(st.integers(0, 40 * 24 * 60), st.integers(1, 7 * 24 * 60))
def test_always_after_now_and_a_reminder_between(minutes, within):
    now = START - timedelta(minutes=minutes)
    until = deadline(now, timedelta(minutes=within), START)
    assert now < until and (until <= START or until == now + SHORTEST)
    assert now < reminder_at(now, until) < until
