"""海口市五源河幼儿园 2025 年暑期:3—6 岁在园幼儿,3 个班各 30 人,先到先得,满员为止;缴费才算报名;16:30 或 17:30 离园。"""

from datetime import date

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

CLASS_1, CLASS_2, CLASS_3, EXTENDED = "care 1", "care 2", "care 3", "extended"
OPEN = "2025-07-01 09:00"


def born(text):
    """A child born on that day."""
    return {"birth_date": date.fromisoformat(text)}


PLAIN = {"grade": -1} | born("2020-05-01")


@pytest.fixture
def notice() -> Notice:
    return Notice("haikou-wuyuanhe-2025-summer")


def test_the_window_to_the_second(notice):
    """The window is assumed. A place is kept at once, and counts when it is paid."""
    rows = [
        ("2025-07-01 08:59:59", "早到", {}, CLASS_1, "not_open"),
        ("2025-07-01 09:00:00", "准点", {}, CLASS_1, "offered"),
        ("2025-07-10 17:59:59", "赶上", {}, CLASS_1, "offered"),
        ("2025-07-10 18:00:00", "迟到", {}, CLASS_1, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_three_to_six_on_the_first_day_and_in_kindergarten(notice):
    """Which day counts is silent: the first, 14 July, is assumed."""
    rows = [
        (OPEN, "当天满三岁", {"grade": -2} | born("2022-07-14"), CLASS_1, "offered"),
        (OPEN, "差一天三岁", {"grade": -2} | born("2022-07-15"), CLASS_1, "age"),
        (OPEN, "还没满七岁", {"grade": 0} | born("2018-07-15"), CLASS_1, "offered"),
        (OPEN, "当天满七岁", {"grade": 0} | born("2018-07-14"), CLASS_1, "age"),
        (OPEN, "六岁小学生", {"grade": 1} | born("2018-08-01"), CLASS_1, "grade"),
        (OPEN, "没写生日", {"birth_date": None}, CLASS_1, "age"),
        (OPEN, "七岁小学生", {"grade": 1} | born("2018-01-01"), CLASS_1, "grade age"),
        (OPEN, "七岁延时", {"grade": 0} | born("2018-07-14"), EXTENDED, "age"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_90_places_and_full_is_full(notice):
    notice.at(OPEN)
    for words in (CLASS_1, CLASS_2, CLASS_3):
        names = numbered(words, 1, 31)
        assert notice.crowd(names, words, **PLAIN) == ["offered"] * 30 + ["full"]
        for name in names[:30]:
            assert word(notice.accept(name, words)) == "confirmed"
    assert sum(len(notice.admitted(words)) for words in (CLASS_1, CLASS_2, CLASS_3)) == 90
    assert notice.waiting(CLASS_1) == []


def test_who_does_not_pay_has_not_signed_up(notice):
    """Half an hour to pay is assumed."""
    notice.at(OPEN).crowd(numbered("家庭", 1, 30), CLASS_1, **PLAIN)
    assert notice.until("家庭0001", CLASS_1) == "2025-07-01 09:30"
    for name in numbered("家庭", 2, 30):
        notice.accept(name, CLASS_1)
    assert notice.at("2025-07-01 09:29:59").crowd(["等不到"], CLASS_1, **PLAIN) == ["full"]
    assert notice.at("2025-07-01 09:30").crowd(["下一个"], CLASS_1, **PLAIN) == ["offered"]
    assert notice.in_state(CLASS_1, State.EXPIRED) == ["家庭0001"]
    assert word(notice.ask("家庭0001", CLASS_1)) == "full"


def test_the_longer_package_is_added_to_care(notice):
    rows = [
        (OPEN, "套餐一", {}, CLASS_1, "offered"),
        (OPEN, "套餐二", {}, CLASS_1, "offered"),
        (OPEN, "套餐二", {}, EXTENDED, "offered"),
        (OPEN, "套餐二", {}, CLASS_2, "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows
