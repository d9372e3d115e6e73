"""换班: a place or a turn is given up for another one once that is granted, and only then."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Cancel, Expire, Resize, Settle, Settled
from tests.support.admission import World, accept, answer, enroll, first_id, group, leave, results, state

AFTERNOON = {day: [(time(13), time(17))] for day in group().meetings}


def instead(mine, there, old):
    """The child asks for the group, and would give up what it has."""
    return replace(enroll(mine, there), instead_of=first_id(old))


@pytest.fixture
def world():
    return World()


@pytest.fixture
def placed(world):
    """A child with a place, and a group at the same hours."""
    here, mine = world.add_group(1), world.add_child()
    old = enroll(mine, here)
    assert answer(world, old).result == "confirmed"
    return mine, here, old


def test_granted_at_once_the_old_place_goes_to_who_waits_for_it(world, placed):
    mine, here, old = placed
    waits, there = enroll(world.add_child(), here), world.add_group(1)
    answer(world, waits)
    assert answer(world, enroll(mine, there)).result == "overlaps"
    ask = instead(mine, there, old)
    decision = decide(world.snapshot(), [ask])
    world.take(decision)
    assert decision.rulings[0].result == "confirmed"
    assert [(c.kind, c.by_group_id, c.gives_up) for c in decision.changes] == [
        ("confirmed", None, here.id), ("superseded", there.id, None), ("promoted", None, None)
    ]  # fmt: skip
    assert (state(world, old), state(world, waits)) == (State.SUPERSEDED, State.CONFIRMED)


@pytest.mark.parametrize(
    "facts", [{"waiting_limit": 0}, {"grades": (5, 6)}, {"opens_at": World().now + timedelta(days=1)}]
)
def test_not_granted_the_old_place_stays(world, placed, facts):
    mine, _, old = placed
    there = world.add_group(0, **facts)
    assert answer(world, instead(mine, there, old)).result in ("full", "not_eligible", "not_open")
    assert state(world, old) == State.CONFIRMED


def test_a_turn_keeps_the_old_place_until_it_is_reached(world, placed):
    mine, _, old = placed
    there = world.add_group(0)
    ask = instead(mine, there, old)
    assert answer(world, ask).result == "waitlisted"
    assert state(world, old) == State.CONFIRMED
    answer(world, Resize(there.id, 1))
    assert (state(world, ask), state(world, old)) == (State.CONFIRMED, State.SUPERSEDED)


@pytest.mark.parametrize("accepted", [True, False])
def test_an_offer_keeps_the_old_place_until_it_is_accepted(world, placed, accepted):
    mine, _, old = placed
    ask = instead(mine, world.add_group(1, confirm_within=timedelta(hours=2)), old)
    assert answer(world, ask).result == "offered"
    if not accepted:
        world.now += timedelta(hours=3)
    answer(world, accept(ask) if accepted else Expire(first_id(ask)))
    ends = (State.CONFIRMED, State.SUPERSEDED) if accepted else (State.EXPIRED, State.CONFIRMED)
    assert (state(world, ask), state(world, old)) == ends


@pytest.mark.parametrize("approved", [True, False])
def test_a_check_keeps_the_old_place_until_it_is_passed(world, placed, approved):
    mine, _, old = placed
    ask = instead(mine, world.add_group(1, review="organizer"), old)
    assert answer(world, ask).result == "submitted"
    assert state(world, old) == State.CONFIRMED
    answer(world, Review(first_id(ask), approved))
    ends = (State.CONFIRMED, State.SUPERSEDED) if approved else (State.REFUSED, State.CONFIRMED)
    assert (state(world, ask), state(world, old)) == ends


@pytest.mark.parametrize("granted", [1, None])
def test_a_decision_keeps_the_old_place_until_it_is_won(world, placed, granted):
    mine, _, old = placed
    there = world.add_group(1, decide_at=world.now + timedelta(hours=1), way="draw")
    ask = instead(mine, there, old)
    assert answer(world, ask).result == "entered"
    world.ledgers[there.id].frozen = True
    answer(world, Settle((there.id,), (Settled(first_id(ask), granted),)))
    won = (State.CONFIRMED, State.SUPERSEDED) if granted else (State.WAITLISTED, State.CONFIRMED)
    assert (state(world, ask), state(world, old)) == won


def test_a_limit_is_no_hindrance_for_what_takes_its_part(world):
    limits = {"care": 1}
    mine, here, there = (
        world.add_child(),
        world.add_group(1, limits=limits),
        world.add_group(1, limits=limits, meetings=AFTERNOON),
    )
    old = enroll(mine, here)
    assert results(world, old, enroll(mine, there), instead(mine, there, old)) == ["confirmed", "limited", "confirmed"]
    assert state(world, old) == State.SUPERSEDED


def test_a_turn_can_be_given_up_too(world):
    mine, here, there = world.add_child(), world.add_group(0), world.add_group(1)
    old = enroll(mine, here)
    assert results(world, old, ask := instead(mine, there, old)) == ["waitlisted", "confirmed"]
    assert (state(world, old), state(world, ask)) == (State.SUPERSEDED, State.CONFIRMED)
    assert world.ledgers[here.id].waiting == 0


def test_what_ended_meanwhile_is_no_hindrance(world, placed):
    mine, _, old = placed
    there = world.add_group(0)
    ask = instead(mine, there, old)
    answer(world, ask, Cancel(first_id(old), "理由"))
    answer(world, Resize(there.id, 1))
    assert (state(world, ask), state(world, old)) == (State.CONFIRMED, State.CANCELLED)


def test_a_right_that_has_ended_ends_the_turn_and_keeps_the_old_place(world, placed):
    mine, _, old = placed
    there = world.add_group(0, grades=(2, 2))
    ask = instead(mine, there, old)
    assert answer(world, ask).result == "waitlisted"
    world.children[mine.id] = replace(mine, grade=5)
    answer(world, Resize(there.id, 1))
    assert (state(world, ask), state(world, old)) == (State.REFUSED, State.CONFIRMED)


def test_two_families_exchange_and_nobody_is_without(world):
    """Each waits for what the other has: the first that is granted frees the other's."""
    groups = [world.add_group(1), world.add_group(1)]
    children = [world.add_child(), world.add_child()]
    olds = [enroll(one, here) for one, here in zip(children, groups, strict=True)]
    asks = [instead(one, there, old) for one, there, old in zip(children, reversed(groups), olds, strict=True)]
    assert results(world, *olds, *asks) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    answer(world, Resize(groups[0].id, 2))
    assert [state(world, ask) for ask in (*olds, *asks)] == [State.SUPERSEDED] * 2 + [State.CONFIRMED] * 2


@pytest.mark.parametrize(
    "what", ["another's", "a sibling's", "nobody's", "ended", "the same group", "in a decision to come"]
)
def test_only_what_can_be_given_up_is(world, placed, what):
    mine, here, old = placed
    there = world.add_group(1)
    ask = instead(mine, there, old)
    match what:
        case "another's":
            ask = replace(ask, instead_of=first_id(other := enroll(world.add_child(), world.add_group(1))))
            answer(world, other)
        case "a sibling's":
            sister = world.add_child(guardian_ids=mine.guardian_ids)
            ask = replace(ask, instead_of=first_id(other := enroll(sister, world.add_group(1))))
            answer(world, other)
        case "nobody's":
            ask = replace(ask, instead_of=uuid4())
        case "ended":
            answer(world, leave(old))
        case "the same group":
            ask = instead(mine, here, old)
        case _:
            draw = world.add_group(1, decide_at=world.now + timedelta(hours=1), way="draw", meetings=AFTERNOON)
            ask = replace(ask, instead_of=first_id(entered := enroll(mine, draw)))
            answer(world, entered)
    told = {"ended": "withdrawn", "the same group": "already_booked"}.get(what, "not_found")
    assert answer(world, ask).result == told
    assert first_id(ask) not in world.enrollments
