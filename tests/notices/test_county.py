"""县总工会、县妇联 2022 年暑期:单位工会统一报名,学前、小学各 50 人;按邮件先后取前 100 名,同时困难 > 单亲 > 孤儿 > 双职工。"""

from itertools import pairwise

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

PRIMARY, PRESCHOOL = "primary", "preschool"
PLAIN = {"grade": 3, "unions": ["county", "county-hospital"]}
SMALL = PLAIN | {"grade": -1}
OPEN, CLOSE, PHONED = "2022-06-20 09:00", "2022-06-26 23:59", "2022-06-30 23:59"
KINDS = {"困难": "hardship", "单亲": "single_parent", "孤儿": "orphan", "双职工": "dual_earner"}


@pytest.fixture
def notice() -> Notice:
    return Notice("county-plan-2022-summer")


def test_the_window_to_the_second(notice):
    """The days are assumed; a family's own wish is only handed to its employer's union."""
    rows = [
        ("2022-06-20 08:59:59", "早到", {}, PRIMARY, "not_open"),
        ("2022-06-20 09:00:00", "准点", {}, PRIMARY, "submitted"),
        ("2022-06-26 23:58:59", "赶上", {}, PRIMARY, "submitted"),
        ("2022-06-26 23:59:00", "迟到", {}, PRIMARY, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, PRIMARY, "submitted"),
        (OPEN, "六年级", {"grade": 6}, PRIMARY, "submitted"),
        (OPEN, "初一", {"grade": 7}, PRIMARY, "grade"),
        (OPEN, "大班报小学", {"grade": 0}, PRIMARY, "grade"),
        (OPEN, "小班", {"grade": -2}, PRESCHOOL, "submitted"),
        (OPEN, "大班", {"grade": 0}, PRESCHOOL, "submitted"),
        (OPEN, "一年级报学前", {"grade": 1}, PRESCHOOL, "grade"),
        (OPEN, "单位没有工会", {"unions": []}, PRIMARY, "member"),
        (OPEN, "外县", {"unions": ["next-county"]}, PRIMARY, "member"),
        (OPEN, "表没盖章", {"lacks": ["盖章的报名表"]}, PRIMARY, "document"),
        (OPEN, "没有身份证", {"lacks": ["职工和孩子身份证"]}, PRIMARY, "document"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_proofs_are_asked_of_those_who_go_first_by_them(notice):
    lacks = {"困难": "困难职工建档证明", "单亲": "单亲证明", "双职工": "双职工证明"}
    rows = [(OPEN, kind, {"categories": [KINDS[kind]], "lacks": [lacks[kind]]}, PRIMARY, "document") for kind in lacks]
    rows += [(OPEN, "没有这些", {"lacks": list(lacks.values())}, PRIMARY, "submitted")]
    rows += [(OPEN, "孤儿", {"categories": ["orphan"], "lacks": list(lacks.values())}, PRIMARY, "submitted")]
    assert notice.play(rows, **PLAIN) == rows


def test_individuals_are_not_accepted(notice):
    """Nobody whom the union did not sign up takes part, and after the closing it can sign up no more."""
    notice.at(OPEN).crowd(["个人", "单位报了", "单位不报"], PRIMARY, **PLAIN)
    assert word(notice.check("单位报了", PRIMARY)) == "entered"
    notice.check("单位不报", PRIMARY, approved=False, reason="不是本单位职工")
    notice.at(CLOSE)
    assert notice.offered(PRIMARY) == ["单位报了"]
    assert notice.in_state(PRIMARY, State.REFUSED) == ["个人", "单位不报"]
    assert notice.waiting(PRIMARY) == []


def test_who_was_not_signed_up_is_told_so_at_the_closing(notice):
    notice.at(OPEN).crowd(["个人"], PRIMARY, **PLAIN)
    notice.at("2022-06-27 09:00")
    assert notice.in_state(PRIMARY, State.ASKED) == []


def test_the_mails_order_counts_not_the_families(notice):
    """52 for 50 places: asked 1 to 52, mailed 52 to 1."""
    names = numbered("家庭", 1, 52)
    notice.at(OPEN).crowd(names, PRIMARY, **PLAIN)
    notice.at("2022-06-24 10:00").check_all(names[::-1], PRIMARY)
    notice.at(CLOSE)
    assert notice.offered(PRIMARY) == names[2:]
    assert notice.waiting(PRIMARY) == ["家庭0002", "家庭0001"]


def test_priority_before_mail_order_and_mail_order_within(notice):
    """Sent in the wrong order: 40 families under no priority first, then 双职工, 孤儿, 单亲, 困难."""
    notice.at(OPEN)
    names = numbered("普通", 1, 40)
    notice.crowd(names, PRIMARY, **PLAIN)
    for kind in reversed(KINDS):
        more = numbered(kind, 1, 6)
        notice.crowd(more, PRIMARY, **PLAIN, categories=[KINDS[kind]])
        names += more
    notice.check_all(names, PRIMARY)
    notice.at(CLOSE)
    first = [name for kind in KINDS for name in numbered(kind, 1, 6)]
    assert notice.offered(PRIMARY) == sorted(first + numbered("普通", 1, 26))
    assert notice.waiting(PRIMARY) == numbered("普通", 27, 40)


@pytest.mark.parametrize(("first", "second"), list(pairwise(KINDS)))
def test_of_any_two_kinds_the_one_named_first_goes_first(notice, first, second):
    """30 of each for 50 places, mailed the other way round."""
    notice.at(OPEN)
    for kind in (second, first):
        notice.crowd(numbered(kind, 1, 30), PRIMARY, **PLAIN, categories=[KINDS[kind]])
        notice.check_all(numbered(kind, 1, 30), PRIMARY)
    notice.at(CLOSE)
    assert notice.offered(PRIMARY) == sorted(numbered(first, 1, 30) + numbered(second, 1, 20))
    assert notice.waiting(PRIMARY) == numbered(second, 21, 30)


def test_of_two_kinds_the_better_counts(notice):
    notice.at(OPEN)
    names = numbered("单亲", 1, 50)
    notice.crowd(names, PRIMARY, **PLAIN, categories=["single_parent"])
    notice.crowd(["两样"], PRIMARY, **PLAIN, categories=["dual_earner", "hardship"])
    notice.check_all([*names, "两样"], PRIMARY)
    notice.at(CLOSE)
    assert notice.offered(PRIMARY) == sorted(["两样", *names[:49]])


def test_100_places_in_two_groups_that_do_not_borrow_from_each_other(notice):
    notice.at(OPEN)
    small, large = numbered("学前", 1, 60), numbered("小学", 1, 20)
    notice.crowd(small, PRESCHOOL, **SMALL)
    notice.crowd(large, PRIMARY, **PLAIN)
    notice.check_all(small, PRESCHOOL)
    notice.check_all(large, PRIMARY)
    notice.at(CLOSE)
    assert (notice.offered(PRESCHOOL), notice.waiting(PRESCHOOL)) == (small[:50], small[50:])
    assert (notice.offered(PRIMARY), notice.left(PRIMARY)) == (large, 30)


def test_who_does_not_confirm_while_they_are_phoned_loses_the_place(notice):
    """Four days are assumed: until 30 June 23:59. The next has it until the first day at most."""
    names = numbered("家庭", 1, 51)
    notice.at(OPEN).crowd(names, PRIMARY, **PLAIN)
    notice.check_all(names, PRIMARY)
    notice.at(CLOSE)
    assert {notice.until(name, PRIMARY) for name in names[:50]} == {PHONED}
    for name in names[1:50]:
        assert word(notice.accept(name, PRIMARY)) == "confirmed"
    notice.at("2022-06-30 23:58:59")
    assert notice.waiting(PRIMARY) == ["家庭0051"]
    notice.at(PHONED)
    assert notice.in_state(PRIMARY, State.EXPIRED) == ["家庭0001"]
    assert notice.offered(PRIMARY) == ["家庭0051"] and notice.until("家庭0051", PRIMARY) == "2022-07-04 08:30"
    assert word(notice.accept("家庭0051", PRIMARY)) == "confirmed"
    assert len(notice.admitted(PRIMARY)) == 50
