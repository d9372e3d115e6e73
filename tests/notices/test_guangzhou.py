"""广州海珠区 2021 年暑期:一至五年级,上午基础班、全日优质班,每班 35 人,不足 15 人不开;报名超过计划的班型才电脑抽签。"""

import pytest

from services.booking.domain.enrollment import State
from tests.notices.formula import NUMBER, as_given, by_hand
from tests.support.notice import Notice, numbered, word

MORNING, FULL_DAY, MORNING_2 = "school-1 term-1 morning", "school-1 term-1 full-day", "school-1 term-2 morning"
PLAIN = {"grade": 3}
OPEN, CLOSE = "2021-07-08 09:00", "2021-07-11 18:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("guangzhou-haizhu-2021-summer")


def test_the_window_to_the_second(notice):
    """The window is assumed. Early or late makes no difference to the draw."""
    rows = [
        ("2021-07-08 08:59:59", "早到", {}, MORNING, "not_open"),
        ("2021-07-08 09:00:00", "准点", {}, MORNING, "entered"),
        ("2021-07-11 17:59:59", "赶上", {}, MORNING, "entered"),
        ("2021-07-11 18:00:00", "迟到", {}, MORNING, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, FULL_DAY, "entered"),
        (OPEN, "五年级", {"grade": 5}, FULL_DAY, "entered"),
        (OPEN, "准一年级", {"grade": 0}, FULL_DAY, "grade"),
        (OPEN, "六年级", {"grade": 6}, FULL_DAY, "grade"),
        (OPEN, "六年级上午班", {"grade": 6}, MORNING, "grade"),
        (OPEN, "两种班型", {}, MORNING, "entered"),
        (OPEN, "两种班型", {}, FULL_DAY, "overlaps"),
        (OPEN, "两种班型", {}, MORNING_2, "entered"),
        (OPEN, "两种班型", {}, "school-2 term-1 morning", "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_the_ninth_school_opens_in_the_second_term(notice):
    assert len({key.split("/")[1] for key in notice.groups if "term-1" in key}) == 8
    assert len({key.split("/")[1] for key in notice.groups if "term-2" in key}) == 9
    assert {notice.minimum(key) for key in notice.groups} == {(15, CLOSE, "cancel")}


def test_35_for_35_are_not_drawn(notice):
    names = numbered("家庭", 1, 35)
    assert notice.at(OPEN).crowd(names, MORNING, **PLAIN) == ["entered"] * 35
    notice.at(CLOSE)
    assert not notice.waits_for_number(MORNING)
    assert notice.offered(MORNING) == names and notice.until("家庭0001", MORNING) == "2021-07-13 18:00"


def test_36_for_35_are_drawn_and_only_that_class_type(notice):
    notice.at(OPEN).crowd(numbered("全日", 1, 36), FULL_DAY, **PLAIN)
    notice.crowd(numbered("上午", 1, 20), MORNING, **PLAIN)
    notice.at("2021-07-12 21:30")
    assert notice.waits_for_number(FULL_DAY) and notice.offered(FULL_DAY) == []
    assert len(notice.in_state(MORNING, State.EXPIRED, State.OFFERED)) == 20
    expected = by_hand(notice, FULL_DAY)[notice.key(FULL_DAY)]
    notice.draw(NUMBER, FULL_DAY)
    assert as_given(notice, FULL_DAY) == expected
    assert len(notice.offered(FULL_DAY)) == 35 and len(notice.waiting(FULL_DAY)) == 1


def test_the_number_decides_and_who_asked_first_does_not(notice):
    """60 for 35: by the formula that parents are given. Another number gives another 35."""
    notice.at(OPEN).crowd(numbered("家庭", 1, 60), MORNING, **PLAIN)
    notice.at(CLOSE)
    expected, other = (
        by_hand(notice, MORNING, number)[notice.key(MORNING)] for number in (NUMBER, "01 02 03 04 05 06 + 07")
    )
    notice.draw(NUMBER, MORNING)
    assert as_given(notice, MORNING) == expected != other
    assert len(notice.offered(MORNING)) == 35 and len(notice.waiting(MORNING)) == 25
    assert set(notice.offered(MORNING)) != set(numbered("家庭", 1, 35))


def test_nobody_leaves_a_list_that_stands(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 36), MORNING, **PLAIN)
    assert word(notice.leave("家庭0036", MORNING)) == "withdrawn"
    assert notice.crowd(["家庭0037"], MORNING, **PLAIN) == ["entered"]
    notice.at(CLOSE)
    assert word(notice.leave("家庭0001", MORNING)) == "frozen"


def test_who_does_not_pay_in_time_makes_room_for_the_next_drawn(notice):
    """48 hours are assumed."""
    notice.at(OPEN).crowd(numbered("家庭", 1, 37), MORNING, **PLAIN)
    notice.at(CLOSE).draw(NUMBER, MORNING)
    first, second = notice.waiting(MORNING)
    late, *paid = notice.offered(MORNING)
    for name in paid:
        assert word(notice.accept(name, MORNING)) == "confirmed"
    notice.at("2021-07-13 17:59:59")
    assert notice.waiting(MORNING) == [first, second]
    notice.at("2021-07-13 18:00")
    assert notice.offered(MORNING) == [first] and notice.waiting(MORNING) == [second]
    assert notice.in_state(MORNING, State.EXPIRED) == [late]
