"""德阳市旌阳区总工会 2025 年暑期:55 个名额,其中 16 个(约 30%)留给新就业形态劳动者。"""

import pytest

from tests.support.notice import Notice, numbered

PLAIN = {"unions": ["jingyang"]}
RIDER = PLAIN | {"categories": ["new_form"]}
OPEN = "2025-07-07 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("deyang-jingyang-2025-summer")


def test_the_window_to_the_second_and_who_may_sign_up(notice):
    """Window and membership are assumed; no age or grade is said."""
    rows = [
        ("2025-07-07 08:59:59", "早到", {}, "", "not_open"),
        ("2025-07-07 09:00:00", "准点", {}, "", "confirmed"),
        ("2025-07-07 09:00:00", "骑手", {"categories": ["new_form"]}, "", "confirmed"),
        ("2025-07-07 09:00:00", "不是会员", {"unions": []}, "", "member"),
        ("2025-07-07 09:00:00", "不是会员的骑手", {"unions": [], "categories": ["new_form"]}, "", "member"),
        ("2025-07-13 17:59:59", "赶上", {}, "", "confirmed"),
        ("2025-07-13 18:00:00", "迟到", {}, "", "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_others_fill_39_and_never_more(notice):
    notice.at(OPEN)
    assert notice.crowd(numbered("普通", 1, 40), **PLAIN) == ["confirmed"] * 39 + ["waitlisted 1"]
    notice.at("2025-07-21 09:00")
    assert len(notice.admitted()) == 39 and notice.waiting() == ["普通0040"]


def test_the_16_find_theirs_after_the_others_came(notice):
    notice.at(OPEN).crowd(numbered("普通", 1, 45), **PLAIN)
    assert notice.crowd(numbered("骑手", 1, 18), **RIDER) == ["confirmed"] * 16 + ["waitlisted 7", "waitlisted 8"]
    assert len(notice.admitted()) == 55


def test_riders_beyond_the_16_compete_for_the_39(notice):
    notice.at(OPEN)
    assert notice.crowd(numbered("骑手", 1, 20), **RIDER) == ["confirmed"] * 20
    assert notice.crowd(numbered("普通", 1, 36), **PLAIN) == ["confirmed"] * 35 + ["waitlisted 1"]


def test_a_kept_place_given_back_stays_kept(notice):
    notice.at(OPEN).crowd(numbered("普通", 1, 40), **PLAIN)
    notice.crowd(numbered("骑手", 1, 17), **RIDER)
    assert notice.waiting() == ["普通0040", "骑手0017"]
    notice.leave("骑手0003")
    assert notice.waiting() == ["普通0040"] and "骑手0017" in notice.admitted()
    notice.leave("骑手0004")
    assert notice.waiting() == ["普通0040"] and notice.left() == 1
    notice.leave("普通0001")
    assert "普通0040" in notice.admitted() and len(notice.admitted()) == 54


def test_an_open_place_given_back_goes_by_turn(notice):
    notice.at(OPEN).crowd(numbered("普通", 1, 39), **PLAIN)
    notice.crowd(numbered("骑手", 1, 17), **RIDER)
    notice.crowd(["普通0040"], **PLAIN)
    notice.leave("普通0001")
    assert notice.waiting() == ["普通0040"] and "骑手0017" in notice.admitted()
