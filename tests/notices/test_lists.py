"""A notice of our own: who stayed away too often last term is left out, members whose hardship is on file go first. Rows 12 and 27."""

import pytest

from tests.support.notice import Notice

PLAN = """
plan: lists-2026-summer
union: gaoxin
issuer: 高新区工会
title: 2026年暑期托管班
season: 2026-summer
registration: {opens: 2026-06-22 09:00, closes: 2026-06-25 18:00}
who:
  members_of: gaoxin
  grades: 小学
  none_of: [{listed_in: 上期出勤率低于70%}]
admission: {way: ranked, priorities: [{listed_in: 建档困难职工}, 双职工]}
terms: {summer: {blocks: {from: 2026-07-06, to: 2026-07-31}}}
sites: {home: {name: 职工之家}}
sessions: {care: {hours: 08:30-17:30, groups: {class: {name: 托管班, places: 2}}}}
"""
MEMBER = {"unions": ["gaoxin"], "grade": 2}
DAY = "2026-06-22 09:00"
ON_FILE, ABSENT = "gaoxin:建档困难职工", "gaoxin:上期出勤率低于70%"


@pytest.fixture
def notice() -> Notice:
    return Notice(PLAN).at(DAY)


def test_the_union_knows_whom_its_lists_name(notice):
    rows = [
        (DAY, "双职工", MEMBER | {"categories": ["dual_earner"]}, "class", "entered"),
        (DAY, "自称困难", MEMBER | {"categories": ["hardship"]}, "class", "entered"),
        (DAY, "常缺勤", MEMBER | {"unions": ["gaoxin", ABSENT]}, "class", "none_of"),
        (DAY, "外会缺勤", MEMBER | {"unions": ["gaoxin", "lijiang:上期出勤率低于70%"]}, "class", "entered"),
        (DAY, "建档困难", MEMBER | {"unions": ["gaoxin", ON_FILE]}, "class", "entered"),
    ]
    assert notice.play(rows) == rows
    notice.at("2026-06-25 18:00")
    assert notice.admitted("class") == ["双职工", "建档困难"]
    assert notice.waiting("class") == ["自称困难", "外会缺勤"]


def test_being_on_a_list_is_no_membership(notice):
    assert notice.crowd(["不是会员"], "class", grade=2, unions=[ON_FILE]) == ["member"]
