"""Offers, open places, moves with consent, and the organizer's hand in the order: each by example."""

from datetime import timedelta
from uuid import uuid4

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.requests import (
    Accept,
    Expire,
    ProposeMove,
    PutFirst,
    Resize,
    Settle,
    Withdraw,
)
from tests.support.admission import (
    CLOSES,
    OPEN,
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


# -- offers ---------------------------------------------------------------------------------------------------------------


def offering(world, places=1, **more):
    return world.add_group(places, answer_within=timedelta(hours=24), **more)


def offered(world, group):
    """The first has the place and leaves; the second is offered it, the third waits."""
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks, leave(asks[0]))
    return asks[1], asks[2]


def test_a_freed_place_is_held_for_the_next_family_until_it_answers(world):
    group = offering(world)
    second, third = offered(world, group)
    assert (state(world, second), state(world, third)) == (State.OFFERED, State.WAITLISTED)
    assert (world.ledgers[group.id].held, world.ledgers[group.id].taken) == (1, 0)
    assert answer(world, enroll(world.add_child(), group)).result == "waitlisted"
    assert answer(world, accept(second)).result == "confirmed"
    assert (world.ledgers[group.id].held, world.ledgers[group.id].taken) == (0, 1)
    assert answer(world, accept(second)).result == "confirmed"


def test_a_declined_offer_goes_to_the_next_family_at_once(world):
    second, third = offered(world, offering(world))
    answer(world, leave(second))
    assert (state(world, second), state(world, third)) == (State.WITHDRAWN, State.OFFERED)


def test_an_offer_ends_at_its_instant_not_before_and_passes_on(world):
    second, third = offered(world, offering(world))
    until = world.enrollments[first_id(second)].until
    world.now = until - timedelta(microseconds=1)
    answer(world, Expire(first_id(second)))
    assert state(world, second) == State.OFFERED
    world.now = until
    assert answer(world, accept(second)).result == "offer_over"
    answer(world, Expire(first_id(second)))
    assert (state(world, second), state(world, third)) == (State.EXPIRED, State.OFFERED)
    assert answer(world, accept(second)).result == "offer_over"


def both_offered(world, **rules):
    """Brother and sister wait in two groups with different rules, until places become free for both."""
    groups = [world.add_group(0, session=f"care-{n}", **given) for n, given in enumerate(rules.values())]
    older, younger = siblings(world)
    pair = together([(older, groups[0]), (younger, groups[1])])
    answer(world, pair, Resize(groups[0].id, 1), Resize(groups[1].id, 1))
    return pair, groups


def test_what_is_offered_as_one_ends_as_one_and_passes_on(world):
    hours = [timedelta(hours=48), timedelta(hours=24)]
    pair, groups = both_offered(world, one={"answer_within": hours[0]}, other={"answer_within": hours[1]})
    alone = [enroll(world.add_child(), group) for group in groups]
    answer(world, *alone)
    (until,) = {world.enrollments[seat.enrollment_id].until for seat in pair.seats}
    assert until <= OPEN + hours[1]
    world.now = until
    answer(world, Expire(pair.seats[1].enrollment_id))
    assert [state(world, pair, n) for n in (0, 1)] == [State.EXPIRED] * 2
    assert [state(world, ask) for ask in alone] == [State.OFFERED] * 2
    answer(world, Expire(pair.seats[0].enrollment_id))  # the other timer finds nothing to do
    assert [world.ledgers[group.id].held for group in groups] == [1, 1]


def test_where_one_of_them_must_be_accepted_all_are(world):
    pair, _ = both_offered(world, one={}, other={"answer_within": timedelta(hours=24)})
    assert [state(world, pair, n) for n in (0, 1)] == [State.OFFERED] * 2
    assert answer(world, accept(pair)).result == "confirmed"
    assert [state(world, pair, n) for n in (0, 1)] == [State.CONFIRMED] * 2


def test_of_two_that_were_offered_as_one_the_one_that_is_left_ends_at_the_same_instant(world):
    pair, _ = both_offered(world, one={"answer_within": DAY}, other={"answer_within": DAY})
    world.now = world.enrollments[first_id(pair)].until
    answer(world, leave(pair))
    answer(world, Expire(first_id(pair)))
    assert state(world, pair, 1) == State.OFFERED  # its own timer ends it
    answer(world, Expire(pair.seats[1].enrollment_id))
    assert [state(world, pair, n) for n in (0, 1)] == [State.WITHDRAWN, State.EXPIRED]


def test_another_familys_offer_cannot_be_accepted(world):
    second, third = offered(world, offering(world))
    assert answer(world, Accept(third.person_id, first_id(second))).result == "not_found"


def test_first_places_must_be_confirmed_where_the_notice_says_so(world):
    group = world.add_group(1, confirm_within=timedelta(hours=48))
    ask = enroll(world.add_child(), group)
    given = answer(world, ask)
    assert (given.result, given.until) == ("offered", OPEN + timedelta(hours=48))


def test_near_the_start_a_free_place_is_open_to_all_who_wait(world):
    group = offering(world, all_at_once=DAY)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks)
    world.now = group.starts_at - timedelta(hours=12)
    decision = decide(world.snapshot(), [leave(asks[0])])
    world.take(decision)
    assert [c.kind for c in decision.changes] == ["withdrawn", "opened", "opened"]
    assert [r for r in results(world, accept(asks[2]), accept(asks[1]))] == ["confirmed", "still_waiting"]
    assert (state(world, asks[2]), state(world, asks[1])) == (State.CONFIRMED, State.WAITLISTED)


def test_a_latecomer_does_not_pass_those_who_wait_for_an_open_place(world):
    group = offering(world, all_at_once=8 * DAY, closes_at=OPENS + 6 * DAY)
    asks = [enroll(world.add_child(), group) for _ in range(2)]
    answer(world, *asks, leave(asks[0]))
    assert answer(world, enroll(world.add_child(), group)).result == "waitlisted"


# -- limits, moves, order -------------------------------------------------------------------------------------------------


def test_a_limit_for_the_whole_family(world):
    group = world.add_group(9, family_limits={"care": 1})
    older, younger = siblings(world)
    assert answer(world, enroll(older, group)).result == "confirmed"
    refused = answer(world, enroll(younger, group))
    assert (refused.result, refused.limit.per_family) == ("limited", True)
    assert answer(world, together([(c, group) for c in siblings(world)])).result == "limited"


def test_a_family_keeps_its_place_until_it_accepts_the_other_one(world):
    small, larger = world.add_group(5), world.add_group(2)
    asks = [enroll(world.add_child(), small) for _ in range(3)]
    answer(world, *asks)
    new_ids = {first_id(a): uuid4() for a in asks}
    answer(world, ProposeMove(uuid4(), small.id, larger.id, OPENS + DAY, "人数不足", new_ids))
    kept = [world.enrollments[i] for i in new_ids.values() if i in world.enrollments]
    assert [e.state for e in kept] == [State.OFFERED] * 2
    assert world.ledgers[small.id].taken == 3
    answer(world, Accept(asks[0].person_id, kept[0].id), Withdraw(asks[1].person_id, kept[1].id))
    assert (state(world, asks[0]), state(world, asks[1])) == (State.SUPERSEDED, State.CONFIRMED)
    assert (world.ledgers[small.id].taken, world.ledgers[larger.id].taken, world.ledgers[larger.id].held) == (2, 1, 0)


def test_put_first_moves_brothers_and_sisters_as_one(world):
    group = world.add_group(0)
    single, pair = enroll(world.add_child(), group), together([(c, group) for c in siblings(world)])
    answer(world, single, pair, PutFirst(pair.seats[1].enrollment_id))
    turns = sorted(world.enrollments.values(), key=lambda e: (e.band, e.seq))
    assert [e.id for e in turns] == [*(seat.enrollment_id for seat in pair.seats), first_id(single)]


def test_nobody_is_moved_into_a_group_that_is_still_to_be_decided(world):
    small, drawn = world.add_group(5), world.add_group(5, way="draw", decide_at=CLOSES)
    ask = enroll(world.add_child(), small)
    answer(world, ask)
    move = ProposeMove(uuid4(), small.id, drawn.id, OPENS + DAY, "人数不足", {first_id(ask): uuid4()})
    answer(world, move)
    assert world.ledgers[drawn.id].held == 0
    answer(world, Settle((drawn.id,), ()), move)
    assert world.ledgers[drawn.id].held == 1


def test_the_organizer_may_put_one_family_first(world):
    group = world.add_group(0)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks, PutFirst(first_id(asks[2])), Resize(group.id, 1))
    assert [state(world, a) for a in asks] == [State.WAITLISTED, State.WAITLISTED, State.CONFIRMED]
