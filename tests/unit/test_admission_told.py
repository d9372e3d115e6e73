"""What a change tells, so that the right words reach the family: what happened, whether it had waited, why, where the child is."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import EndAsking, Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Accept, CallOff, Expire, ProposeMove, Refill, Resize, Settle, Settled
from tests.support.admission import (
    CLOSES,
    OPENS,
    accept,
    answer,
    enroll,
    first_id,
    leave,
    results,
    siblings,
    state,
    together,
)

DAY = timedelta(days=1)


def told(world, *requests):
    """What the changes say that these requests bring; the world takes the decision in."""
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return decision.changes


def counted(world, group):
    """What stands in the ledger: taken, held, waiting, asked."""
    ledger = world.ledgers[group.id]
    return ledger.taken, ledger.held, ledger.waiting, ledger.asked


def one_placed_one_waiting(world, **rules):
    group = world.add_group(1, **rules)
    asks = [enroll(world.add_child(), group) for _ in range(2)]
    answer(world, *asks)
    return group, asks


def moved(world):
    """A family that has a place is offered one in another group."""
    here, there = world.add_group(2), world.add_group(2)
    ask = enroll(world.add_child(), here)
    new_id = uuid4()
    answer(world, ask, ProposeMove(uuid4(), here.id, there.id, OPENS + DAY, "合班", {first_id(ask): new_id}))
    return here, there, ask, new_id


# -- the end --------------------------------------------------------------------------------------------------------------


def test_called_off_each_hears_whether_it_lost_a_place_or_a_turn_and_nothing_is_counted_any_more(world):
    group, _ = one_placed_one_waiting(world)
    assert [(c.kind, c.waited, c.reason) for c in told(world, CallOff(group.id, "停电"))] == [
        ("cancelled", False, "停电"),
        ("cancelled", True, "停电"),
    ]
    assert counted(world, group) == (0, 0, 0, 0)


def test_refused_each_hears_whether_it_lost_a_place_or_a_turn(world):
    _, asks = one_placed_one_waiting(world, review="organizer")
    refusals = [Review(first_id(ask), approved=False, reason="材料不全") for ask in reversed(asks)]
    assert [(c.kind, c.waited, c.reason) for c in told(world, *refusals)] == [
        ("refused", True, "材料不全"),
        ("refused", False, "材料不全"),
    ]


def test_what_no_employers_union_has_signed_up_had_waited_and_ends_with_the_reason(world):
    group = world.add_group(1, sign_up="employer")
    answer(world, enroll(world.add_child(), group))
    assert [(c.kind, c.waited, c.reason) for c in told(world, EndAsking(group.id, "登记截止"))] == [
        ("refused", True, "登记截止")
    ]
    assert counted(world, group) == (0, 0, 0, 0)


def test_whoever_waits_is_told_as_the_how_manieth(world):
    group = world.add_group(0)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    assert [(c.kind, c.position) for c in told(world, *asks)] == [("waitlisted", n) for n in (1, 2, 3)]


def test_an_offer_that_nobody_answered_says_that_it_had_waited(world):
    _, asks = one_placed_one_waiting(world, answer_within=DAY)
    answer(world, leave(asks[0]))
    world.now = world.enrollments[first_id(asks[1])].until
    assert [(c.kind, c.waited) for c in told(world, Expire(first_id(asks[1])))] == [("expired", True)]


# -- a move that was proposed ---------------------------------------------------------------------------------------------


def test_a_move_that_nobody_answered_says_where_the_child_still_is(world):
    here, _, _, new_id = moved(world)
    world.now = OPENS + DAY
    (expired,) = told(world, Expire(new_id))
    assert (expired.kind, expired.by_group_id, expired.stands) == ("expired", here.id, True)


def test_called_off_where_a_move_leads_the_family_hears_where_the_child_still_is(world):
    here, there, ask, _ = moved(world)
    (cancelled,) = told(world, CallOff(there.id, "停电"))
    assert (cancelled.kind, cancelled.by_group_id, cancelled.stands) == ("cancelled", here.id, True)
    assert state(world, ask) == State.CONFIRMED


def test_called_off_where_the_child_is_the_move_stays_open_and_is_told(world):
    here, _, _, new_id = moved(world)
    (cancelled,) = told(world, CallOff(here.id, "停电"))
    assert (cancelled.kind, cancelled.by_group_id, cancelled.proposal.id) == ("cancelled", None, new_id)
    assert world.enrollments[new_id].state == State.OFFERED


def test_the_proposal_says_why_and_from_where_and_the_acceptance_where_the_child_is_now(world):
    here, there = world.add_group(2), world.add_group(2)
    ask = enroll(world.add_child(), here)
    answer(world, ask)
    move = ProposeMove(uuid4(), here.id, there.id, OPENS + DAY, "合班", {first_id(ask): uuid4()})
    (offered,) = told(world, move)
    assert (offered.kind, offered.reason, offered.by_group_id) == ("offered", "合班", here.id)
    assert (offered.enrollment.until, offered.enrollment.replaces) == (OPENS + DAY, first_id(ask))
    accepted = told(world, Accept(ask.person_id, offered.enrollment.id))
    assert [(c.kind, c.enrollment.group_id, c.by_group_id) for c in accepted] == [
        ("confirmed", there.id, None),
        ("superseded", here.id, there.id),
    ]


# -- a place that is open to all who wait ---------------------------------------------------------------------------------


def open_place(world, **rules):
    """So near the start that it is, and one family waits."""
    group, asks = one_placed_one_waiting(world, all_at_once=DAY, **rules)
    world.now = group.starts_at - DAY
    answer(world, leave(asks[0]))
    return group, asks[1]


def test_who_takes_an_open_place_had_waited(world):
    group, ask = open_place(world)
    assert [(c.kind, c.waited) for c in told(world, accept(ask))] == [("promoted", True)]
    assert counted(world, group) == (1, 0, 0, 0)


def test_an_open_place_is_kept_for_who_is_still_to_be_checked(world):
    group, ask = open_place(world, review="organizer")
    assert [(c.kind, c.waited) for c in told(world, accept(ask))] == [("submitted", True)]
    assert (state(world, ask), counted(world, group)) == (State.PENDING, (0, 1, 0, 0))


def test_who_comes_too_late_for_an_open_place_still_waits_and_is_shown_its_own_turn(world):
    group, ask = open_place(world)
    answer(world, Resize(group.id, 0))
    decision = decide(world.snapshot(), [accept(ask)])
    assert (decision.rulings[0].result, decision.rulings[0].enrollment.id) == ("still_waiting", first_id(ask))


# -- a place, and what is asked for as one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "rules"),
    [
        ("confirmed", {}),
        ("offered", {"confirm_within": DAY}),
        ("submitted", {"review": "organizer"}),
        ("entered", {"way": "draw", "decide_at": CLOSES}),
    ],
)
def test_all_that_was_asked_for_as_one_is_told_as_one(world, result, rules):
    group = world.add_group(3, **rules)
    ask = together([(child, group) for child in siblings(world, 3)])
    ruling = answer(world, ask)
    assert ruling.result == result
    assert [ruling.enrollment.id, *(e.id for e in ruling.others)] == [seat.enrollment_id for seat in ask.seats]
    assert ruling.until == ruling.enrollment.until


@pytest.mark.parametrize(
    ("at_once", "later", "rules"),
    [
        ("confirmed", "promoted", {}),
        ("offered", "offered", {"confirm_within": DAY, "answer_within": DAY}),
        ("submitted", "submitted", {"review": "organizer"}),
    ],
)
def test_it_is_told_whether_a_place_was_waited_for(world, at_once, later, rules):
    group = world.add_group(1, **rules)
    asks = [enroll(world.add_child(), group) for _ in range(2)]
    assert [(c.kind, c.waited) for c in told(world, *asks)] == [(at_once, False), ("waitlisted", False)]
    assert [(c.kind, c.waited) for c in told(world, Resize(group.id, 2))] == [(later, True)]


@pytest.mark.parametrize(
    ("kind", "rules"), [("confirmed", {}), ("offered", {"confirm_within": DAY}), ("submitted", {"review": "organizer"})]
)
def test_of_a_place_by_decision_it_is_told_how_the_decision_came_out(world, kind, rules):
    group = world.add_group(2, way="draw", decide_at=CLOSES, **rules)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks)
    order = tuple(Settled(first_id(ask), choice) for ask, choice in zip(asks, (1, 1, None), strict=True))
    assert [
        (c.kind, c.standing.rank, c.standing.of, c.standing.places) for c in told(world, Settle((group.id,), order))
    ] == [
        (kind, 1, 3, 2),
        (kind, 2, 3, 2),
        ("waitlisted", 3, 3, 2),
    ]


def test_of_a_decision_it_is_told_how_many_places_were_left_to_give(world):
    group = world.add_group(3, way="draw", decide_at=CLOSES)
    world.ledgers[group.id].taken = 2
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    assert [c.standing.places for c in told(world, Settle((group.id,), (Settled(first_id(ask), 1),)))] == [1]


def test_a_wish_that_ends_because_another_was_granted_says_where_the_child_is(world):
    one, other = (world.add_group(0, together="plan", wishes=2) for _ in range(2))
    child = world.add_child()
    answer(world, together([(child, one)], [(child, other)]))
    assert [(c.kind, c.enrollment.group_id, c.by_group_id) for c in told(world, Resize(other.id, 1))] == [
        ("promoted", other.id, None),
        ("superseded", one.id, other.id),
    ]


def test_called_off_an_offer_elsewhere_that_replaces_nothing_is_not_told(world):
    evening = {OPENS.date() + 7 * DAY: [(time(18), time(19))]}
    here, there = world.add_group(1), world.add_group(1, session="chess", meetings=evening, confirm_within=DAY)
    child = world.add_child()
    offered = enroll(child, there)
    assert results(world, enroll(child, here), offered) == ["confirmed", "offered"]
    (cancelled,) = told(world, CallOff(here.id, "停电"))
    assert cancelled.proposal is None
    assert answer(world, accept(offered)).result == "confirmed"


# -- what has nothing to say ----------------------------------------------------------------------------------------------


def test_what_a_timer_or_the_organizer_asks_for_is_done_even_when_there_is_nothing_to_do(world):
    group = world.add_group(1, sign_up="employer", decide_at=CLOSES, way="draw")
    nothing = [Refill(group.id), EndAsking(group.id, ""), Expire(uuid4()), CallOff(group.id, "")]
    decision = decide(world.snapshot(), nothing)
    assert [ruling.result for ruling in decision.rulings] == ["done"] * 4
    assert decision.changes == []
