"""A notice of our own, written from docs/plan.md alone: all places allotted to three firms, whose unions sign up; priorities within each
allotment and in the waiting list; what is left goes to the whole park.
"""

from pathlib import Path

import pytest

from services.booking.domain.enrollment import State
from tests.support.notice import Notice, numbered, word

PLAN = (Path(__file__).parent / "plans" / "allotments.yaml").read_text(encoding="utf-8")
MEMBER = {"unions": ["meigang", "meigang-yuanqu"], "grade": 3}
MACHINES = MEMBER | {"unions": ["meigang", "meigang-jinggong"]}
FOOD = MEMBER | {"employers": ["绿源食品有限公司"]}
PARCELS = MEMBER | {"employers": ["快达物流有限公司"]}
HARD, BOTH_WORK = {"categories": ["hardship"]}, {"categories": ["dual_earner"]}
OPENS, DECIDED, RELEASED = "2026-06-25 09:00", "2026-07-01 12:00", "2026-07-03 12:00"


@pytest.fixture
def park() -> Notice:
    """Of 精工 nine ask, one of them in hardship, for six places; of 绿源 two for four; of 快达 three for two; two others for none."""
    park = Notice(PLAN).at(OPENS)
    park.crowd(numbered("精工", 1, 7), **MACHINES)
    park.crowd(["精工困难"], **MACHINES, **HARD)
    park.crowd(["其他普通"], **MEMBER)
    park.crowd(numbered("绿源", 1, 2), **FOOD)
    park.crowd(["快达普通"], **PARCELS)
    park.crowd(["快达双职工"], **PARCELS, **BOTH_WORK)
    park.crowd(["快达困难"], **PARCELS, **HARD)
    park.crowd(["其他双职工"], **MEMBER, **BOTH_WORK)
    park.crowd(["精工未报"], **MACHINES, **HARD)
    park.check_all([name for name in park.families if name != "精工未报"])
    return park.at(DECIDED)


ALLOTTED = ["精工困难", *numbered("精工", 1, 5), *numbered("绿源", 1, 2), "快达困难", "快达双职工"]


def test_a_family_asks_its_union_and_the_union_signs_up():
    park = Notice(PLAN)
    rows = [
        ("2026-06-25 08:59:59", "早到", MEMBER, "", "not_open"),
        (OPENS, "会员", MEMBER, "", "submitted"),
        (OPENS, "园区外", MEMBER | {"unions": ["other"]}, "", "member"),
        (OPENS, "大班", MEMBER | {"grade": 0}, "", "grade"),
        ("2026-07-04 18:00", "迟到", MEMBER, "", "closed"),
    ]
    assert park.play(rows) == rows
    assert park.admitted() == []


def test_each_allotment_goes_by_the_priorities_and_no_further(park):
    assert park.admitted() == sorted(ALLOTTED) and park.left() == 2
    assert park.waiting() == ["其他双职工", *numbered("精工", 6, 7), "其他普通", "快达普通"]


def test_whom_the_union_signs_up_later_has_what_is_left_of_the_allotment_or_waits_by_priority(park):
    park.at("2026-07-02 09:00").crowd(["绿源0003"], **FOOD)
    park.crowd(["其他困难"], **MEMBER, **HARD)
    assert [word(answer) for answer in park.check_all(["绿源0003", "其他困难", "精工未报"])] == [
        "confirmed", "waitlisted 1", "waitlisted 2",
    ]  # fmt: skip
    assert park.left() == 1


def test_what_is_left_at_noon_goes_to_the_whole_park_by_priority(park):
    park.at("2026-07-02 09:00").crowd(["其他困难"], **MEMBER, **HARD)
    park.check("其他困难")
    park.at("2026-07-03 11:59:59")
    assert park.left() == 2
    park.at(RELEASED)
    assert park.left() == 0 and park.admitted() == sorted([*ALLOTTED, "其他困难", "其他双职工"])
    park.leave("快达困难")
    assert "精工0006" in park.admitted()
    assert park.waiting() == ["精工0007", "其他普通", "快达普通"]


def test_whom_no_union_signs_up_has_nothing(park):
    assert park.in_state("", State.ASKED) == ["精工未报"]
    park.at("2026-07-04 18:00")
    assert park.in_state("", State.REFUSED) == ["精工未报"]
