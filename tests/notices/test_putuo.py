"""上海普陀 2025 年寒假:上海市小学在读,10 个点各 35 人;1 月 1 日起填信息,3 日 9:00 至 5 日 9:00 报名,先到先得,满了可以候补。"""

from datetime import date

import pytest

from tests.support.notice import Notice, numbered, word

SITES = [f"school-{n}" for n in range(1, 11)]
HERE, THERE = SITES[:2]
PLAIN = {"grade": 3, "school_area": "上海市普陀区"}
OPEN = "2025-01-03 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("shanghai-putuo-2025-winter")


def test_the_window_to_the_second(notice):
    """From 1 January children's data can be filled in; a place can be had only from the 3rd."""
    rows = [
        ("2025-01-01 09:00:00", "填好信息", {}, HERE, "not_open"),
        ("2025-01-03 08:59:59", "填好信息", {}, HERE, "not_open"),
        ("2025-01-03 09:00:00", "填好信息", {}, HERE, "confirmed"),
        ("2025-01-05 08:59:59", "赶上", {}, HERE, "confirmed"),
        ("2025-01-05 09:00:00", "迟到", {}, HERE, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    """A Shanghai primary school has five grades."""
    rows = [
        (OPEN, "一年级", {"grade": 1}, HERE, "confirmed"),
        (OPEN, "五年级", {"grade": 5}, HERE, "confirmed"),
        (OPEN, "外区", {"school_area": "上海市黄浦区"}, HERE, "confirmed"),
        (OPEN, "没有户籍", {"home_area": "江苏省昆山市"}, HERE, "confirmed"),
        (OPEN, "大班", {"grade": 0}, HERE, "grade"),
        (OPEN, "六年级", {"grade": 6}, HERE, "grade"),
        (OPEN, "外地上学", {"school_area": "江苏省昆山市"}, HERE, "school_area"),
        (OPEN, "没写学校所在地", {"school_area": ""}, HERE, "school_area"),
        (OPEN, "两个点", {}, HERE, "confirmed"),
        (OPEN, "两个点", {}, THERE, "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_350_places_at_ten_sites_and_no_end_of_the_lists(notice):
    """How long the list may be is silent: no limit is assumed."""
    notice.at(OPEN)
    for site in SITES:
        told = notice.crowd(numbered(site, 1, 60), site, **PLAIN)
        assert told == ["confirmed"] * 35 + [f"waitlisted {turn}" for turn in range(1, 26)]
    assert sum(len(notice.admitted(site)) for site in SITES) == 350
    assert all(notice.waiting(site) == numbered(site, 36, 60) for site in SITES)


def test_the_list_moves_in_its_order_at_its_own_site(notice):
    notice.at(OPEN).crowd(numbered("这里", 1, 37), HERE, **PLAIN)
    notice.crowd(numbered("那里", 1, 37), THERE, **PLAIN)
    notice.at("2025-01-10 09:00").leave("这里0010", HERE)
    assert notice.waiting(HERE) == ["这里0037"] and notice.waiting(THERE) == ["那里0036", "那里0037"]
    notice.leave("这里0037", HERE)
    notice.leave("这里0011", HERE)
    assert notice.waiting(HERE) == [] and notice.left(HERE) == 1


def test_who_waits_here_may_not_take_a_place_there_for_the_same_days(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 36), HERE, **PLAIN)
    assert word(notice.ask("家庭0036", THERE)) == "overlaps"
    notice.leave("家庭0036", HERE)
    assert word(notice.ask("家庭0036", THERE)) == "confirmed"


def test_ten_days_in_three_blocks_with_a_saturday(notice):
    for site in SITES:
        days = sorted(notice.group(site).meetings)
        assert len(days) == 10 and date(2025, 2, 8) in days and date(2025, 2, 9) not in days
