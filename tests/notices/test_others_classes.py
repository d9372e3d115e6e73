"""A notice of our own, written from docs/plan.md alone: interest classes with an opening lot, ranked wishes, siblings as one, two classes
a child.
"""

from datetime import date

import pytest

from tests.notices.formula import as_given, by_hand
from tests.support.notice import Notice, numbered, word

CLASSES = """
plan: classes-2026-summer
union: gaoxin
issuer: 高新区工会
title: 2026年暑期兴趣班
season: 2026-summer
registration: {opens: 2026-06-27 09:00, closes: 2026-06-28 18:00}
who: {members_of: gaoxin, ages: 6-12}
admission: {way: opening_lot, lot_minutes: 15}
limits: {per_child: 2}
waiting_list: 3
sites: {center: {name: 职工文化宫}}
interest_classes:
  dance:
    from: 2026-07-06
    to: 2026-08-14
    timetable: 周二、周四 09:00-10:30
    admission: {together: 艺术, wishes: 3}
    groups: {dance: {places: 6}}
  calligraphy:
    from: 2026-07-06
    to: 2026-08-14
    timetable: 周一 09:00-10:30
    admission: {together: 艺术, wishes: 3}
    groups: {calligraphy: {places: 4}}
  painting:
    from: 2026-07-06
    to: 2026-08-14
    timetable: 周三 09:00-10:30
    admission: {together: 艺术, wishes: 3}
    groups: {painting: {places: 3, who: {ages: 6-8}}}
  basketball:
    from: 2026-07-06
    to: 2026-08-14
    timetable: 周五 15:00-16:30
    groups: {basketball: {places: 8}}
  football:
    from: 2026-07-06
    to: 2026-08-14
    timetable: 周五 16:00-17:30
    groups: {football: {places: 8}}
"""
ARTS = DANCE, CALLIGRAPHY, PAINTING = "dance", "calligraphy", "painting"
C_OPEN, LOT = "2026-06-27 09:00", "2026-06-27 09:15"


def pupil(born="2019-03-01", **more):
    """A member's child."""
    return {"unions": ["gaoxin"], "birth_date": date.fromisoformat(born)} | more


@pytest.fixture
def classes() -> Notice:
    return Notice(CLASSES)


def test_the_window_and_who_may_sign_up(classes):
    rows = [
        ("2026-06-27 08:59:59", "早到", pupil(), DANCE, "not_open"),
        ("2026-06-27 09:00:00", "准点", pupil(), DANCE, "entered"),
        ("2026-06-27 09:00:00", "九岁学画", pupil("2017-07-08"), PAINTING, "age"),
        ("2026-06-27 09:00:00", "当天八岁", pupil("2018-07-08"), PAINTING, "entered"),
        ("2026-06-27 09:00:00", "不是会员", pupil(unions=[]), DANCE, "member"),
        ("2026-06-27 09:14:59", "不用抢", pupil(), DANCE, "entered"),
        ("2026-06-27 09:15:00", "之后先到先得", pupil(), DANCE, "confirmed"),
        ("2026-06-28 18:00:00", "迟到", pupil(), DANCE, "closed"),
    ]
    assert classes.play(rows) == rows
    assert classes.admitted(DANCE) == sorted(["准点", "不用抢", "之后先到先得"])


def test_the_lot_gives_the_first_wish_that_can_be_had(classes):
    """18 for 13 places, all with three wishes: everyone but five has one class, and the lists hold three at most."""
    classes.at(C_OPEN).crowd(numbered("孩子", 1, 18), DANCE, CALLIGRAPHY, PAINTING, **pupil())
    classes.at(LOT)
    expected = by_hand(classes, DANCE, "")
    assert {classes.key(name): as_given(classes, name) for name in ARTS} == expected
    assert [len(classes.admitted(name)) for name in ARTS] == [6, 4, 3]
    assert [len(classes.waiting(name)) for name in ARTS] == [3, 3, 3]
    assert len(classes.unplaced(DANCE)) == 2
    placed = [name for arts in ARTS for name in classes.admitted(arts)]
    assert len(set(placed)) == 13 and not set(placed) & set(classes.waiting(DANCE))


def test_a_freed_place_goes_on_and_the_other_turns_end(classes):
    classes.at(C_OPEN).crowd(numbered("孩子", 1, 15), DANCE, CALLIGRAPHY, PAINTING, **pupil())
    classes.at("2026-06-29 09:00")
    first, second = classes.waiting(PAINTING)
    classes.leave(classes.admitted(PAINTING)[0], PAINTING)
    assert first in classes.admitted(PAINTING)
    assert [classes.waiting(name) for name in ARTS] == [[second]] * 3


def test_siblings_get_places_in_one_class(classes):
    """Five others for six places of dance: both dance and one other waits, or all five dance and both paint."""
    classes.family("姐姐", "妹妹", **pupil())
    classes.at(C_OPEN).ask_together([("姐姐", DANCE), ("妹妹", DANCE)], [("姐姐", PAINTING), ("妹妹", PAINTING)])
    classes.crowd(numbered("孩子", 1, 5), DANCE, **pupil())
    classes.at(LOT)
    expected = by_hand(classes, DANCE, "")
    assert {classes.key(name): as_given(classes, name) for name in ARTS} == expected
    assert sum({"姐姐", "妹妹"} <= set(classes.admitted(name)) for name in (DANCE, PAINTING)) == 1


def test_two_a_child(classes):
    rows = [
        (C_OPEN, "小明", pupil(), DANCE, "entered"),
        (C_OPEN, "小明", {}, PAINTING, "already_booked"),
        (C_OPEN, "小明", {}, "basketball", "entered"),
        (C_OPEN, "小明", {}, "football", "limited"),
        (C_OPEN, "小红", pupil(), "basketball", "entered"),
        (C_OPEN, "小红", {}, "football", "overlaps"),
        (LOT, "小明", {}, PAINTING, "limited"),
        (LOT, "小红", {}, PAINTING, "confirmed"),
        (LOT, "小红", {}, DANCE, "limited"),
    ]
    assert classes.play(rows) == rows
    classes.leave("小明", "basketball")
    assert word(classes.ask("小明", PAINTING)) == "confirmed"
