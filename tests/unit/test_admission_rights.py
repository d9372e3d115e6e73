"""A right is judged at the step by which somebody would get a place: promotion, offer accepted, open place taken, list closed."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Expire, Freeze, ProposeMove, PutFirst, Resize, Settle, Settled
from services.booking.domain.snapshot import Membership
from shared.kernel.clock import ZONE
from tests.support.admission import CLOSES, accept, answer, enroll, first_id, group, leave, siblings, state, together


def member(world, child, *unions):
    """What accounts said of the child's guardian last."""
    world.memberships[child.guardian_ids[0]] = Membership(frozenset(unions), 1)


def waiting(world, count=2, **rules):
    """One has the place, the others wait; all of one grade, of members."""
    group = world.add_group(1, members_of=frozenset({"mazhang"}), grades=(1, 3), **rules)
    children = [world.add_child() for _ in range(count + 1)]
    for child in children:
        member(world, child, "mazhang")
    asks = [enroll(child, group) for child in children]
    answer(world, *asks)
    return group, children, asks


def ended(world, child, *, how):
    if how == "membership":
        member(world, child)
    else:
        world.children[child.id] = replace(child, grade=6)


@pytest.mark.parametrize("how", ["membership", "grade"])
def test_whose_right_has_ended_is_not_promoted_and_reads_why(world, how):
    _, children, asks = waiting(world)
    ended(world, children[1], how=how)
    decision = decide(world.snapshot(), [leave(asks[0])])
    world.take(decision)
    assert (state(world, asks[1]), state(world, asks[2])) == (State.REFUSED, State.CONFIRMED)
    (refused,) = [change for change in decision.changes if change.kind == "refused"]
    assert [verdict.code for verdict in refused.reasons] == ["member" if how == "membership" else "grade"]
    assert refused.waited


def test_of_whom_nothing_was_heard_the_token_is_still_believed(world):
    _, children, asks = waiting(world)
    del world.memberships[children[1].guardian_ids[0]]
    answer(world, leave(asks[0]))
    assert state(world, asks[1]) == State.CONFIRMED


def test_of_two_who_wait_as_one_the_other_goes_on(world):
    group = world.add_group(1, grades=(1, 3))
    first, pair = world.add_child(), siblings(world)
    asks = [enroll(first, group), together([(child, group) for child in pair])]
    answer(world, *asks)
    world.children[pair[0].id] = replace(pair[0], grade=6)
    answer(world, leave(asks[0]))
    assert (state(world, asks[1]), state(world, asks[1], 1)) == (State.REFUSED, State.CONFIRMED)


def test_an_offer_is_not_accepted_while_the_right_is_gone_and_is_when_it_is_back(world):
    _, children, asks = waiting(world, answer_within=timedelta(hours=24))
    answer(world, leave(asks[0]))
    member(world, children[1])
    ruling = answer(world, accept(asks[1]))
    assert (ruling.result, [v.code for v in ruling.reasons]) == ("not_eligible", ["member"])
    assert state(world, asks[1]) == State.OFFERED  # kept until its time is over
    member(world, children[1], "mazhang")
    assert answer(world, accept(asks[1])).result == "confirmed"


def test_an_offer_that_could_not_be_accepted_goes_on_at_its_end(world):
    _, children, asks = waiting(world, answer_within=timedelta(hours=24))
    answer(world, leave(asks[0]))
    member(world, children[1])
    world.now = world.enrollments[first_id(asks[1])].until
    answer(world, Expire(first_id(asks[1])))
    assert (state(world, asks[1]), state(world, asks[2])) == (State.EXPIRED, State.OFFERED)


def test_an_open_place_is_not_taken_by_who_has_no_right_to_it(world):
    group, children, asks = waiting(world, all_at_once=timedelta(days=30))
    answer(world, leave(asks[0]))
    member(world, children[1])
    assert answer(world, accept(asks[1])).result == "not_eligible"
    assert state(world, asks[1]) == State.WAITLISTED
    assert answer(world, accept(asks[2])).result == "confirmed"
    assert world.ledgers[group.id].taken == 1


def test_put_first_is_no_right(world):
    group, children, asks = waiting(world)
    member(world, children[2])
    answer(world, PutFirst(first_id(asks[2])), Resize(group.id, 2))
    assert (state(world, asks[1]), state(world, asks[2])) == (State.CONFIRMED, State.REFUSED)


def test_a_list_is_clean_before_it_stands(world):
    group = world.add_group(1, grades=(1, 3), way="draw", decide_at=CLOSES)
    children = [world.add_child() for _ in range(2)]
    asks = [enroll(child, group) for child in children]
    answer(world, *asks)
    world.children[children[0].id] = replace(children[0], grade=6)
    answer(world, Freeze((group.id,)))
    assert (state(world, asks[0]), state(world, asks[1])) == (State.REFUSED, State.ENTERED)
    assert world.ledgers[group.id].entered == 1
    answer(world, Settle((group.id,), (Settled(first_id(asks[1]), 1),)))
    assert state(world, asks[1]) == State.CONFIRMED


def test_a_move_is_the_organizers_to_propose(world):
    here, there = world.add_group(1, grades=(1, 3)), world.add_group(1, grades=(4, 6), session="other")
    ask = enroll(world.add_child(), here)
    answer(world, ask)
    new = ask.seats[0].child_id
    answer(world, ProposeMove(new, here.id, there.id, world.now + timedelta(days=1), "并班", {first_id(ask): new}))
    moved = world.enrollments[new]
    assert moved.state == State.OFFERED
    assert answer(world, type(accept(ask))(ask.person_id, new)).result == "confirmed"


def test_nobody_is_promoted_into_what_is_over_by_way_of_what_goes_on(world):
    """Two classes waited for as one: when one is over, a place in the other is none in both."""
    over, on = world.add_group(1), world.add_group(1, session="late", meetings=later())
    others = [enroll(world.add_child(), one) for one in (over, on)]
    child = world.add_child()
    both = together([(child, over), (child, on)])
    answer(world, *others, both)
    world.now = CLOSES + timedelta(days=20)
    answer(world, leave(others[1]))
    assert (state(world, both), state(world, both, 1)) == (State.WAITLISTED, State.WAITLISTED)


def later():
    return {day + timedelta(days=60): hours for day, hours in group().meetings.items()}


@pytest.mark.parametrize(("approved", "said", "then"), [(True, "finished", "pending"), (False, "done", "refused")])
def test_after_the_last_day_a_yes_gives_no_place_and_a_no_is_still_heard(world, approved, said, then):
    here = world.add_group(1, review="organizer")
    ask, last = enroll(world.add_child(), here), datetime.combine(here.last_day, time(23, 59), ZONE)
    answer(world, ask)
    world.now = last + timedelta(minutes=1)
    assert answer(world, Review(first_id(ask), approved, "材料不全")).result == said
    assert state(world, ask) == then


def test_on_the_last_day_a_yes_still_gives_a_place(world):
    here = world.add_group(1, review="organizer")
    ask = enroll(world.add_child(), here)
    answer(world, ask)
    world.now = datetime.combine(here.last_day, time(23, 59), ZONE)
    assert answer(world, Review(first_id(ask), approved=True)).result == "done"
    assert state(world, ask) == "confirmed"
