"""Who was checked before the opening has a place at once, and waits for no check later; nothing else is other for them."""

from datetime import timedelta

import pytest

from services.booking.domain.checks import Review
from services.booking.domain.criteria import Criterion
from services.booking.domain.group import Paper
from tests.support.admission import OPEN, answer, enroll, first_id, group, results, state


def asked(world, here, *, checked=True, **child):
    return enroll(world.add_child(checked=frozenset({here.check} if checked else ()), **child), here)


def test_a_place_is_the_childs_at_once(world):
    here = world.add_group(2, review="organizer")
    ask, other = asked(world, here), asked(world, here, checked=False)
    assert results(world, ask, other) == ["confirmed", "submitted"]


def test_a_turn_that_comes_up_needs_no_check(world):
    here = world.add_group(1, review="organizer")
    first, ask = asked(world, here, checked=False), asked(world, here)
    assert results(world, first, ask) == ["submitted", "waitlisted"]
    answer(world, Review(first_id(first), approved=False, reason="不在范围内"))
    assert state(world, ask) == "confirmed"


def test_it_gives_no_turn_before_others_and_replaces_no_condition(world):
    here = world.add_group(1, review="organizer")
    assert results(world, asked(world, here, checked=False), asked(world, here)) == ["submitted", "waitlisted"]
    grown = world.add_group(1, review="organizer", grades=(5, 6))
    assert results(world, asked(world, grown)) == ["not_eligible"]


def test_in_a_common_decision_nobody_waits_for_it(world):
    here = world.add_group(1, review="organizer", way="ranked", decide_at=OPEN + timedelta(days=1))
    ask = asked(world, here)
    assert results(world, ask) == ["entered"]
    assert world.enrollments[first_id(ask)].cleared


SAME = {
    "session": "plan/care",
    "season": "2025-summer",
    "review": "organizer",
    "documents": (Paper("户口本", Criterion()),),
}


@pytest.mark.parametrize(
    "other",
    [
        {"session": "other/care"},
        {"season": "2026-summer"},
        {"review": "employer"},
        {"union": "gaoxin"},
        {"reviewers": frozenset({"gaoxin"})},
        {"documents": ()},
        {"documents": (Paper("户口本", Criterion()), Paper("工作证明", Criterion()))},
    ],
)
def test_a_check_is_for_what_was_looked_at(other):
    assert group(**SAME).check == group(**SAME | {"session": "plan/dance", "title": "舞蹈班"}).check
    assert group(**SAME).check != group(**SAME | other).check


def test_there_is_none_where_nothing_is_checked_or_the_employer_signs_up():
    assert group().check == ""
    assert group(review="employer", sign_up="employer").check == ""
