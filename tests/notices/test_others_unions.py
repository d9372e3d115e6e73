"""A notice of our own, written from docs/plan.zh.md alone: each site's own union checks, hardship on file goes first, members on the list of
those absent too often are left out, and the waiting lists keep the order of priority.
"""

from pathlib import Path

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice

PLAN = (Path(__file__).parent / "plans" / "site-unions.yaml").read_text(encoding="utf-8")
OPENS, CHECKED, DECIDED = "2026-06-20 09:00", "2026-06-26 10:00", "2026-06-28 12:00"
MEMBER = {"unions": ["renshou"], "grade": 2}
ON_FILE = {"unions": ["renshou", "renshou:建档困难职工"], "grade": 3}
ABSENT = {"unions": ["renshou", "renshou:建档困难职工", "renshou:缺勤过多"], "grade": 3}
BOTH_WORK = MEMBER | {"categories": ["dual_earner"]}


@pytest.fixture
def county() -> Notice:
    return Notice(PLAN).at(OPENS)


def test_who_may_sign_up(county):
    rows = [
        (OPENS, "会员", MEMBER, "wenlin", "entered"),
        (OPENS, "不是会员", MEMBER | {"unions": []}, "wenlin", "member"),
        (OPENS, "六年级", MEMBER | {"grade": 6}, "shigao", "grade"),
        (OPENS, "建档又缺勤", ABSENT, "shigao", "none_of"),
        ("2026-06-24 18:00", "截止才来", MEMBER, "heilong", "closed"),
    ]
    assert county.play(rows) == rows


def test_each_site_is_checked_by_its_own_union_and_by_the_county(county):
    groups = [county.group(site) for site in ("wenlin", "shigao", "heilong")]
    assert [g.reviewers for g in groups] == [{"renshou-wenlin"}, {"renshou-shigao"}, {"renshou-heilong"}]
    assert {(g.review, g.union) for g in groups} == {("organizer", "renshou")}


@pytest.fixture
def decided(county) -> Notice:
    """文林 has 2 places and five who ask: on file first, then both parents at work, then by time; one is refused. 黑龙滩 has 1 for two."""
    county.crowd(["会员一"], "wenlin", **MEMBER)
    county.crowd(["自称困难"], "wenlin", **MEMBER, categories=["hardship"])
    county.crowd(["双职工"], "wenlin", **BOTH_WORK)
    county.crowd(["材料不实"], "wenlin", **BOTH_WORK)
    county.crowd(["建档"], "wenlin", **ON_FILE)
    county.crowd(["黑一"], "heilong", **MEMBER)
    county.crowd(["黑建档"], "heilong", **ON_FILE)
    county.at(CHECKED)
    county.check_all(["会员一", "自称困难", "双职工", "建档"], "wenlin")
    county.check("材料不实", "wenlin", approved=False)
    county.check_all(["黑一", "黑建档"], "heilong")
    return county.at(DECIDED)


def test_on_file_first_whenever_it_asked(decided):
    assert (decided.admitted("wenlin"), decided.waiting("wenlin")) == (["双职工", "建档"], ["会员一", "自称困难"])
    assert (decided.admitted("heilong"), decided.waiting("heilong")) == (["黑建档"], ["黑一"])
    assert decided.in_state("wenlin", State.REFUSED) == ["材料不实"]


def test_a_freed_place_goes_to_the_next_in_the_order(decided):
    decided.leave("建档", "wenlin")
    assert (decided.admitted("wenlin"), decided.waiting("wenlin")) == (["会员一", "双职工"], ["自称困难"])


def test_a_site_nobody_has_checked_holds_up_no_other(county):
    county.crowd(["没人审"], "shigao", **MEMBER)
    county.crowd(["审了"], "wenlin", **MEMBER)
    county.check("审了", "wenlin")
    county.at(DECIDED)
    assert (county.admitted("shigao"), county.admitted("wenlin")) == ([], ["审了"])
    county.check("没人审", "shigao")
    assert county.admitted("shigao") == ["没人审"]
