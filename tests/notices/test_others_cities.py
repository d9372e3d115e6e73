"""Three notices of our own, in the manner of city districts: streets within districts, siblings in a ranking, places for riders that must
be confirmed, an exception of two conditions, and a second term in which those without a place go first. Worked out by hand.
"""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.notice import Notice, numbered, word

STREETS = """
plan: gusu-2027-winter
union: gusu
issuer: 姑苏区总工会
title: 2027年寒假爱心托管班
season: 2027-winter
registration: {opens: 2027-01-10 09:00, closes: 2027-01-13}
who:
  grades: 1-6
  any_of: [{members_of: gusu}, {home_areas: 苏州市姑苏区, categories: new_form}]
admission:
  way: ranked
  decide_at: 2027-01-12 12:00
  priorities: [hardship, {name: 平江双职工, categories: 双职工, home_areas: 苏州市姑苏区平江街道}, 双职工]
  answer_within: 24h
waiting_list: 3
limits: {per_family: 2}
terms: {winter: {name: 寒假, blocks: [{from: 2027-01-25, to: 2027-01-29}, {from: 2027-02-15, to: 2027-02-19}], excluded: 2027-02-17}}
sites: {pingjiang: {name: 平江办班点, places: 4}}
sessions: {care: {name: 爱心托管班, hours: 08:00-17:00, groups: {care: {}}}}
"""
MEMBER = {"unions": ["gusu"], "grade": 2}
BOTH_WORK = MEMBER | {"categories": ["dual_earner"]}
PINGJIANG, WUZHONG, HUQIU = "苏州市姑苏区平江街道", "苏州市吴中区", "江苏省苏州市虎丘区"
RIDER = {"grade": 3, "categories": ["new_form"]}


@pytest.fixture
def streets() -> Notice:
    """Decided: 困难, the two of 平江 and one 双职工 have the four places; three wait, and one found no room to."""
    notice = Notice(STREETS).at("2027-01-10 09:00")
    rows = [
        ("2027-01-10 09:00:00", "普通一", MEMBER, "", "entered"),
        ("2027-01-10 09:00:01", "双职工", BOTH_WORK | {"home_area": WUZHONG}, "", "entered"),
        ("2027-01-10 09:00:02", "骑手", RIDER | {"home_area": PINGJIANG}, "", "entered"),
        ("2027-01-10 09:00:03", "外区骑手", RIDER | {"home_area": HUQIU}, "", "any_of"),
        ("2027-01-10 09:00:04", "七年级", MEMBER | {"grade": 7}, "", "grade"),
        ("2027-01-11 08:00:00", "普通二", MEMBER | {"home_area": PINGJIANG}, "", "entered"),
        ("2027-01-12 11:59:58", "困难", MEMBER | {"categories": ["hardship"]}, "", "entered"),
        ("2027-01-12 11:59:58", "普通三", MEMBER, "", "entered"),
    ]
    assert notice.play(rows) == rows
    notice.family("平江一", "平江二", **(BOTH_WORK | {"home_area": PINGJIANG}))
    assert word(notice.ask_together([("平江一", ""), ("平江二", "")])) == "entered"
    return notice.at("2027-01-12 12:00")


def test_siblings_of_a_band_have_both_places_before_the_next_band(streets):
    assert sorted(streets.admitted()) == sorted(["困难", "平江一", "平江二", "双职工"])
    assert streets.waiting() == ["普通一", "骑手", "普通二"]


def test_after_the_decision_the_list_is_full(streets):
    streets.family("晚来", **MEMBER)
    assert word(streets.ask("晚来")) == "full"
    streets.at("2027-01-14 00:00").family("太晚", **MEMBER)
    assert word(streets.ask("太晚")) == "closed"


def test_an_offer_is_shorter_when_little_is_left(streets):
    streets.at("2027-01-20 10:00").leave("双职工")
    assert streets.until("普通一") == "2027-01-21 10:00"
    streets.at("2027-01-21 10:00")
    assert streets.until("骑手") == "2027-01-22 09:30"  # a quarter of the 94 hours to the first morning
    assert word(streets.accept("骑手")) == "confirmed"
    assert streets.waiting() == ["普通二"]


RIDERS = """
plan: jinjiang-2027-summer
union: jinjiang
issuer: 锦江区总工会
title: 2027年暑期爱心托管班
season: 2027-summer
registration: {opens: 2027-06-20 10:00, closes: 2027-06-25 24:00}
who: {members_of: jinjiang, join_by: 2027-06-24, rising_grades: 2-4, none_of: [{placed_in: 2026-summer}]}
admission: {way: first_come, confirm_within: 24h}
pools: [{name: 新就业形态, places: 40%, categories: new_form, until: 2027-06-26 12:00}]
limits: {per_child: 1, per_family: 2}
terms: {first: {blocks: {from: 2027-07-05, to: 2027-07-23}}, second: {blocks: {from: 2027-07-26, to: 2027-08-13}}}
sites: {home: {name: 职工之家}}
sessions: {care: {name: 爱心托管班, hours: 08:30-17:30, groups: {care: {places: 5}}}}
"""
WORKER = {"unions": ["jinjiang"], "grade": 2}
COURIER = WORKER | {"categories": ["new_form"]}


@pytest.fixture
def riders() -> Notice:
    return Notice(RIDERS)


def test_a_place_is_kept_until_it_is_confirmed_and_then_goes_on_within_its_pool(riders):
    riders.at("2027-06-20 10:00")
    assert riders.crowd(numbered("职工", 1, 5), "first", **WORKER) == ["offered"] * 3 + ["waitlisted 1", "waitlisted 2"]
    assert riders.crowd(numbered("骑手", 1, 3), "first", **COURIER) == ["offered"] * 2 + ["waitlisted 3"]
    assert [word(riders.accept(name, "first")) for name in ("职工0002", "骑手0001")] == ["confirmed"] * 2
    riders.leave("骑手0002", "first")
    assert riders.until("骑手0003", "first") == "2027-06-21 10:00"
    riders.at("2027-06-21 10:00")  # 职工0001, 职工0003 and 骑手0003 have not confirmed
    assert riders.until("职工0004", "first") == riders.until("职工0005", "first") == "2027-06-22 10:00"
    assert riders.left("first") == 1  # of the riders, until noon of the 26th
    riders.at("2027-06-22 09:00").family("又一个", **WORKER)
    assert word(riders.ask("又一个", "first")) == "waitlisted 1"
    riders.at("2027-06-22 10:00")
    assert riders.until("又一个", "first") == "2027-06-23 10:00"


def test_who_may_ask_and_how_often(riders):
    before = {"placed_in": ["jinjiang/2026-summer"]}
    rows = [
        ("2027-06-20 09:59:59", "早", WORKER, "first", "not_open"),
        ("2027-06-20 10:00:00", "升二", WORKER | {"grade": 1}, "first", "offered"),
        ("2027-06-20 10:00:00", "升五", WORKER | {"grade": 4}, "first", "rising_grade"),
        ("2027-06-20 10:00:00", "去年", WORKER | before, "first", "none_of"),
        ("2027-06-20 10:00:00", "升二", {}, "second", "limited"),
        ("2027-06-24 23:00:00", "后入会", WORKER | {"unions": []}, "second", "member"),
        ("2027-06-24 23:00:00", "太晚入会", WORKER | {"unions": []}, "second", "member"),
    ]
    assert riders.play(rows) == rows
    riders.at("2027-06-24 23:59:59").joins("后入会", "jinjiang")
    riders.at("2027-06-25 00:00:01").joins("太晚入会", "jinjiang")
    assert [word(riders.ask(name, "second")) for name in ("后入会", "太晚入会")] == ["offered", "member"]
    riders.family("大", "中", "小", **WORKER)
    assert [word(riders.ask(name, "second")) for name in ("大", "中", "小")] == ["offered", "offered", "limited"]


LOT = """
plan: shinan-2027-summer
union: shinan
issuer: 市南区总工会
title: 2027年暑期爱心托管班
season: 2027-summer
registration: {opens: 2027-06-10 09:00, closes: 2027-06-12 18:00}
who:
  school_areas: 青岛市
  grades: 大班-3
  any_of: [{members_of: shinan}, {home_areas: 市南区}]
  none_of: [{rising_grades: 1, ages: 5}]
terms:
  first:
    blocks: {from: 2027-07-05, to: 2027-07-23}
    admission: {way: draw_if_oversubscribed, together: yes, wishes: 2, draw_source: 报名截止后第一期双色球开奖号码}
  second:
    blocks: {from: 2027-07-26, to: 2027-08-13}
    registration: {opens: 2027-07-10 09:00, closes: 2027-07-12 18:00}
    admission: {way: ranked, priorities: [{name: 第一期没有录取的, none_of: [{placed_in: 2027-summer}]}]}
sites: {east: {name: 东部}, west: {name: 西部}}
sessions: {care: {name: 爱心托管班, hours: 08:30-17:30, groups: {care: {places: 2}}}}
"""
SHIBEI = {"grade": 2, "school_area": "山东省青岛市市北区"}
RESIDENT = SHIBEI | {"home_area": "青岛市市南区八大湖街道"}


@pytest.fixture
def lot() -> Notice:
    return Notice(LOT).at("2027-06-10 09:00")


def test_a_way_in_an_exception_of_two_conditions_and_a_school_anywhere_in_the_city(lot):
    five, six = date(2021, 8, 1), date(2021, 7, 5)
    rows = [
        ("2027-06-10 09:00:00", "住市南", RESIDENT, "first east", "entered"),
        ("2027-06-10 09:00:00", "会员住市北", SHIBEI | {"unions": ["shinan"]}, "first east", "entered"),
        ("2027-06-10 09:00:00", "都不是", SHIBEI, "first east", "any_of"),
        ("2027-06-10 09:00:00", "在济南上学", RESIDENT | {"school_area": "济南市"}, "first east", "school_area"),
        ("2027-06-10 09:00:00", "大班五岁", RESIDENT | {"grade": 0, "birth_date": five}, "first east", "none_of"),
        ("2027-06-10 09:00:00", "大班六岁", RESIDENT | {"grade": 0, "birth_date": six}, "first east", "entered"),
    ]
    assert lot.play(rows) == rows


def test_places_for_all_but_not_where_they_wish_is_drawn_and_who_has_none_goes_first_next_time(lot):
    names = numbered("孩子", 1, 5)
    assert lot.crowd(names, "first east", "first west", **RESIDENT) == ["entered"] * 5
    lot.at("2027-06-12 18:00")
    assert lot.waits_for_number("first east")
    lot.draw("03 07 12 18 25 31 09", "first east")
    east, west = set(lot.admitted("first east")), set(lot.admitted("first west"))
    assert (len(east), len(west), len(east & west)) == (2, 2, 0)
    (left,) = set(names) - east - west
    winner, other, last = sorted(east | west)[:3]
    for name in (winner, other, last):
        id_ = lot.families[name].children[name]
        lot.world.children[id_] = replace(lot.world.children[id_], placed_in=frozenset({"shinan/2027-summer"}))
    lot.at("2027-07-10 09:00")
    assert [word(lot.ask(name, "second east")) for name in (winner, other, last, left)] == ["entered"] * 4
    lot.at("2027-07-12 18:00")
    assert lot.admitted("second east") == sorted([left, winner])
    assert lot.waiting("second east") == [other, last]
