"""杭州西湖区 2021 年暑期:本区一至五年级,两期,每班最多 40 人,7 月 15 日 12:00 截止;一个点不足 20 人,征得同意转到邻近的点。"""

import pytest

from tests.support.notice import Notice, numbered, word

HERE, THERE, HERE_2 = "school-1 term-1", "school-2 term-1", "school-1 term-2"
PLAIN = {"grade": 3, "school_area": "杭州市西湖区"}
OPEN, CLOSE = "2021-07-10 09:00", "2021-07-15 12:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("hangzhou-xihu-2021-summer")


def test_the_window_to_the_second(notice):
    """The opening is assumed."""
    rows = [
        ("2021-07-10 08:59:59", "早到", {}, HERE, "not_open"),
        ("2021-07-10 09:00:00", "准点", {}, HERE, "confirmed"),
        ("2021-07-15 11:59:59", "赶上", {}, HERE, "confirmed"),
        ("2021-07-15 12:00:00", "迟到", {}, HERE, "closed"),
        ("2021-07-15 12:00:00", "第二期也截止了", {}, HERE_2, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, HERE, "confirmed"),
        (OPEN, "五年级", {"grade": 5}, HERE, "confirmed"),
        (OPEN, "受资助", {"categories": ["aided"]}, HERE, "confirmed"),
        (OPEN, "准一年级", {"grade": 0}, HERE, "grade"),
        (OPEN, "六年级", {"grade": 6}, HERE, "grade"),
        (OPEN, "外区", {"school_area": "杭州市上城区"}, HERE, "school_area"),
        (OPEN, "外区六年级", {"grade": 6, "school_area": "杭州市上城区"}, HERE, "grade school_area"),
        (OPEN, "两期", {}, HERE, "confirmed"),
        (OPEN, "两期", {}, HERE_2, "confirmed"),
        (OPEN, "两期", {}, THERE, "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_40_a_class_to_who_comes_first(notice):
    """First come, and a list of those who wait, are assumed."""
    told = notice.at(OPEN).crowd(numbered("家庭", 1, 42), HERE, **PLAIN)
    assert told == ["confirmed"] * 40 + ["waitlisted 1", "waitlisted 2"]
    notice.at("2021-07-16 09:00").leave("家庭0003", HERE)
    assert notice.waiting(HERE) == ["家庭0042"]


def test_under_20_parents_are_asked_and_moved_to_a_near_site(notice):
    """12 here, 30 there: 10 can be asked. Nobody is moved who does not say yes."""
    assert {notice.minimum(key) for key in notice.groups} == {(20, CLOSE, "move")}
    notice.at(OPEN).crowd(numbered("这里", 1, 12), HERE, **PLAIN)
    notice.crowd(numbered("那里", 1, 30), THERE, **PLAIN)
    notice.at(CLOSE).propose_move(HERE, THERE, "2021-07-16 12:00")
    assert notice.offered(THERE) == numbered("这里", 1, 10) and len(notice.admitted(HERE)) == 12
    assert word(notice.accept("这里0001", THERE)) == "confirmed"
    notice.at("2021-07-16 12:00")
    assert notice.admitted(HERE) == numbered("这里", 2, 12)
    assert notice.admitted(THERE) == sorted(["这里0001", *numbered("那里", 1, 30)])
    notice.call_off(HERE)
    assert notice.admitted(HERE) == []
    assert notice.admitted(HERE_2) == [] and word(notice.ask("这里0002", THERE)) == "closed"
