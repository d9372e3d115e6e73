"""江门市总工会 2024 年暑期:市直工会会员 3—12 岁子女,近 1100 人报名 400 个名额;单位工会先审核资格,再由公证处摇号。"""

from datetime import date

import pytest

from services.booking.domain.enrollment import State
from tests.notices.formula import NUMBER, by_hand
from tests.support.notice import Notice, numbered, word

SITES = PALACE, WOMEN, KINDERGARTEN = "palace", "women", "kindergarten"
PLACES = {PALACE: 155, WOMEN: 155, KINDERGARTEN: 90}
"""400 in all; how they are divided is assumed."""
OPEN, CLOSE = "2024-06-24 09:00", "2024-07-05 12:00"


def born(text):
    """A child born on that day."""
    return {"birth_date": date.fromisoformat(text)}


PLAIN = {"unions": ["jiangmen-shizhi"]} | born("2016-05-01")


@pytest.fixture
def notice() -> Notice:
    return Notice("jiangmen-2024-summer")


def outcome(notice):
    """Who has a place at each site, and who waits there in order."""
    return {notice.key(site): [*notice.admitted(site), "|", *notice.waiting(site)] for site in SITES}


def test_the_window_to_the_second(notice):
    """The window is assumed."""
    rows = [
        ("2024-06-24 08:59:59", "早到", {}, PALACE, "not_open"),
        ("2024-06-24 09:00:00", "准点", {}, PALACE, "entered"),
        ("2024-07-05 11:59:59", "赶上", {}, PALACE, "entered"),
        ("2024-07-05 12:00:00", "迟到", {}, PALACE, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    """The day on which age counts is silent: the first, 15 July, is assumed."""
    rows = [
        (OPEN, "当天三岁", born("2021-07-15"), KINDERGARTEN, "entered"),
        (OPEN, "差一天三岁", born("2021-07-16"), KINDERGARTEN, "age"),
        (OPEN, "还是十二岁", born("2011-07-16"), PALACE, "entered"),
        (OPEN, "当天十三岁", born("2011-07-15"), PALACE, "age"),
        (OPEN, "县区工会", {"unions": ["jiangmen-pengjiang"]}, WOMEN, "member"),
        (OPEN, "不是会员", {"unions": []}, WOMEN, "member"),
        (OPEN, "都不符", {"unions": []} | born("2011-07-15"), WOMEN, "member age"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_a_child_asks_once_with_three_wishes_at_most(notice):
    """One draw for the three sites is assumed, and so are three wishes."""
    notice.family("小明", **PLAIN)
    notice.family("小红", **PLAIN)
    notice.at(OPEN)
    assert word(notice.ask("小明", PALACE, WOMEN, KINDERGARTEN)) == "entered"
    assert word(notice.ask("小明", PALACE)) == "already_booked"
    assert word(notice.ask("小红", PALACE, PALACE)) == "not_together"
    assert word(notice.ask("小红", WOMEN)) == "entered"
    assert word(notice.ask("小红", PALACE)) == "already_booked"


def test_the_draw_waits_for_the_last_check_and_refused_families_take_no_part(notice):
    names = numbered("家庭", 1, 6)
    notice.at(OPEN).crowd(names, PALACE, **PLAIN)
    notice.check_all(names[:4], PALACE)
    notice.at(CLOSE)
    assert not notice.waits_for_number(PALACE)
    notice.at("2024-07-06 10:00").check(names[4], PALACE, approved=False, reason="不是市直单位职工")
    assert not notice.waits_for_number(PALACE)
    notice.check(names[5], PALACE)
    assert notice.waits_for_number(PALACE)
    notice.draw(NUMBER, PALACE)
    assert notice.admitted(PALACE) == sorted([*names[:4], names[5]])
    assert notice.in_state(PALACE, State.REFUSED) == [names[4]]


def test_it_is_drawn_even_when_there_is_room_for_all(notice):
    notice.at(OPEN).crowd(["小明"], PALACE, **PLAIN)
    notice.check("小明", PALACE)
    notice.at("2024-07-06 09:00")
    assert notice.waits_for_number(PALACE) and notice.admitted(PALACE) == []


def test_1100_apply_for_400_places(notice):
    """500 want the palace, 300 the women's centre, 300 the kindergarten; all but 300 name another site or two behind it."""
    notice.at(OPEN)
    wishes = {
        "甲": (400, (PALACE, WOMEN, KINDERGARTEN)),
        "乙": (100, (PALACE,)),
        "丙": (300, (WOMEN, PALACE)),
        "丁": (100, (KINDERGARTEN, WOMEN)),
        "戊": (200, (KINDERGARTEN,)),
    }
    for kind, (many, sites) in wishes.items():
        assert notice.crowd(numbered(kind, 1, many), *sites, **PLAIN) == ["entered"] * many
        notice.check_all(numbered(kind, 1, many), sites[0])
    notice.at(CLOSE)
    units, rooms, _ = notice.published(PALACE)
    assert len(units) == 1100 and sum(room["places"] for room in rooms.values()) == 400
    expected = by_hand(notice, PALACE)
    notice.draw(NUMBER, PALACE)
    assert outcome(notice) == expected
    assert {site: len(notice.admitted(site)) for site in SITES} == PLACES
    assert {site: notice.left(site) for site in SITES} == dict.fromkeys(SITES, 0)
    admitted = [name for site in SITES for name in notice.admitted(site)]
    waiting = {name for site in SITES for name in notice.waiting(site)}
    assert len(set(admitted)) == len(admitted) == 400
    assert len(waiting) == 700 and not waiting & set(admitted)


def test_a_place_given_back_goes_to_the_next_drawn_who_wants_that_site(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 95), KINDERGARTEN, **PLAIN)
    notice.crowd(["别处"], PALACE, **PLAIN)
    notice.check_all(numbered("家庭", 1, 95), KINDERGARTEN)
    notice.check("别处", PALACE)
    notice.at(CLOSE).draw(NUMBER, KINDERGARTEN)
    first, *others = notice.waiting(KINDERGARTEN)
    notice.at("2024-07-08 10:00").leave(notice.admitted(KINDERGARTEN)[0], KINDERGARTEN)
    assert first in notice.admitted(KINDERGARTEN) and notice.waiting(KINDERGARTEN) == others


def test_siblings_are_drawn_as_one(notice):
    """93 for 90: the two get places at one site both, or wait both."""
    notice.family("姐姐", "弟弟", **PLAIN)
    notice.at(OPEN).ask_together([("姐姐", KINDERGARTEN), ("弟弟", KINDERGARTEN)], [("姐姐", WOMEN), ("弟弟", WOMEN)])
    notice.crowd(numbered("家庭", 1, 91), KINDERGARTEN, **PLAIN)
    notice.check_all(["姐姐", *numbered("家庭", 1, 91)], KINDERGARTEN)
    notice.at(CLOSE)
    units, _, _ = notice.published(KINDERGARTEN)
    assert len(units) == 92
    expected = by_hand(notice, KINDERGARTEN)
    notice.draw(NUMBER, KINDERGARTEN)
    assert outcome(notice) == expected
    assert sum({"姐姐", "弟弟"} <= set(notice.admitted(site)) for site in SITES) == 1
