"""A notice of our own, written from docs/plan.md alone: four wishes among six sites, a place kept at each, siblings as one, checked first,
ordered priorities, short waiting lists.
"""

from pathlib import Path

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

PLAN = (Path(__file__).parent / "plans" / "six-sites.yaml").read_text(encoding="utf-8")
PUPIL = {"school_area": "眉山市东坡区", "grade": 2}
FIRST, SECOND, THIRD = {"categories": ["disabled"]}, {"categories": ["dual_earner"]}, {"unions": ["dongpo"]}
RIDER = {"categories": ["new_form"]}
OPENS, DECIDED = "2026-06-20 08:00", "2026-06-26 12:00"
FIRST_WISH = {
    "a": ["普通一", "会员一"],
    "b": ["大双", "残疾"],
    "c": ["普通二", "普通四"],
    "f": ["骑手一", "骑手二", "骑手三", "普通三"],
}


@pytest.fixture
def sites() -> Notice:
    return Notice(PLAN).at(OPENS)


def test_who_may_sign_up_and_for_how_much(sites):
    rows = [
        (OPENS, "升二年级", PUPIL | {"grade": 1}, "a", "entered"),
        (OPENS, "升一年级", PUPIL | {"grade": 0}, "a", "rising_grade"),
        (OPENS, "升初一", PUPIL | {"grade": 6}, "a", "rising_grade"),
        (OPENS, "别区的学校", PUPIL | {"school_area": "彭山区"}, "a", "school_area"),
        (OPENS, "升二年级", {}, "b", "already_booked"),
    ]
    assert sites.play(rows) == rows
    sites.family("五个志愿", **PUPIL)
    assert word(sites.ask("五个志愿", *"abcde")) == "not_together"


def test_two_of_a_family(sites):
    sites.family("老大", "老二", "老三", **PUPIL)
    assert [word(sites.ask(name, "a")) for name in ("老大", "老二", "老三")] == ["entered", "entered", "limited"]


@pytest.fixture
def decided(sites) -> Notice:
    """In the order in which they ask, each with its priority and wishes; who is refused is out.

    a has 2 places for all and 1 kept, b, c, d and e have 1 and 1, f only the kept one.
    """
    sites.crowd(["普通一"], "a", "b", **PUPIL)
    sites.crowd(["会员一"], "a", "b", "c", "d", **PUPIL, **THIRD)
    sites.family("大双", "小双", **PUPIL, **SECOND)
    sites.ask_together([("大双", "b"), ("小双", "b")], [("大双", "a"), ("小双", "a")])
    sites.crowd(["骑手一"], "f", "a", **PUPIL, **RIDER)
    sites.crowd(["骑手二"], "f", "a", **PUPIL, **RIDER)
    sites.crowd(["骑手三"], "f", "a", "b", **PUPIL, **RIDER)
    sites.crowd(["残疾"], "b", "a", **PUPIL, **FIRST)
    sites.crowd(["不实"], "a", **PUPIL, **FIRST)
    sites.crowd(["普通二"], "c", **PUPIL)
    sites.crowd(["普通三"], "f", "c", "e", **PUPIL)
    sites.crowd(["普通四"], "c", **PUPIL)
    sites.at("2026-06-25 10:00")
    for first, names in FIRST_WISH.items():
        sites.check_all(names, first)
    sites.check("不实", "a", approved=False, reason="没有证明")
    return sites.at(DECIDED)


def test_wish_by_wish_in_the_order_of_priority_and_time(decided):
    """残疾 first: b. 双胞胎 next: two in b are not free any more, so the two of a. 会员一: a and b are full, so c. Then by time: 普通一 has
    nothing left of a and b; 骑手一 has f; 骑手二 has the kept place of a, 骑手三 that of b; c is full for 普通二; 普通三 has e.
    """
    given = {site: decided.admitted(site) for site in "abcdef"}
    assert given == {
        "a": ["大双", "小双", "骑手二"],
        "b": ["残疾", "骑手三"],
        "c": ["会员一"],
        "d": [],
        "e": ["普通三"],
        "f": ["骑手一"],
    }
    assert [decided.waiting(site) for site in "abcdef"] == [["普通一"], ["普通一"], ["普通二", "普通四"], [], [], []]
    assert decided.in_state("a", State.REFUSED) == ["不实"]


def test_a_freed_place_goes_on_and_the_other_turns_end(decided):
    decided.leave("残疾", "b")
    assert decided.admitted("b") == ["普通一", "骑手三"]
    assert [decided.waiting(site) for site in "abc"] == [[], [], ["普通二", "普通四"]]


def test_one_of_the_twins_may_leave_and_a_riders_place_stays_a_riders(decided):
    decided.leave("小双", "a")
    assert decided.admitted("a") == ["大双", "普通一", "骑手二"]
    decided.leave("骑手二", "a")
    assert decided.left("a") == 1 and decided.waiting("a") == []


def test_a_request_nobody_has_checked_holds_up_all_six(sites):
    sites.crowd(["没人审"], "a", **PUPIL)
    sites.crowd(numbered("审了", 1, 2), "f", "e", **PUPIL, **RIDER)
    sites.check_all(numbered("审了", 1, 2), "f")
    sites.at("2026-06-27 09:00")
    assert sites.admitted("f") == []
    sites.check("没人审", "a")
    assert (sites.admitted("f"), sites.admitted("e"), sites.admitted("a")) == (["审了0001"], ["审了0002"], ["没人审"])
