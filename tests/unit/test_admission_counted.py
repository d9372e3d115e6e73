"""What is counted: whom a free place fits, how long a list may be, what a limit counts."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import State
from services.booking.domain.group import Pool, Priority
from services.booking.domain.requests import CallOff, PutFirst, Resize, Settle, Settled
from tests.support.admission import (
    CLOSES,
    MORNING,
    OPENS,
    answer,
    enroll,
    first_id,
    leave,
    namesakes,
    results,
    siblings,
    state,
    together,
)

DAY = timedelta(days=1)
RIDERS, HARD = "新就业形态", "困难职工"


def kept(name, places, **more):
    """Places kept for children of whom the family says so."""
    return Pool(name, places, Criterion(categories=frozenset({name})), **more)


def of(world, *names, **facts):
    """A child of whom the family says this."""
    return world.add_child(categories=frozenset(names), **facts)


def kinds(world, *requests):
    """What happened, and whether it had waited; the world takes the decision in."""
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return [(change.kind, change.waited) for change in decision.changes]


# -- places that are kept -------------------------------------------------------------------------------------------------


def test_what_is_kept_for_two_kinds_of_families_is_kept_for_both(world):
    group = world.add_group(3, pools=(kept(RIDERS, 1), kept(HARD, 1)))
    assert results(world, *(enroll(world.add_child(), group) for _ in range(2))) == ["confirmed", "waitlisted"]
    assert results(world, enroll(of(world, RIDERS), group), enroll(of(world, HARD), group)) == ["confirmed"] * 2


def test_a_child_of_both_kinds_counts_for_the_one_with_a_place_left(world):
    group = world.add_group(2, pools=(kept(RIDERS, 1), kept(HARD, 1)))
    asks = [enroll(of(world, RIDERS, HARD), group) for _ in range(2)]
    assert results(world, *asks) == ["confirmed"] * 2
    assert world.ledgers[group.id].pools == {RIDERS: 1, HARD: 1}


def test_of_siblings_only_as_many_have_kept_places_as_are_kept(world):
    group = world.add_group(2, pools=(kept(RIDERS, 1), kept(HARD, 1)))
    parent = uuid4()
    pair = together([(of(world, RIDERS, guardian_ids=(parent,)), group) for _ in range(2)])
    assert answer(world, pair).result == "waitlisted"


def test_of_siblings_one_may_have_the_kept_place_and_the_other_the_free_one(world):
    group = world.add_group(2, pools=(kept(RIDERS, 1),))
    parent = uuid4()
    pair = [of(world, *names, guardian_ids=(parent,)) for names in ((RIDERS,), ())]
    assert answer(world, together([(child, group) for child in pair])).result == "confirmed"


@pytest.mark.parametrize("first", [RIDERS, HARD])
def test_from_its_very_instant_on_a_pool_that_opens_early_helps(world, first):
    """A child of two pools counts for the one that lets it book now, whichever is named first."""
    pools = {RIDERS: kept(RIDERS, 1), HARD: kept(HARD, 1, opens_at=OPENS - DAY)}
    group = world.add_group(3, pools=(pools.pop(first), *pools.values()))
    world.now = OPENS - DAY
    ruling = answer(world, enroll(of(world, RIDERS, HARD), group))
    assert (ruling.result, ruling.enrollment.pool) == ("confirmed", HARD)


def test_once_everybody_may_book_a_child_of_two_pools_counts_for_the_first(world):
    group = world.add_group(3, pools=(kept(RIDERS, 1), kept(HARD, 1, opens_at=OPENS - DAY)))
    world.now = OPENS
    assert answer(world, enroll(of(world, RIDERS, HARD), group)).enrollment.pool == RIDERS


def test_without_priorities_everybody_is_in_the_first_band(world):
    group = world.add_group(1, way="draw", decide_at=CLOSES)
    assert answer(world, enroll(world.add_child(), group)).enrollment.band == 0


def test_three_asked_for_as_one_need_three_places(world):
    group = world.add_group(2)
    assert answer(world, together([(child, group) for child in siblings(world, 3)])).result == "waitlisted"


def test_an_open_place_that_is_kept_is_offered_to_those_it_is_kept_for_alone(world):
    group = world.add_group(1, pools=(kept(RIDERS, 1),), all_at_once=DAY)
    first = enroll(of(world, RIDERS), group)
    plain, rider = enroll(world.add_child(), group), enroll(of(world, RIDERS), group)
    answer(world, first, plain, rider)
    world.now = group.starts_at - DAY
    decision = decide(world.snapshot(), [leave(first)])
    assert [(c.kind, c.enrollment.id) for c in decision.changes] == [
        ("withdrawn", first_id(first)),
        ("opened", first_id(rider)),
    ]


# -- until when a free place is given -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "then"), [(0, State.CONFIRMED), (1, State.WAITLISTED)], ids=["on it", "after it"])
def test_whoever_waits_has_a_freed_place_up_to_the_last_day(world, after, then):
    group = world.add_group(0)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    world.now += DAY * ((group.last_day - world.snapshot().today).days + after)
    answer(world, Resize(group.id, 1))
    assert state(world, ask) == then


def test_a_group_that_was_called_off_gives_nobody_a_place(world):
    group = world.add_group(0)
    answer(world, CallOff(group.id, "停电"))
    waiting = enroll(world.add_child(), group)
    assert answer(world, waiting).result == "cancelled"
    assert kinds(world, Resize(group.id, 5)) == []


# -- turns ----------------------------------------------------------------------------------------------------------------


def test_several_asked_for_as_one_wait_only_where_there_is_a_turn_for_each(world):
    short = world.add_group(0, waiting_limit=1)
    assert answer(world, together([(child, short) for child in siblings(world)])).result == "full"
    other = world.add_group(0, waiting_limit=1, session="dance", inside="term1")
    child = world.add_child()
    assert answer(world, together([(child, short), (child, other)])).result == "waitlisted"


def test_put_first_moves_nothing_in_another_group(world):
    care, dance = world.add_group(0), world.add_group(0, session="dance", inside="term1")
    waiting = enroll(world.add_child(), dance)
    child = world.add_child()
    both = together([(child, care), (child, dance)])
    answer(world, waiting, both, PutFirst(first_id(both)))
    assert [world.enrollments[seat.enrollment_id].band for seat in both.seats] == [-1, 0]


def test_who_waits_in_the_order_of_arrival_has_no_priority_any_more(world):
    first_in_line = Priority(HARD, Criterion(categories=frozenset({HARD})))
    group = world.add_group(0, priorities=(first_in_line,))
    plain, hard = enroll(world.add_child(), group), enroll(of(world, HARD), group)
    answer(world, plain, hard, Resize(group.id, 1))
    assert [state(world, ask) for ask in (plain, hard)] == [State.CONFIRMED, State.WAITLISTED]


@pytest.mark.parametrize(("by_priority", "bands"), [(True, [1, 0]), (False, [0, 0])])
def test_after_a_decision_the_list_is_by_priority_only_where_the_notice_says_so(world, by_priority, bands):
    first_in_line = Priority(HARD, Criterion(categories=frozenset({HARD})))
    rules = {"way": "ranked", "decide_at": CLOSES, "priorities": (first_in_line,)}
    group = world.add_group(0, waiting_by_priority=by_priority, **rules)
    asks = [enroll(world.add_child(), group), enroll(of(world, HARD), group)]
    answer(world, *asks, Settle((group.id,), tuple(Settled(first_id(ask), None) for ask in asks)))
    assert [world.enrollments[first_id(ask)].band for ask in asks] == bands


def test_who_has_neither_place_nor_turn_takes_part_in_nothing_any_more(world):
    group = world.add_group(0, way="ranked", decide_at=CLOSES, waiting_limit=0)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    assert kinds(world, Settle((group.id,), (Settled(first_id(ask), None),))) == [("unplaced", False)]
    assert (world.ledgers[group.id].entered, world.ledgers[group.id].waiting) == (0, 0)


def test_a_namesake_is_looked_at_where_a_decision_is_still_to_come_though_the_group_looks_full(world):
    group = world.add_group(0, way="ranked", decide_at=CLOSES, waiting_limit=0)
    first, second = (enroll(child, group) for child in namesakes(world))
    assert results(world, first, second) == ["entered", "unverified"]


# -- an employer's union signs up -----------------------------------------------------------------------------------------


def signed_up(ask):
    return Review(first_id(ask), approved=True, signs_up=True)


def test_what_it_signs_up_when_the_list_is_full_ends_and_its_family_hears(world):
    group = world.add_group(0, sign_up="employer", waiting_limit=0)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    decision = decide(world.snapshot(), [signed_up(ask)])
    world.take(decision)
    assert (decision.rulings[0].result, [c.kind for c in decision.changes]) == ("full", ["unplaced"])
    assert (state(world, ask), world.ledgers[group.id].asked) == (State.UNPLACED, 0)


def test_the_wishes_that_are_not_needed_end_and_say_where_the_child_is(world):
    one, other = (world.add_group(1, sign_up="employer", together="plan", wishes=2) for _ in range(2))
    child = world.add_child()
    ask = together([(child, one)], [(child, other)])
    answer(world, ask)
    decision = decide(world.snapshot(), [signed_up(ask)])
    world.take(decision)
    assert [(c.kind, c.enrollment.group_id, c.by_group_id) for c in decision.changes] == [
        ("confirmed", one.id, None),
        ("superseded", other.id, one.id),
    ]
    assert (world.ledgers[one.id].asked, world.ledgers[other.id].asked) == (0, 0)


def test_what_it_signs_up_and_would_check_itself_is_checked(world):
    group = world.add_group(1, sign_up="employer", review="employer")
    ask = enroll(world.add_child(), group)
    assert results(world, ask, signed_up(ask)) == ["submitted", "confirmed"]


# -- limits ---------------------------------------------------------------------------------------------------------------


def two_groups(world, **rules):
    """On different days, both counting for these limits."""
    later = {date(2025, 8, 4): [MORNING]}
    return world.add_group(9, **rules), world.add_group(9, session="later", meetings=later, **rules)


def test_a_limit_of_a_child_counts_its_own_part_of_the_request_and_not_its_siblings(world):
    one, other = two_groups(world, limits={"care": 1})
    older, younger = siblings(world)
    assert answer(world, together([(older, one), (younger, one)])).result == "confirmed"
    child = world.add_child()
    assert answer(world, together([(child, one), (child, other)])).result == "limited"


def test_a_limit_of_a_family_counts_no_other_family(world):
    group = world.add_group(9, family_limits={"care": 1})
    assert results(world, *(enroll(siblings(world)[0], group) for _ in range(2))) == ["confirmed"] * 2
    assert results(world, *(enroll(world.add_child(), group) for _ in range(2))) == ["confirmed"] * 2


def test_at_the_instant_of_a_common_decision_nobody_enters_any_more(world):
    group = world.add_group(1, way="ranked", decide_at=OPENS + DAY / 2)
    world.now = OPENS + DAY / 2
    assert answer(world, enroll(world.add_child(), group)).result == "deciding"


# -- told apart ---------------------------------------------------------------------------------------------------------


def test_told_apart_at_one_desk_each_pair_is_remembered(world):
    groups = [world.add_group(2, session=f"{n}", meetings={date(2025, 8, 4 + n): [MORNING]}) for n in range(2)]
    pairs = [namesakes(world), [world.add_child(family_id=uuid4(), identity=b"li") for _ in range(2)]]
    asks = [[enroll(child, group) for child in pair] for pair, group in zip(pairs, groups, strict=True)]
    answer(world, *(ask for pair in asks for ask in pair))
    answer(world, *(Review(first_id(second), approved=True, tells_apart=True) for _, second in asks))
    assert world.apart == {frozenset(child.id for child in pair) for pair in pairs}


def test_what_a_namesake_has_counts_with_all_that_is_asked_for_at_once(world):
    """At most two of a term, one of which a namesake has: whoever asks for two more has to be looked at."""
    groups = [
        world.add_group(2, limits={"term": 2}, session=f"{n}", meetings={OPENS.date() + timedelta(days=30 + n): []})
        for n in range(3)
    ]
    first, second = namesakes(world)
    asks = [enroll(first, groups[0]), together([(second, groups[1]), (second, groups[2])])]
    assert results(world, *asks) == ["confirmed", "unverified"]


# -- again, and not yet ---------------------------------------------------------------------------------------------------


def test_who_gives_a_place_up_may_ask_for_it_again_at_once(world):
    group, child = world.add_group(1), world.add_child()
    ask = enroll(child, group)
    assert results(world, ask, leave(ask), enroll(child, group)) == ["confirmed", "withdrawn", "confirmed"]


def test_a_group_whose_places_are_not_counted_is_not_there(world):
    group, child = world.add_group(1), world.add_child()
    del world.ledgers[group.id]
    assert answer(world, enroll(child, group)).result == "not_found"
