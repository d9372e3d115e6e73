"""丽江市总工会 2025 年寒假:父母一方是会员,1 月 9 日 17:00 前可入会,5—12 岁,1 月 10 日 18:00 截止;一次报名,春节前后两段 20 天。"""

from datetime import date

import pytest

from tests.support.notice import Notice, numbered, word

OPEN, CLOSE = "2025-01-06 09:00", "2025-01-10 18:00"


def born(text):
    """A child born on that day."""
    return {"birth_date": date.fromisoformat(text)}


PLAIN = {"unions": ["lijiang"]} | born("2017-03-01")


@pytest.fixture
def notice() -> Notice:
    return Notice("lijiang-2025-winter")


def test_the_window_to_the_second(notice):
    """The opening is assumed."""
    rows = [
        ("2025-01-06 08:59:59", "早到", {}, "", "not_open"),
        ("2025-01-06 09:00:00", "准点", {}, "", "confirmed"),
        ("2025-01-10 17:59:59", "赶上", {}, "", "confirmed"),
        ("2025-01-10 18:00:00", "迟到", {}, "", "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    """The day on which age counts is silent: the first, 13 January, is assumed."""
    rows = [
        (OPEN, "当天五岁", born("2020-01-13"), "", "confirmed"),
        (OPEN, "差一天五岁", born("2020-01-14"), "", "age"),
        (OPEN, "还是十二岁", born("2012-01-14"), "", "confirmed"),
        (OPEN, "当天十三岁", born("2012-01-13"), "", "age"),
        (OPEN, "驻丽单位", {"unions": ["resident-enterprise", "lijiang"]}, "", "confirmed"),
        (OPEN, "外卖员会员", {"categories": ["new_form"]}, "", "confirmed"),
        (OPEN, "留守儿童", {"categories": ["left_behind"]}, "", "confirmed"),
        (OPEN, "外卖员还没入会", {"categories": ["new_form"], "unions": []}, "", "member"),
        (OPEN, "外市会员", {"unions": ["dali"]}, "", "member"),
        (OPEN, "都不符", {"unions": []} | born("2012-01-13"), "", "member age"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_joins_by_the_minute_may_sign_up(notice):
    notice.family("小明", unions=[], **born("2017-03-01"))
    refused = notice.at("2025-01-08 10:00").ask("小明")
    assert word(refused) == "member"
    assert refused.reasons[0].join_by.isoformat() == "2025-01-09T17:00:00+08:00"
    notice.at("2025-01-09 17:00").joins("小明", "lijiang")
    assert word(notice.at("2025-01-10 17:59").ask("小明")) == "confirmed"


def test_who_joins_a_minute_too_late_may_not(notice):
    notice.family("小明", unions=[], **born("2017-03-01"))
    notice.at("2025-01-09 17:01").joins("小明", "lijiang")
    assert word(notice.at("2025-01-10 10:00").ask("小明")) == "member"


def test_one_sign_up_for_both_blocks(notice):
    days = sorted(notice.group().meetings)
    assert len(days) == 20 and (days[0], days[9], days[10], days[19]) == (
        date(2025, 1, 13), date(2025, 1, 24), date(2025, 2, 10), date(2025, 2, 21),
    )  # fmt: skip
    notice.at(OPEN).crowd(["小明"], **PLAIN)
    assert word(notice.ask("小明")) == "already_booked"


def test_40_places_to_who_comes_first(notice):
    """Places, first come and a waiting list are assumed. Between the blocks a freed place still goes to the next."""
    told = notice.at(OPEN).crowd(numbered("家庭", 1, 42), **PLAIN)
    assert told == ["confirmed"] * 40 + ["waitlisted 1", "waitlisted 2"]
    notice.at("2025-02-05 09:00").leave("家庭0001")
    assert notice.waiting() == ["家庭0042"]
    assert word(notice.at("2025-02-22 09:00").leave("家庭0002")) == "finished"
