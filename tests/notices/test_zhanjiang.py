"""湛江市麻章区总工会 2025 年暑期:会员子女一至六年级,两期,每期两班各 30 人,先到先得,报满为止,每个孩子一期。"""

import pytest

from tests.support.notice import Notice, numbered, word

LOW, HIGH, LOW_2, HIGH_2 = "term-1 grade-1-3", "term-1 grade-4-6", "term-2 grade-1-3", "term-2 grade-4-6"
PLAIN = {"unions": ["mazhang"], "grade": 2}
OPEN = "2025-06-30 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("zhanjiang-mazhang-2025-summer")


def test_the_window_to_the_second(notice):
    rows = [
        ("2025-06-30 08:59:59", "早到", {}, LOW, "not_open"),
        ("2025-06-30 09:00:00", "准点", {}, LOW, "confirmed"),
        ("2025-07-01 23:58:59", "赶上", {}, LOW, "confirmed"),
        ("2025-07-01 23:59:00", "迟到", {}, LOW, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, LOW, "confirmed"),
        (OPEN, "三年级", {"grade": 3}, LOW, "confirmed"),
        (OPEN, "四年级", {"grade": 4}, HIGH, "confirmed"),
        (OPEN, "六年级", {"grade": 6}, HIGH, "confirmed"),
        (OPEN, "第二期三年级", {"grade": 3}, LOW_2, "confirmed"),
        (OPEN, "第二期六年级", {"grade": 6}, HIGH_2, "confirmed"),
        (OPEN, "准一年级", {"grade": 0}, LOW, "grade"),
        (OPEN, "四年级报低段", {"grade": 4}, LOW, "grade"),
        (OPEN, "三年级报高段", {"grade": 3}, HIGH, "grade"),
        (OPEN, "初中", {"grade": 7}, HIGH, "grade"),
        (OPEN, "没写年级", {"grade": None}, LOW, "grade"),
        (OPEN, "外区工会", {"unions": ["chikan"]}, LOW, "member"),
        (OPEN, "不是会员", {"unions": []}, LOW, "member"),
        (OPEN, "外区准一年级", {"unions": ["chikan"], "grade": 0}, LOW, "member grade"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_120_places_to_who_comes_first_then_a_list_in_order(notice):
    notice.at(OPEN)
    for words, grade in ((LOW, 1), (HIGH, 6), (LOW_2, 3), (HIGH_2, 4)):
        told = notice.crowd(numbered(words, 1, 33), words, **(PLAIN | {"grade": grade}))
        assert told == ["confirmed"] * 30 + ["waitlisted 1", "waitlisted 2", "waitlisted 3"]
    assert sum(len(notice.admitted(key)) for key in notice.groups) == 120
    assert notice.admitted(LOW) == numbered(LOW, 1, 30)
    assert notice.waiting(LOW) == numbered(LOW, 31, 33)


def test_a_freed_place_goes_to_the_first_who_waits(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 33), LOW, **PLAIN)
    notice.at("2025-07-02 10:00").leave("家庭0005", LOW)
    assert notice.waiting(LOW) == ["家庭0032", "家庭0033"]
    notice.leave("家庭0032", LOW)
    notice.leave("家庭0031", LOW)
    assert notice.waiting(LOW) == [] and "家庭0033" in notice.admitted(LOW) and len(notice.admitted(LOW)) == 30


def test_one_term_a_child_and_no_second_sign_up(notice):
    rows = [
        (OPEN, "小明", {}, LOW, "confirmed"),
        (OPEN, "小明", {}, LOW, "already_booked"),
        (OPEN, "小明", {}, LOW_2, "limited"),
    ]
    assert notice.play(rows, **PLAIN) == rows
    notice.leave("小明", LOW)
    assert word(notice.ask("小明", LOW_2)) == "confirmed"


def test_a_turn_in_the_list_is_the_one_term_too(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 31), LOW, **PLAIN)
    assert notice.waiting(LOW) == ["家庭0031"]
    assert word(notice.ask("家庭0031", LOW_2)) == "limited"


def test_the_term_is_the_childs_not_the_familys(notice):
    notice.family("姐姐", unions=["mazhang"], grade=5)
    notice.family("哥哥", "弟弟", unions=["mazhang"], grade=2)
    notice.at(OPEN)
    assert word(notice.ask_together([("哥哥", LOW), ("弟弟", LOW)])) == "confirmed"
    assert notice.admitted(LOW) == ["哥哥", "弟弟"]


def test_siblings_both_or_none_at_the_last_place(notice):
    notice.at(OPEN).crowd(numbered("家庭", 1, 29), LOW, **PLAIN)
    notice.family("哥哥", "弟弟", **PLAIN)
    assert word(notice.ask_together([("哥哥", LOW), ("弟弟", LOW)])) == "waitlisted 1"
    assert notice.crowd(["后来"], LOW, **PLAIN) == ["confirmed"]
    notice.leave("家庭0001", LOW)
    assert notice.waiting(LOW) == ["哥哥", "弟弟"] and notice.left(LOW) == 1
    notice.leave("家庭0002", LOW)
    assert notice.waiting(LOW) == [] and {"哥哥", "弟弟"} <= set(notice.admitted(LOW))


def test_nobody_signs_up_for_others(notice):
    notice.family("小明", **PLAIN)
    notice.family("邻居", **PLAIN)
    notice.at(OPEN)
    assert word(notice.ask_for("邻居", "小明", LOW)) == "not_found"
