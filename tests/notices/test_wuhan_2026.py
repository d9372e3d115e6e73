"""武汉团市委 2026 年寒假:209 个点,寒假在武汉的小学生,先到先得,留守 > 经济困难 > 新就业;每个点前 20 名候补,严格按顺序,再办一次才算。"""

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

HERE, THERE = "site-1", "site-209"
PLAIN = {"grade": 3, "home_area": "武汉市洪山区"}
OPEN, DECIDED = "2026-01-27 10:00", "2026-01-28 10:00"
KINDS = {"留守": "left_behind", "困难": "low_income", "新就业": "new_form"}


@pytest.fixture
def notice() -> Notice:
    return Notice("wuhan-2026-winter")


def test_the_window_to_the_second(notice):
    """That the first day is decided together is assumed, and so is the closing."""
    rows = [
        ("2026-01-27 09:59:59", "早到", {}, HERE, "not_open"),
        ("2026-01-27 10:00:00", "准点", {}, HERE, "entered"),
        ("2026-01-28 09:59:59", "头一天", {}, HERE, "entered"),
        ("2026-01-28 10:00:00", "之后", {}, HERE, "confirmed"),
        ("2026-01-31 17:59:59", "赶上", {}, HERE, "confirmed"),
        ("2026-01-31 18:00:00", "迟到", {}, HERE, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows
    assert notice.admitted(HERE) == sorted(["准点", "头一天", "之后", "赶上"])


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, HERE, "entered"),
        (OPEN, "六年级", {"grade": 6}, HERE, "entered"),
        (OPEN, "大班", {"grade": 0}, HERE, "grade"),
        (OPEN, "初一", {"grade": 7}, HERE, "grade"),
        (OPEN, "寒假不在武汉", {"home_area": "湖北省孝感市"}, HERE, "home_area"),
        (OPEN, "在外地上学", {"school_area": "湖北省孝感市"}, HERE, "entered"),
        (OPEN, "没写住址", {"home_area": ""}, HERE, "home_area"),
        (OPEN, "两个点", {}, HERE, "entered"),
        (OPEN, "两个点", {}, THERE, "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_priorities_then_time_then_20_who_wait_and_the_rest_are_told_no(notice):
    """30 places are assumed. 55 came in the wrong order: 25 others, then 10 of each kind from the last to the first."""
    notice.at(OPEN).crowd(numbered("其他", 1, 25), HERE, **PLAIN)
    for kind in reversed(KINDS):
        notice.crowd(numbered(kind, 1, 9), HERE, **PLAIN, categories=[KINDS[kind]])
    notice.crowd(["别的点"], THERE, **PLAIN)
    notice.at(DECIDED)
    kinds = [name for kind in KINDS for name in numbered(kind, 1, 9)]
    assert notice.admitted(HERE) == sorted([*kinds, *numbered("其他", 1, 3)])
    assert notice.waiting(HERE) == numbered("其他", 4, 23)
    assert notice.unplaced(HERE) == numbered("其他", 24, 25)
    assert notice.admitted(THERE) == ["别的点"]


def test_more_of_the_kinds_than_places(notice):
    notice.at(OPEN)
    for kind in reversed(KINDS):
        notice.crowd(numbered(kind, 1, 17), HERE, **PLAIN, categories=[KINDS[kind]])
    notice.at(DECIDED)
    assert notice.admitted(HERE) == sorted(numbered("留守", 1, 17) + numbered("困难", 1, 13))
    assert notice.waiting(HERE) == numbered("困难", 14, 17) + numbered("新就业", 1, 16)
    assert notice.unplaced(HERE) == ["新就业0017"]


def test_after_the_first_day_first_come_and_20_who_wait(notice):
    """Afterwards no priority counts: they stand behind those of the first day, in order of arrival."""
    notice.at(OPEN).crowd(numbered("头一天", 1, 32), HERE, **PLAIN)
    notice.at("2026-01-28 10:00:01")
    told = notice.crowd(numbered("留守", 1, 19), HERE, **PLAIN, categories=["left_behind"])
    assert told == [f"waitlisted {turn}" for turn in range(3, 21)] + ["full"]
    assert notice.waiting(HERE) == numbered("头一天", 31, 32) + numbered("留守", 1, 18)


def test_a_freed_place_is_offered_in_strict_order_and_needs_a_second_act(notice):
    """Twelve hours are assumed; nobody must answer at night."""
    notice.at(OPEN).crowd(numbered("家庭", 1, 34), HERE, **PLAIN)
    notice.at("2026-01-29 09:30").leave("家庭0005", HERE)
    assert notice.offered(HERE) == ["家庭0031"] and len(notice.admitted(HERE)) == 29
    assert notice.until("家庭0031", HERE) == "2026-01-29 21:30"
    assert word(notice.accept("家庭0032", HERE)) == "still_waiting"
    notice.at("2026-01-29 21:29:59")
    assert notice.waiting(HERE) == numbered("家庭", 32, 34)
    notice.at("2026-01-29 21:30")
    assert notice.in_state(HERE, State.EXPIRED) == ["家庭0031"]
    assert notice.offered(HERE) == ["家庭0032"] and notice.until("家庭0032", HERE) == "2026-01-30 09:30"
    assert word(notice.at("2026-01-30 09:29").accept("家庭0032", HERE)) == "confirmed"
    assert notice.waiting(HERE) == numbered("家庭", 33, 34)
    notice.leave("家庭0006", HERE)
    notice.leave("家庭0033", HERE)
    assert notice.offered(HERE) == ["家庭0034"]


def test_a_place_in_the_list_is_free_again_when_somebody_leaves_it(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 51), HERE, **PLAIN)
    notice.at("2026-01-28 11:00")
    assert notice.unplaced(HERE) == ["家庭0051"]
    assert notice.crowd(["新来"], HERE, **PLAIN) == ["full"]
    notice.leave("家庭0040", HERE)
    assert word(notice.ask("家庭0051", HERE)) == "waitlisted 20"
    assert word(notice.ask("新来", HERE)) == "full"


def test_who_waits_keeps_the_way_to_another_site_open(notice):
    """Being on the queue is not a place: who left it may take one elsewhere."""
    notice.at(OPEN).crowd(numbered("家庭", 1, 31), HERE, **PLAIN)
    notice.at("2026-01-28 11:00")
    assert word(notice.ask("家庭0031", THERE)) == "overlaps"
    notice.leave("家庭0031", HERE)
    assert word(notice.ask("家庭0031", THERE)) == "confirmed"
