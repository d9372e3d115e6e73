"""A notice of our own, written from docs/plan.md alone: a zone of 500 firms with allotments of two employers and of riders, one with an
earlier window, each released at its instant.
"""

import pytest

from tests.support.notice import Notice, numbered, word

ZONE = """
plan: zone-2026-summer
union: zone
issuer: 开发区工会联合会
title: 2026年暑期爱心托管班
season: 2026-summer
registration: {opens: 2026-06-20 09:00, closes: 2026-06-30 18:00}
who: {members_of: zone, grades: 1-6}           # 区内 500 家企业的工会都在开发区工会之下
pools:
  - {name: 重汽配件, places: 12, employers: 重汽配件有限公司, opens: 2026-06-18 09:00, until: 2026-06-25 12:00}
  - {name: 电子厂, places: 10%, members_of: zone-dianzi, until: 2026-06-25 12:00}
  - {name: 骑手, places: 6, categories: 新就业形态, until: 2026-07-10 12:00}
limits: {per_child: 1}
terms: {summer: {name: 暑期, blocks: {from: 2026-07-06, to: 2026-07-31}}}
sites: {home: {name: 职工之家}}
sessions: {care: {name: 爱心托管班, hours: 08:00-17:30, groups: {care: {places: 60}}}}
"""
WORKER = {"unions": ["zone", "zone-firm-017"], "grade": 3}
TRUCK = WORKER | {"employers": ["重汽配件有限公司"]}
CHIP = WORKER | {"unions": ["zone", "zone-dianzi"]}
RIDER = WORKER | {"categories": ["new_form"]}
Z_OPEN, RELEASED = "2026-06-20 09:00", "2026-06-25 12:00"


@pytest.fixture
def zone() -> Notice:
    return Notice(ZONE)


def test_who_may_sign_up_and_from_when(zone):
    rows = [
        ("2026-06-18 08:59:59", "重汽早到", TRUCK, "", "not_open"),
        ("2026-06-18 09:00:00", "重汽提前", TRUCK, "", "confirmed"),
        ("2026-06-18 09:00:00", "电子厂不提前", CHIP, "", "not_open"),
        ("2026-06-18 09:00:00", "重汽非会员", TRUCK | {"unions": []}, "", "member"),
        ("2026-06-20 08:59:59", "其他企业", WORKER, "", "not_open"),
        ("2026-06-20 09:00:00", "其他企业", {}, "", "confirmed"),
        ("2026-06-20 09:00:00", "区外", WORKER | {"unions": ["other"]}, "", "member"),
        ("2026-06-20 09:00:00", "区外骑手", RIDER | {"unions": []}, "", "member"),
        ("2026-06-20 09:00:00", "初一", WORKER | {"grade": 7}, "", "grade"),
        ("2026-06-30 18:00:00", "迟到", WORKER, "", "closed"),
    ]
    assert zone.play(rows) == rows


def test_the_early_window_gives_no_more_than_the_allotment(zone):
    zone.at("2026-06-18 09:00")
    assert zone.crowd(numbered("重汽", 1, 13), **TRUCK) == ["confirmed"] * 12 + ["not_open"]
    zone.at(Z_OPEN)
    assert word(zone.ask("重汽0013")) == "confirmed"


def test_kept_places_are_kept_until_their_instant_and_then_go_by_turn(zone):
    """60 = 12 + 6 (10 %) + 6 kept + 36 open. 11 of 重汽, 4 of the electronics works and 2 riders come."""
    zone.at(Z_OPEN)
    assert zone.crowd(numbered("其他", 1, 44), **WORKER) == ["confirmed"] * 36 + [
        f"waitlisted {n}" for n in range(1, 9)
    ]
    assert zone.crowd(numbered("重汽", 1, 11), **TRUCK) == ["confirmed"] * 11
    assert zone.crowd(numbered("电子", 1, 4), **CHIP) == ["confirmed"] * 4
    assert zone.crowd(numbered("骑手", 1, 2), **RIDER) == ["confirmed"] * 2
    zone.at("2026-06-25 11:59:59")
    assert zone.waiting() == numbered("其他", 37, 44)
    zone.at(RELEASED)
    assert zone.waiting() == numbered("其他", 40, 44) and zone.left() == 4
    zone.at("2026-07-10 11:59:59")
    assert zone.waiting() == numbered("其他", 40, 44)
    zone.at("2026-07-10 12:00")
    assert zone.waiting() == ["其他0044"] and zone.left() == 0


def test_a_rider_of_an_allotted_firm_counts_for_the_first_allotment(zone):
    zone.at(Z_OPEN).crowd(["两样"], **(TRUCK | {"categories": ["new_form"]}))
    assert zone.crowd(numbered("骑手", 1, 6), **RIDER) == ["confirmed"] * 6
    assert zone.crowd(numbered("其他", 1, 37), **WORKER) == ["confirmed"] * 36 + ["waitlisted 1"]


def test_a_family_of_two_allotted_firms_may_use_either(zone):
    zone.at(Z_OPEN).crowd(numbered("其他", 1, 36), **WORKER)
    zone.crowd(numbered("重汽", 1, 12), **TRUCK)
    assert zone.crowd(["夫妻两厂"], **(TRUCK | {"unions": ["zone", "zone-dianzi"]})) == ["confirmed"]
