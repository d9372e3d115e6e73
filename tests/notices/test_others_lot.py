"""A notice of our own, written from docs/plan.md alone: an opening lot whose places are kept while they are checked, and must be confirmed
then; one kept for riders until a noon.
"""

from pathlib import Path

import pytest

from services.booking.domain.enrollment import State
from tests.notices.formula import by_hand
from tests.support.notice import Notice, numbered, word

PLAN = (Path(__file__).parent / "plans" / "lot.yaml").read_text(encoding="utf-8")
MEMBER, RIDER = {"unions": ["huxi"], "grade": 3}, {"categories": ["new_form"], "grade": 3}
OPENS, LOT, NOON = "2026-01-20 10:00", "2026-01-20 10:15", "2026-01-21 12:00"


def after_the_lot(members: int, riders: int) -> tuple[Notice, list[str], list[str]]:
    """So many asked in the first minutes; for whom a place is kept, and who waits in which order, by the formula of docs/draw.md."""
    lot = Notice(PLAN).at(OPENS)
    lot.crowd(numbered("会员", 1, members), **MEMBER)
    lot.crowd(numbered("骑手", 1, riders), **RIDER)
    lot.at(LOT)
    (expected,) = by_hand(lot, "", "").values()
    bar = expected.index("|")
    return lot, expected[:bar], expected[bar + 1 :]


def test_who_may_sign_up():
    rows = [
        ("2026-01-20 09:59:59", "早到", MEMBER, "", "not_open"),
        (OPENS, "会员", MEMBER, "", "entered"),
        (OPENS, "骑手", RIDER, "", "entered"),
        (OPENS, "都不是", {"grade": 3}, "", "any_of"),
        (OPENS, "升二年级", MEMBER | {"grade": 1}, "", "entered"),
        (OPENS, "六年级", MEMBER | {"grade": 6}, "", "rising_grade"),
        (LOT, "之后先到先得", MEMBER, "", "submitted"),
        ("2026-01-23 18:00", "迟到", MEMBER, "", "closed"),
    ]
    assert Notice(PLAN).play(rows) == rows


@pytest.mark.parametrize(("when", "told"), [("2026-01-21 18:00:00", "submitted"), ("2026-01-21 18:00:01", "any_of")])
def test_joining_helps_until_its_instant_where_membership_is_one_way_in(when, told):
    lot = Notice(PLAN).at(when)
    lot.family("新会员", grade=3)
    lot.joins("新会员", "huxi")
    assert word(lot.ask("新会员")) == told


def test_the_lot_gives_places_at_once_and_nobody_waits_for_the_checks():
    lot, placed, waiting = after_the_lot(members=6, riders=2)
    assert lot.in_state("", State.PENDING) == placed and lot.waiting() == waiting
    assert len(placed) == 5 and len(waiting) == 3 and any(name.startswith("骑手") for name in placed)
    assert lot.crowd(["一分钟后"], **MEMBER) == ["full"]


def test_whom_the_check_refuses_and_who_does_not_confirm_make_way_in_the_order_of_the_lot():
    lot, placed, waiting = after_the_lot(members=8, riders=0)
    assert len(placed) == 4 and len(waiting) == 3 and len(lot.unplaced()) == 1
    lot.at("2026-01-20 14:00").check_all([*placed[1:], *waiting])
    lot.check(placed[0], approved=False, reason="年级不符")
    assert lot.offered() == sorted([*placed[1:], waiting[0]]) and lot.left() == 1
    assert (lot.until(placed[1]), lot.until(waiting[0])) == ("2026-01-21 14:00", "2026-01-20 20:00")
    lot.accept(placed[1])
    lot.at("2026-01-20 20:00")
    assert lot.offered() == sorted([*placed[2:], waiting[1]])
    lot.accept(waiting[1])
    lot.at(NOON)
    assert lot.left() == 0 and lot.admitted() == sorted([placed[1], waiting[1]])
    assert lot.offered() == sorted([*placed[2:], waiting[2]])
