"""Two blocks are told as two, wherever a family or its organizer reads the dates."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from services.booking.store.groups import to_card
from services.classes.plan import expand, read
from services.notify import texts
from shared.events.catalogue import Dates, Meeting
from shared.kernel.words import Words
from tests.support.booking import facts
from tests.support.messages import params

BLOCKS = [(date(2027, 1, 25), date(2027, 2, 3)), (date(2027, 2, 15), date(2027, 2, 19))]
PLAN = """
plan: winter
title: 寒假托管
issuer: 高新区工会
union: gaoxin
season: 2027-winter
terms:
  one:
    blocks:
      - {from: 2027-01-23, to: 2027-02-03, weekdays: 周一至周五}
      - {from: 2027-02-15, to: 2027-02-21, weekdays: 周一至周五}
    excluded: [2027-02-01]
    make_up_days: [2027-01-30]
sites: {home: {name: 职工之家, places: 30}}
sessions:
  care:
    name: 托管
    terms: one
    sites: home
    hours: 08:00-17:30
    groups: {all: {name: 一班}}
who: {open_to: all}
registration: {opens: 2027-01-10 09:00, closes: 2027-01-20 17:00}
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "1月25日—2月3日、2月15日—19日（2月1日（周一）放假，1月30日（周六）补班）"),
        ("en", "25 Jan – 3 Feb, 15–19 Feb (no class Mon 1 Feb; also Sat 30 Jan)"),
    ],
)
def test_a_plans_blocks_reach_the_family(language, said):
    (group,) = expand(read(PLAN.encode()))
    card = to_card(group.facts)
    assert Words(language).dates(group.facts) == Words(language).dates(card) == said
    told = texts.text("confirmed", language, params(group=card.model_dump(mode="json")))
    assert said in told.body


def test_of_old_the_first_and_the_last_day_are_told():
    old = SimpleNamespace(first_day=BLOCKS[0][0], last_day=BLOCKS[1][1], dates=None)
    assert Words("zh").dates(old) == "1月25日—2月19日"
    assert to_card(facts()).dates is None


def test_the_year_is_told_where_it_changes():
    assert Words("zh").blocks([(date(2026, 12, 28), date(2027, 1, 8))]) == "2026年12月28日—2027年1月8日"
    assert Words("en").blocks([(date(2026, 12, 28), date(2026, 12, 31)), (date(2027, 1, 4), date(2027, 1, 8))]) == (
        "28–31 Dec 2026, 4–8 Jan 2027"
    )


def test_blocks_are_those_of_the_facts():
    meetings = [Meeting(date=day, start=time(8), end=time(17)) for block in BLOCKS for day in block]
    assert to_card(facts(meetings=meetings, dates=Dates(blocks=BLOCKS))).dates == Dates(blocks=BLOCKS)
