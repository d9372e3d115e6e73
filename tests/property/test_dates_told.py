"""Dates as people say them: what lies between two blocks is said not to take place, and what is said can be read back."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.classes.plan.groups.calendar import dates_told, term_days
from services.classes.plan.groups.presentation import ShownBlock
from shared.kernel.words import Words

ZH, EN = Words("zh"), Words("en")
DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 11, 1), date(2027, 3, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(sorted)
ONE_ZH = re.compile(r"(?:(\d+)年)?(\d+)月(\d+)日(?:（周.）|—(?:(?:(\d+)年)?(\d+)月)?(\d+)日)?")


@st.composite
def stretches(draw):
    """Blocks as a plan states them, in any order, some that touch or overlap."""
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 40), WEEKDAYS), min_size=1, max_size=4))
    return [ShownBlock(first=first, last=first + length * DAY, weekdays=weekdays) for first, length, weekdays in spans]


@st.composite
def breaks(draw):
    """Blocks as they are told: in order, with at least a day between."""
    day, found = draw(DAYS), []
    for length, gap in draw(st.lists(st.tuples(st.integers(0, 60), st.integers(2, 60)), min_size=1, max_size=5)):
        found.append((day, day + length * DAY))
        day += (length + gap) * DAY
    return found


def read_back(text: str, year: int) -> list[tuple[date, date]]:
    """The blocks that a reader understands who knows in which year they begin."""
    found = []
    for y, month, day, y2, month2, day2 in ONE_ZH.findall(text):
        year = int(y or year)
        first = date(year, int(month), int(day))
        year = int(y2 or year)
        found.append((first, date(year, int(month2 or month), int(day2)) if day2 else first))
    return found


@given(stretches(), st.sets(DAYS, max_size=6), st.sets(DAYS, max_size=4))
def test_what_is_told_says_every_day_and_no_break(stated, excluded, extra):
    held = term_days(stated, excluded, extra)
    dates = dates_told(stated, excluded, extra, held)
    assert dates.blocks == sorted(dates.blocks)
    assert all(before[1] + DAY < after[0] for before, after in pairwise(dates.blocks))
    assert all(first in held and last in held for first, last in dates.blocks)
    assert all(any(first <= day <= last for first, last in dates.blocks) for day in held)
    assert not set(dates.days_off) & set(held)
    assert set(dates.make_up_days) <= set(held)
    usual = {day for block in stated for day in term_days([block])}
    assert {
        day for first, last in dates.blocks for n in range((last - first).days + 1) if (day := first + n * DAY) in usual
    } - set(held) == set(dates.days_off)


@given(breaks())
def test_what_is_said_can_be_read_back(blocks):
    assert read_back(ZH.blocks(blocks), blocks[0][0].year) == blocks
    several = len({day.year for block in blocks for day in block}) > 1
    for text in (ZH.blocks(blocks), EN.blocks(blocks)):
        assert all((str(day.year) in text) == several for block in blocks for day in block)


@given(st.sets(DAYS, max_size=12))
def test_days_that_follow_each_other_are_said_together(days):
    runs = read_back(ZH.runs(days), min(days).year) if days else []
    assert {first + n * DAY for first, last in runs for n in range((last - first).days + 1)} == days
    assert all(before[1] + DAY < after[0] for before, after in pairwise(runs))
