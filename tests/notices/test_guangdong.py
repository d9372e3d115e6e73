"""妇联爱心学堂暑期:四期,7 月 11 日至 8 月 19 日周一至周五,9:00—11:30、14:30—16:30,中午不托管;家长知情同意书。"""

from datetime import time

import pytest

from tests.support.notice import Notice, numbered, word

TERMS = ["term-1", "term-2", "term-3", "term-4"]
PLAIN = {"grade": 2}
OPEN = "2022-06-27 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("guangdong-women-federation-summer")


def test_the_window_to_the_second(notice):
    """Year and window are assumed."""
    rows = [
        ("2022-06-27 08:59:59", "早到", {}, "term-1", "not_open"),
        ("2022-06-27 09:00:00", "准点", {}, "term-1", "confirmed"),
        ("2022-07-03 17:59:59", "赶上", {}, "term-1", "confirmed"),
        ("2022-07-03 18:00:00", "迟到", {}, "term-1", "closed"),
        ("2022-07-03 18:00:00", "后几期也一起截止", {}, "term-4", "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up(notice):
    """Primary pupils, union or not, are assumed; every parent consents first."""
    rows = [
        (OPEN, "一年级", {"grade": 1}, "term-1", "confirmed"),
        (OPEN, "六年级", {"grade": 6}, "term-1", "confirmed"),
        (OPEN, "大班", {"grade": 0}, "term-1", "grade"),
        (OPEN, "初一", {"grade": 7}, "term-1", "grade"),
        (OPEN, "没有同意书", {"lacks": ["agreement"]}, "term-1", "agreement"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_four_terms_of_30_that_a_child_may_all_take(notice):
    """30 places and a waiting list are assumed; no limit is said."""
    notice.at(OPEN)
    for term in TERMS:
        told = notice.crowd(numbered(term, 1, 31), term, **PLAIN)
        assert told == ["confirmed"] * 30 + ["waitlisted 1"]
    notice.family("小红", **PLAIN)
    for term in TERMS:
        notice.leave(f"{term}0030", term)
        notice.leave(f"{term}0031", term)
        assert word(notice.ask("小红", term)) == "confirmed"


def test_noon_is_not_covered(notice):
    for term in TERMS:
        for hours in notice.group(term).meetings.values():
            assert list(hours) == [(time(9), time(11, 30)), (time(14, 30), time(16, 30))]
