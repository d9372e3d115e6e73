"""A notice of our own, written from docs/plan.md alone: a hospital with weekdays, weekends and two shifts, for its own staff only; last
summer counts; two groups a family.
"""

from datetime import date

import pytest

from tests.support.notice import Notice, numbered, word

HOSPITAL = """
plan: rmyy-2026-summer
union: rmyy
issuer: 市人民医院工会
title: 2026年暑期职工子女托管
season: 2026-summer
registration: {opens: 2026-06-22 08:00, closes: 2026-06-26 18:00}
who:
  employers: 市人民医院              # 只收本院职工的孩子
  ages: 4-12
  age_on: 2026-09-01
admission:
  way: ranked
  priorities:
    - 一线医护
    - {name: 去年没排上, unlucky_in: 2025-summer}
  answer_within: 12h
  all_at_once: 24h
limits: {per_family: 2}
waiting_list: 20
terms:
  weekdays: {name: 平时, blocks: {from: 2026-07-06, to: 2026-07-31}}
  weekends:
    name: 周末
    blocks: {from: 2026-07-04, to: 2026-08-02, weekdays: 周六、周日}
    who: {none_of: [{placed_in: 2025-summer}]}     # 周末名额少:去年录取过的今年不再录取
sites:
  hospital: {name: 医院托管中心}
sessions:
  day:
    name: 白班托管
    hours: 07:30-18:00
    groups: {day: {places: {weekdays: 10, weekends: 4}}}
  late:
    name: 小夜班托管
    terms: weekdays
    hours: 18:00-22:00
    groups: {late: {places: 5}}
"""
DAY, WEEKEND, LATE = "day weekdays", "weekends", "late"
LAST_SUMMER = {"rmyy/2025-summer"}
H_OPEN, H_CLOSE = "2026-06-22 08:00", "2026-06-26 18:00"


def staff(born="2018-05-01", **more):
    """A hospital worker's child."""
    return {"employers": ["市人民医院"], "birth_date": date.fromisoformat(born)} | more


@pytest.fixture
def hospital() -> Notice:
    return Notice(HOSPITAL)


def test_who_may_sign_up(hospital):
    rows = [
        ("2026-06-22 07:59:59", "早到", staff(), DAY, "not_open"),
        (H_OPEN, "九月一日满四岁", staff("2022-09-01"), DAY, "entered"),
        (H_OPEN, "九月二日满四岁", staff("2022-09-02"), DAY, "age"),
        (H_OPEN, "还没满十三岁", staff("2013-09-02"), DAY, "entered"),
        (H_OPEN, "满十三岁", staff("2013-09-01"), DAY, "age"),
        (H_OPEN, "外院", staff(employers=["市中医院"]), DAY, "employer"),
        (H_OPEN, "夫妻一方", staff(employers=["市中医院", "市人民医院"]), DAY, "entered"),
        (H_OPEN, "去年录取过", staff(placed_in=LAST_SUMMER), WEEKEND, "none_of"),
        (H_OPEN, "去年录取过", {}, DAY, "entered"),
        (H_OPEN, "去年在别的工会录取过", staff(placed_in={"other/2025-summer"}), WEEKEND, "entered"),
        (H_OPEN, "前年录取过", staff(placed_in={"rmyy/2024-summer"}), WEEKEND, "entered"),
        ("2026-06-26 18:00", "迟到", staff(), DAY, "closed"),
    ]
    assert hospital.play(rows) == rows


def test_shifts_follow_one_another(hospital):
    rows = [
        (H_OPEN, "两班倒", staff(), DAY, "entered"),
        (H_OPEN, "两班倒", {}, LATE, "entered"),
        (H_OPEN, "两班倒", {}, WEEKEND, "limited"),
    ]
    assert hospital.play(rows) == rows


def test_two_groups_a_family(hospital):
    hospital.family("老大", "老二", "老三", **staff())
    hospital.at(H_OPEN)
    told = [word(hospital.ask(name, words)) for name, words in (("老大", DAY), ("老二", WEEKEND), ("老三", LATE))]
    assert told == ["entered", "entered", "limited"]
    assert word(hospital.ask("老大", LATE)) == "limited"
    hospital.leave("老大", DAY)
    assert word(hospital.ask_together([("老大", LATE), ("老三", LATE)])) == "limited"
    assert word(hospital.ask("老三", LATE)) == "entered"


def test_front_line_then_last_years_unlucky_then_by_time(hospital):
    hospital.at(H_OPEN).crowd(numbered("其他", 1, 6), DAY, **staff())
    hospital.crowd(numbered("没排上", 1, 4), DAY, **staff(unlucky_in=LAST_SUMMER))
    hospital.crowd(numbered("一线", 1, 4), DAY, **staff(categories=["一线医护"]))
    hospital.at(H_CLOSE)
    assert hospital.admitted(DAY) == sorted(numbered("一线", 1, 4) + numbered("没排上", 1, 4) + numbered("其他", 1, 2))
    assert hospital.waiting(DAY) == numbered("其他", 3, 6)


def test_in_the_last_day_the_first_to_accept_has_it(hospital):
    hospital.at(H_OPEN).crowd(numbered("家庭", 1, 13), DAY, **staff())
    hospital.at("2026-07-05 07:29").leave("家庭0001", DAY)
    assert hospital.offered(DAY) == ["家庭0011"] and hospital.until("家庭0011", DAY) == "2026-07-05 13:29"
    hospital.at("2026-07-05 09:00").leave("家庭0002", DAY)
    assert hospital.offered(DAY) == ["家庭0011"]
    assert word(hospital.accept("家庭0013", DAY)) == "confirmed"
    assert word(hospital.accept("家庭0012", DAY)) == "still_waiting"
