"""A notice of our own, written from docs/plan.md alone: a first round for members, a second for the district, and late comers while it runs;
nobody waits.
"""

from pathlib import Path

import pytest

from tests.support.notice import Notice, numbered, word

PLAN = (Path(__file__).parent / "plans" / "rounds.yaml").read_text(encoding="utf-8")
MEMBER, NEIGHBOUR = {"unions": ["gangwu"], "grade": 2}, {"home_area": "海城区", "grade": 2}
FIRST, SECOND = "2026-07-01 09:00", "2026-07-04 09:00"


@pytest.fixture
def port() -> Notice:
    return Notice(PLAN)


def test_who_may_sign_up_in_which_round(port):
    rows = [
        ("2026-07-01 08:59:59", "会员早到", MEMBER, "early", "not_open"),
        (FIRST, "会员", MEMBER, "early", "confirmed"),
        (FIRST, "会员", {}, "late", "limited"),
        (FIRST, "居民", NEIGHBOUR, "early", "not_open"),
        (FIRST, "会员初一", MEMBER | {"grade": 7}, "early", "grade"),
        ("2026-07-04 08:59:59", "居民", {}, "early", "not_open"),
        (SECOND, "居民", {}, "early", "confirmed"),
        (SECOND, "都不是", {"home_area": "银海区", "grade": 2}, "early", "any_of"),
        (SECOND, "第二轮的会员", MEMBER, "early", "confirmed"),
        (SECOND, "区内会员", MEMBER | NEIGHBOUR, "early", "confirmed"),
        (SECOND, "满了", NEIGHBOUR, "early", "full"),
        (SECOND, "满了", {}, "late", "confirmed"),
        ("2026-07-24 17:00", "截止以后", NEIGHBOUR, "late", "closed"),
    ]
    assert port.play(rows) == rows


def test_joining_helps_until_noon_of_the_second_and_no_longer(port):
    """Who joins later counts as no member: it may sign up as a neighbour, and so not in the first round."""
    port.family("正午入会", grade=2)
    port.family("晚一秒", grade=2)
    port.family("晚一秒的居民", **NEIGHBOUR)
    port.at("2026-07-02 12:00:00").joins("正午入会", "gangwu")
    port.at("2026-07-02 12:00:01").joins("晚一秒", "gangwu")
    port.joins("晚一秒的居民", "gangwu")
    names = ("正午入会", "晚一秒", "晚一秒的居民")
    assert [word(port.ask(name, "early")) for name in names] == ["confirmed", "not_open", "not_open"]
    port.at(SECOND)
    assert [word(port.ask(name, "early")) for name in names[1:]] == ["any_of", "confirmed"]


def test_the_first_round_may_take_all_the_places(port):
    assert port.at(FIRST).crowd(numbered("会员", 1, 4), "early", **MEMBER) == ["confirmed"] * 4
    assert port.crowd(["会员0005"], "early", **MEMBER) == ["not_open"]
    assert port.at(SECOND).crowd(["居民"], "early", **NEIGHBOUR) == ["full"]
    assert port.crowd(numbered("居民", 1, 3), "late", **NEIGHBOUR) == ["confirmed"] * 3


def test_a_place_that_is_given_up_while_it_runs_is_for_whoever_comes_next(port):
    port.at(SECOND).crowd(numbered("居民", 1, 5), "early", **NEIGHBOUR)
    port.at("2026-07-15 20:00").leave("居民0001", "early")
    assert (port.left("early"), port.waiting("early")) == (1, [])
    assert [word(port.ask(name, "early")) for name in ("居民0005", "居民0001")] == ["confirmed", "full"]


def test_siblings_of_the_first_round_have_two_kept_places_or_none(port):
    port.at(FIRST).crowd(numbered("会员", 1, 3), "early", **MEMBER)
    port.family("哥哥", "妹妹", **MEMBER)
    assert word(port.ask_together([("哥哥", "early"), ("妹妹", "early")])) == "not_open"
    assert word(port.ask_together([("哥哥", "late"), ("妹妹", "late")])) == "confirmed"
