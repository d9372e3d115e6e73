"""A request that is checked comes back to its family: what is kept meanwhile, and how it goes on."""

from datetime import timedelta

import pytest

from services.booking.domain.checks import EndMending, Mend, Review, SendBack
from tests.support.admission import OPEN, answer, enroll, first_id, results, state

DAY = timedelta(days=1)
BY = OPEN + 3 * DAY


def sent_back(world, ask, by=BY):
    return answer(world, SendBack(first_id(ask), "户口本看不清", by))


def ended(world, ask):
    return answer(world, EndMending(first_id(ask), "没有补齐"))


@pytest.fixture
def checked(world):
    """A group of one place whose requests are checked, and two that ask for it."""
    group = world.add_group(1, review="organizer")
    asks = [enroll(world.add_child(), group) for _ in range(2)]
    assert results(world, *asks) == ["submitted", "waitlisted"]
    return asks


def test_the_place_is_kept_and_the_turn_too(world, checked):
    for ask in checked:
        before = world.enrollments[first_id(ask)]
        assert sent_back(world, ask).until == BY
        after = world.enrollments[first_id(ask)]
        assert (after.state, after.seq, after.mend_by) == (before.state, before.seq, BY)


def test_what_is_mended_lies_there_again_and_saying_so_twice_changes_nothing(world, checked):
    ask = checked[0]
    sent_back(world, ask)
    for _ in range(2):
        assert answer(world, Mend(ask.person_id, first_id(ask))).result == "done"
        assert world.enrollments[first_id(ask)].mend_by is None
    world.now = BY
    ended(world, ask)
    assert state(world, ask) == "pending"


def test_only_a_guardian_says_that_it_is_mended(world, checked):
    sent_back(world, checked[0])
    assert answer(world, Mend(checked[1].person_id, first_id(checked[0]))).result == "not_found"


def test_what_nobody_mended_is_refused_at_its_time_and_not_before_and_its_place_goes_on(world, checked):
    first, second = checked
    sent_back(world, first)
    world.now = BY - timedelta(seconds=1)
    ended(world, first)
    assert state(world, first) == "pending"
    world.now = BY
    ended(world, first)
    assert (state(world, first), state(world, second)) == ("refused", "pending")


def test_who_was_told_yes_meanwhile_loses_nothing_when_the_time_is_over(world, checked):
    ask = checked[0]
    sent_back(world, ask)
    answer(world, Review(first_id(ask), approved=True))
    world.now = BY
    ended(world, ask)
    assert state(world, ask) == "confirmed"
    assert answer(world, Mend(ask.person_id, first_id(ask))).result == "ended"


def test_nothing_is_sent_back_beyond_the_instant_at_which_places_are_given(world):
    group = world.add_group(1, review="organizer", way="ranked", decide_at=OPEN + DAY)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    assert sent_back(world, ask).until == OPEN + DAY
    world.now = OPEN + DAY - timedelta(hours=1)
    assert sent_back(world, ask).result == "deciding"


def test_what_nobody_has_to_check_is_not_sent_back(world):
    ask = enroll(world.add_child(), world.add_group(1))
    answer(world, ask)
    assert sent_back(world, ask).result == "ended"
