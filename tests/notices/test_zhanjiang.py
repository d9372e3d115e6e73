"""湛江市麻章区总工会 2025 年暑期:会员子女一至六年级,两期,每期两班各 30 人,先到先得,报满为止,每个孩子一期。"""

import pytest

from tests.support.notice import Notice, codes

MEMBER = {"unions": ["mazhang"]}
FIRST_LOW = ("term-1", "grade-1-3")


@pytest.fixture
def notice() -> Notice:
    return Notice("zhanjiang-mazhang-2025-summer")


def ready(notice, name, **facts):
    family = notice.family(name, **({"grade": 2} | MEMBER | facts))
    for key in notice.groups:
        notice.prepare(family, key)
    return family


def test_120_places_in_four_groups(notice):
    assert sorted(notice.world.ledgers[g.id].capacity for g in notice.groups.values()) == [30] * 4


def test_nothing_before_nine_and_nothing_after_the_last_minute(notice):
    low = notice.one(*FIRST_LOW)
    family = ready(notice, "早到")
    assert notice.at("2025-06-30 08:59:59").ask(family, low).result == "not_open"
    assert notice.at("2025-06-30 09:00:00").ask(family, low).result == "confirmed"
    assert notice.at("2025-07-01 23:59:00").ask(ready(notice, "迟到"), low).result == "closed"


def test_who_is_refused_and_why(notice):
    low, high = notice.one(*FIRST_LOW), notice.one("term-1", "grade-4-6")
    notice.at("2025-06-30 09:00")
    refused = {
        "外单位": (ready(notice, "外单位", unions=["chikan"]), low),
        "准一年级": (ready(notice, "准一年级", grade=0), low),
        "四年级报低段": (ready(notice, "四年级报低段", grade=4), low),
        "七年级": (ready(notice, "七年级", grade=7), high),
    }
    found = {name: codes(notice.ask(family, key)) for name, (family, key) in refused.items()}
    assert found == {"外单位": ["member"], "准一年级": ["grade"], "四年级报低段": ["grade"], "七年级": ["grade"]}


def test_first_come_until_full_then_the_list_in_order(notice):
    low = notice.one(*FIRST_LOW)
    notice.at("2025-06-30 09:00")
    families = [ready(notice, f"家庭{n:02}") for n in range(33)]
    results = [notice.ask(family, low).result for family in families]
    assert results == ["confirmed"] * 30 + ["waitlisted"] * 3
    notice.at("2025-07-02 10:00")
    notice.leave(families[4], low)
    assert "家庭30" in notice.admitted(low) and len(notice.admitted(low)) == 30
    assert notice.waiting(low) == ["家庭31", "家庭32"]


def test_one_term_a_child_and_no_second_sign_up(notice):
    notice.at("2025-06-30 09:00")
    family = ready(notice, "小明")
    assert notice.ask(family, notice.one(*FIRST_LOW)).result == "confirmed"
    assert notice.ask(family, notice.one(*FIRST_LOW)).result == "already_booked"
    assert notice.ask(family, notice.one("term-2", "grade-1-3")).result == "limited"
