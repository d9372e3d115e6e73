"""Hours of a group as its family reads them: each lesson's, not only those of the first day."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from services.booking.store.groups import to_card
from shared.events.card import GroupCard
from shared.events.catalogue import Meeting
from shared.kernel.words import EN, ZH
from tests.support.booking import facts

MORNING, NOON, AFTERNOON = (time(9), time(10, 30)), (time(8, 30), time(11, 30)), (time(14), time(15, 30))
SATURDAY, SUNDAY = date(2027, 1, 16), date(2027, 1, 17)


def card(*meetings: tuple[date, tuple[time, time]]) -> GroupCard:
    return to_card(facts(meetings=[Meeting(date=day, start=start, end=end) for day, (start, end) in meetings]))


@pytest.mark.parametrize(
    ("meetings", "zh", "en"),
    [
        ([(SATURDAY, AFTERNOON), (SUNDAY, AFTERNOON)], "14:00–15:30", "14:00–15:30"),
        (
            [(SATURDAY, AFTERNOON), (SUNDAY, MORNING)],
            "周六 14:00–15:30，周日 09:00–10:30",
            "Sat 14:00–15:30; Sun 09:00–10:30",
        ),
        ([(SATURDAY, NOON), (SATURDAY, AFTERNOON)], "08:30–11:30、14:00–15:30", "08:30–11:30, 14:00–15:30"),
    ],
    ids=["alike", "other hours on Sundays", "twice a day"],
)
def test_all_hours_are_told(meetings, zh, en):
    assert ZH.times(card(*meetings)) == zh
    assert EN.times(card(*meetings)) == en


def test_of_a_time_when_no_more_was_told_the_hours_of_the_first_day_are():
    assert ZH.times(SimpleNamespace(start=time(9), end=time(10), week=[])) == "09:00–10:00"
