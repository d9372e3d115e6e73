"""武汉团市委 2024 年暑假学堂:340 个点,服务范围内的小学生;两批各自报名;点位审核,留守 > 外来务工 > 中低收入 > 双职工;现场确认。"""

from itertools import pairwise

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

FIRST, SECOND, ELSEWHERE = "site-1 batch-1", "site-1 batch-2", "site-340 batch-1"
PLAIN = {"grade": 3, "home_area": "办班点服务范围"}
OPEN, CLOSE = "2024-07-02 12:00", "2024-07-05 17:00"
KINDS = {"留守": "left_behind", "外来务工": "migrant", "中低收入": "low_income", "双职工": "dual_earner"}


@pytest.fixture
def notice() -> Notice:
    return Notice("wuhan-2024-summer")


def test_each_batch_has_its_window(notice):
    """That of the second batch is assumed."""
    rows = [
        ("2024-07-02 11:59:59", "早到", {}, FIRST, "not_open"),
        ("2024-07-02 12:00:00", "准点", {}, FIRST, "entered"),
        ("2024-07-02 12:00:00", "准点", {}, SECOND, "not_open"),
        ("2024-07-05 16:59:59", "赶上", {}, FIRST, "entered"),
        ("2024-07-05 17:00:00", "迟到", {}, FIRST, "closed"),
        ("2024-07-26 12:00:00", "迟到", {}, SECOND, "entered"),
        ("2024-07-26 12:00:00", "准点", {}, SECOND, "entered"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "一年级", {"grade": 1}, FIRST, "entered"),
        (OPEN, "六年级", {"grade": 6}, FIRST, "entered"),
        (OPEN, "准一年级", {"grade": 0}, FIRST, "grade"),
        (OPEN, "初一", {"grade": 7}, FIRST, "grade"),
        (OPEN, "住得远", {"home_area": "别的街道"}, FIRST, "home_area"),
        (OPEN, "没写住址", {"home_area": ""}, FIRST, "home_area"),
        (OPEN, "没看告家长书", {"lacks": ["agreement"]}, FIRST, "agreement"),
        (OPEN, "都不符", {"grade": 0, "home_area": "别的街道"}, FIRST, "grade home_area"),
        (OPEN, "两个点", {}, FIRST, "entered"),
        (OPEN, "两个点", {}, ELSEWHERE, "overlaps"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_340_sites_in_two_batches(notice):
    assert len(notice.groups) == 680 and len({key.split("/")[1] for key in notice.groups}) == 340


def test_approved_families_by_priority_in_the_wrong_order_of_arrival(notice):
    """30 places are assumed. 20 under no priority came first, then 6 of each kind from the last to the first."""
    notice.at(OPEN)
    names = numbered("其他", 1, 20)
    notice.crowd(names, FIRST, **PLAIN)
    for kind in reversed(KINDS):
        more = numbered(kind, 1, 6)
        notice.crowd(more, FIRST, **PLAIN, categories=[KINDS[kind]])
        names += more
    notice.check_all(names[::-1], FIRST)
    notice.at("2024-07-05 16:59:59")
    assert notice.offered(FIRST) == []
    notice.at(CLOSE)
    first = [name for kind in KINDS for name in numbered(kind, 1, 6)]
    assert notice.offered(FIRST) == sorted([*first, *numbered("其他", 1, 6)])
    assert notice.waiting(FIRST) == numbered("其他", 7, 20)


@pytest.mark.parametrize(("first", "second"), list(pairwise(KINDS)))
def test_of_any_two_kinds_the_one_named_first_goes_first(notice, first, second):
    notice.at(OPEN)
    for kind in (second, first):
        notice.crowd(numbered(kind, 1, 20), FIRST, **PLAIN, categories=[KINDS[kind]])
        notice.check_all(numbered(kind, 1, 20), FIRST)
    notice.at(CLOSE)
    assert notice.offered(FIRST) == sorted(numbered(first, 1, 20) + numbered(second, 1, 10))
    assert notice.waiting(FIRST) == numbered(second, 11, 20)


def test_a_site_whose_lead_is_late_waits_alone(notice):
    notice.at(OPEN).crowd(["核过", "没核"], FIRST, **PLAIN)
    notice.crowd(["别的点"], ELSEWHERE, **PLAIN)
    notice.check("核过", FIRST)
    notice.check("别的点", ELSEWHERE)
    notice.at(CLOSE)
    assert notice.offered(ELSEWHERE) == ["别的点"] and notice.offered(FIRST) == []
    notice.at("2024-07-06 09:00").check("没核", FIRST, approved=False, reason="不在服务范围")
    assert notice.offered(FIRST) == ["核过"] and notice.in_state(FIRST, State.REFUSED) == ["没核"]
    assert notice.until("核过", FIRST) == "2024-07-08 08:00"


def test_who_does_not_confirm_on_site_makes_room(notice):
    """48 hours are assumed."""
    names = numbered("家庭", 1, 32)
    notice.at(OPEN).crowd(names, FIRST, **PLAIN)
    notice.check_all(names, FIRST)
    notice.at(CLOSE)
    assert notice.until("家庭0001", FIRST) == "2024-07-07 17:00"
    for name in names[2:30]:
        assert word(notice.accept(name, FIRST)) == "confirmed"
    notice.leave("家庭0002", FIRST)
    assert notice.offered(FIRST) == ["家庭0001", "家庭0031"] and notice.waiting(FIRST) == ["家庭0032"]
    notice.at("2024-07-07 17:00")
    assert notice.in_state(FIRST, State.EXPIRED) == ["家庭0001", "家庭0031"]
    assert notice.offered(FIRST) == ["家庭0032"] and notice.until("家庭0032", FIRST) == "2024-07-08 08:00"
