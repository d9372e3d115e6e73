"""Every way of admitting beyond first come, each by example."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.criteria import Condition, Criterion
from services.booking.domain.enrollment import State
from services.booking.domain.group import Pool, Priority, Statement
from services.booking.domain.requests import (
    Accept,
    Expire,
    Freeze,
    ProposeMove,
    PutFirst,
    Refill,
    Resize,
    Review,
    Settle,
    Settled,
    Withdraw,
)
from tests.support.admission import CLOSES, MORNING, OPEN, OPENS, World, enroll, first_id, together

HARD = Criterion(categories=frozenset({"hardship"}))
NEW_FORM = Criterion(categories=frozenset({"new_form"}))
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World()


def answer(world, *requests):
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return decision.answers[-1]


def results(world, *requests):
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return [a.result for a in decision.answers]


def state(world, ask, number=0):
    return world.enrollments[ask.seats[number].enrollment_id].state


def leave(ask):
    return Withdraw(ask.person_id, first_id(ask))


def accept(ask):
    return Accept(ask.person_id, first_id(ask))


# -- pools -----------------------------------------------------------------------------------------------------------------


def pooled(world, places, kept, **more):
    pool = Pool("新就业形态", kept, NEW_FORM, **more)
    return world.add_group(places, pools=(pool,))


def riders_child(world):
    return world.add_child(categories=frozenset({"new_form"}))


def test_places_of_a_pool_are_kept_for_its_families(world):
    group = pooled(world, 3, 2)
    first, second = world.add_child(), world.add_child()
    assert results(world, enroll(first, group), enroll(second, group)) == ["confirmed", "waitlisted"]
    assert answer(world, enroll(riders_child(world), group)).result == "confirmed"
    assert world.ledgers[group.id].pools == {"新就业形态": 1}


def test_whoever_of_the_pool_has_a_place_counts_for_it(world):
    group = pooled(world, 3, 2)
    assert results(world, *(enroll(riders_child(world), group) for _ in range(3))) == ["confirmed"] * 3
    assert answer(world, enroll(riders_child(world), group)).result == "waitlisted"


def test_what_is_left_of_a_pool_falls_to_everyone_at_its_instant(world):
    group = pooled(world, 2, 2, until=OPENS + DAY)
    ask = enroll(world.add_child(), group)
    assert answer(world, ask).result == "waitlisted"
    answer(world, Refill(group.id))
    assert state(world, ask) == State.WAITLISTED
    world.now = OPENS + DAY
    answer(world, Refill(group.id))
    assert state(world, ask) == State.CONFIRMED


def test_a_place_freed_in_a_pool_goes_to_the_first_of_the_pool_who_waits(world):
    group = pooled(world, 2, 1)
    rider, other = enroll(riders_child(world), group), enroll(world.add_child(), group)
    plain, second_rider = enroll(world.add_child(), group), enroll(riders_child(world), group)
    assert results(world, rider, other, plain, second_rider) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    answer(world, leave(rider))
    assert (state(world, plain), state(world, second_rider)) == (State.WAITLISTED, State.CONFIRMED)


def test_a_pool_may_book_before_everybody_else_but_only_its_places(world):
    group = pooled(world, 5, 1, opens_at=OPENS - DAY)
    world.now = OPENS - 2 * DAY
    assert answer(world, enroll(riders_child(world), group)).until == OPENS - DAY
    world.now = OPENS - DAY
    assert answer(world, enroll(world.add_child(), group)).until == OPENS
    early = [enroll(riders_child(world), group) for _ in range(2)]
    assert results(world, *early) == ["confirmed", "not_open"]


# -- decided together --------------------------------------------------------------------------------------------------------


def test_with_priorities_everyone_enters_with_a_band_and_by_arrival(world):
    group = world.add_group(1, way="ranked", decide_at=CLOSES, priorities=(Priority("困难职工", HARD),))
    plain, hard = enroll(world.add_child(), group), enroll(world.add_child(categories=frozenset({"hardship"})), group)
    assert results(world, plain, hard) == ["entered", "entered"]
    assert [world.enrollments[first_id(a)].band for a in (plain, hard)] == [1, 0]


def test_after_the_common_decision_places_go_to_who_comes_first(world):
    group = world.add_group(2, way="ranked", decide_at=OPENS + timedelta(hours=1))
    early = enroll(world.add_child(), group)
    answer(world, early, Freeze((group.id,)))
    assert answer(world, enroll(world.add_child(), group)).result == "deciding"
    answer(world, Settle((group.id,), (Settled(first_id(early), 1),)))
    assert results(world, *(enroll(world.add_child(), group) for _ in range(2))) == ["confirmed", "waitlisted"]


def test_the_waiting_list_after_a_decision_is_as_long_as_the_notice_says(world):
    group = world.add_group(1, way="ranked", decide_at=CLOSES, waiting_limit=1)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks)
    order = [Settled(first_id(asks[0]), 1), *(Settled(first_id(a), None) for a in asks[1:])]
    decision = decide(world.snapshot(), [Settle((group.id,), tuple(order))])
    assert [c.kind for c in decision.changes] == ["confirmed", "waitlisted", "unplaced"]
    assert [(c.standing.rank, c.standing.of, c.standing.places) for c in decision.changes] == [
        (1, 3, 1),
        (2, 3, 1),
        (3, 3, 1),
    ]


def test_a_waiting_list_by_priority_lets_the_first_in_line_go_first(world):
    group = world.add_group(1, priorities=(Priority("困难职工", HARD),), waiting_by_priority=True)
    placed, plain = enroll(world.add_child(), group), enroll(world.add_child(), group)
    hard = enroll(world.add_child(categories=frozenset({"hardship"})), group)
    answers = decide(world.snapshot(), [placed, plain, hard]).answers
    assert [(a.result, a.position) for a in answers] == [("confirmed", None), ("waitlisted", 1), ("waitlisted", 1)]
    results(world, placed, plain, hard)
    answer(world, leave(placed))
    assert (state(world, hard), state(world, plain)) == (State.CONFIRMED, State.WAITLISTED)


# -- checks ------------------------------------------------------------------------------------------------------------------


def test_a_checked_group_keeps_the_place_until_somebody_has_checked(world):
    group = world.add_group(1, review="organizer")
    first, second = enroll(world.add_child(), group), enroll(world.add_child(), group)
    assert results(world, first, second) == ["submitted", "waitlisted"]
    assert (world.ledgers[group.id].held, world.ledgers[group.id].taken) == (1, 0)
    answer(world, Review(first_id(first), True))
    assert state(world, first) == State.CONFIRMED
    assert (world.ledgers[group.id].held, world.ledgers[group.id].taken) == (0, 1)


def test_a_refusal_passes_the_place_on_and_the_next_is_checked_too(world):
    group = world.add_group(1, review="organizer")
    first, second = enroll(world.add_child(), group), enroll(world.add_child(), group)
    answer(world, first, second, Review(first_id(first), False, "不在本区"))
    assert (state(world, first), state(world, second)) == (State.REFUSED, State.PENDING)
    answer(world, Review(first_id(second), True))
    assert state(world, second) == State.CONFIRMED


def test_who_waits_may_be_checked_while_waiting(world):
    group = world.add_group(1, review="organizer")
    first, second = enroll(world.add_child(), group), enroll(world.add_child(), group)
    answer(world, first, second, Review(first_id(second), True), Review(first_id(first), False, "材料不全"))
    assert state(world, second) == State.CONFIRMED


def test_a_request_is_checked_once(world):
    group = world.add_group(1, review="organizer")
    ask = enroll(world.add_child(), group)
    assert results(world, ask, Review(first_id(ask), True), Review(first_id(ask), False, "晚了")) == [
        "submitted",
        "done",
        "ended",
    ]
    assert state(world, ask) == State.CONFIRMED


def test_the_employers_union_signs_up_in_its_own_order(world):
    group = world.add_group(1, sign_up="employer")
    first, second = enroll(world.add_child(), group), enroll(world.add_child(), group)
    assert results(world, first, second) == ["submitted", "submitted"]
    assert world.ledgers[group.id].asked == 2
    signed_up = [Review(first_id(ask), True, signs_up=True) for ask in (second, first)]
    assert results(world, *signed_up) == ["confirmed", "waitlisted"]
    assert (world.ledgers[group.id].asked, world.ledgers[group.id].taken, world.ledgers[group.id].waiting) == (0, 1, 1)


def test_after_closing_the_employers_union_cannot_sign_up_any_more(world):
    group = world.add_group(1, sign_up="employer")
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    world.now = CLOSES
    assert answer(world, Review(first_id(ask), True, signs_up=True)).result == "closed"
    assert state(world, ask) == State.ASKED


def test_while_a_common_decision_is_made_the_employers_union_cannot_sign_up(world):
    group = world.add_group(1, sign_up="employer", way="ranked", decide_at=OPEN + timedelta(hours=1))
    ask = enroll(world.add_child(), group)
    sign_up = Review(first_id(ask), True, signs_up=True)
    answer(world, ask, Freeze((group.id,)))
    assert answer(world, sign_up).result == "deciding"
    assert state(world, ask) == State.ASKED
    assert results(world, Settle((group.id,), ()), sign_up) == ["done", "confirmed"]


def test_one_desk_never_decides_for_the_next(world):
    group = world.add_group(1, sign_up="employer", review="organizer")
    ask = enroll(world.add_child(), group)
    sign_up, check = Review(first_id(ask), True, signs_up=True), Review(first_id(ask), True)
    assert results(world, ask, check, sign_up, sign_up) == ["submitted", "ended", "submitted", "ended"]
    assert state(world, ask) == State.PENDING
    assert answer(world, check).result == "done"
    assert state(world, ask) == State.CONFIRMED


def test_one_union_never_says_yes_for_another(world):
    here, there = (world.add_group(1, review="organizer", union=union) for union in ("gaoxin", "mazhang"))
    one = world.add_child()
    twin = world.add_child(guardian_ids=one.guardian_ids)
    assert answer(world, together([(one, here), (twin, there)])).result == "not_together"


# -- offers ------------------------------------------------------------------------------------------------------------------


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


# -- several as one -------------------------------------------------------------------------------------------------------------


def siblings(world, count=2):
    parent, family = uuid4(), uuid4()
    return [world.add_child(guardian_ids=(parent,), family_id=family) for _ in range(count)]


def test_both_or_none(world):
    group = world.add_group(1)
    older, younger = siblings(world)
    ask = together([(older, group), (younger, group)])
    assert answer(world, ask).result == "waitlisted"
    assert world.ledgers[group.id].waiting == 2
    assert answer(world, Resize(group.id, 2)).result == "done"
    assert [state(world, ask, n) for n in (0, 1)] == [State.CONFIRMED] * 2


def test_one_free_place_goes_to_the_next_who_needs_only_one(world):
    group = world.add_group(0)
    pair, single = together([(c, group) for c in siblings(world)]), enroll(world.add_child(), group)
    answer(world, pair, single, Resize(group.id, 1))
    assert (state(world, pair), state(world, single)) == (State.WAITLISTED, State.CONFIRMED)


def test_a_pair_that_gives_one_up_needs_only_one(world):
    group = world.add_group(0)
    pair = together([(c, group) for c in siblings(world)])
    answer(world, pair, Resize(group.id, 1), leave(pair))
    assert (state(world, pair, 0), state(world, pair, 1)) == (State.WITHDRAWN, State.CONFIRMED)


def test_care_and_a_class_as_one(world):
    care, dance = world.add_group(1), world.add_group(0, session="dance", inside="term1")
    child = world.add_child()
    ask = together([(child, care), (child, dance)])
    assert answer(world, ask).result == "waitlisted"
    assert (world.ledgers[care.id].waiting, world.ledgers[dance.id].waiting) == (1, 1)
    answer(world, Resize(dance.id, 1))
    assert [state(world, ask, n) for n in (0, 1)] == [State.CONFIRMED] * 2


def test_both_are_offered_and_accepted_as_one(world):
    group = offering(world, 0)
    pair = together([(c, group) for c in siblings(world)])
    answer(world, pair, Resize(group.id, 2))
    assert [state(world, pair, n) for n in (0, 1)] == [State.OFFERED] * 2
    answer(world, accept(pair))
    assert [state(world, pair, n) for n in (0, 1)] == [State.CONFIRMED] * 2


def test_what_overlaps_itself_cannot_be_asked_for_as_one(world):
    care, dance = world.add_group(1), world.add_group(1, session="dance")
    child = world.add_child()
    refused = answer(world, together([(child, care), (child, dance)]))
    assert (refused.result, refused.clash.enrollment) == ("overlaps", None)
    assert not world.enrollments


# -- wishes ------------------------------------------------------------------------------------------------------------------------


def wishes(world, *places, **more):
    return [world.add_group(n, together="plan/care", wishes=3, **more) for n in places]


def test_the_first_choice_that_is_free(world):
    full, free = wishes(world, 0, 1)
    child = world.add_child()
    got = answer(world, together([(child, full)], [(child, free)]))
    assert (got.result, got.enrollment.group_id) == ("confirmed", free.id)
    assert world.ledgers[full.id].waiting == 0


def test_who_gets_none_waits_for_each_and_the_others_end_with_the_first(world):
    one, other = wishes(world, 0, 0)
    child = world.add_child()
    ask = together([(child, one)], [(child, other)])
    assert answer(world, ask).result == "waitlisted"
    decision = decide(world.snapshot(), [Resize(other.id, 1)])
    world.take(decision)
    assert [(c.kind, c.enrollment.group_id) for c in decision.changes] == [
        ("promoted", other.id),
        ("superseded", one.id),
    ]
    assert world.ledgers[one.id].waiting == 0


def test_more_wishes_than_the_notice_allows_or_outside_of_it(world):
    groups = wishes(world, 1, 1, 1, 1)
    child = world.add_child()
    assert answer(world, together(*([(child, g)] for g in groups))).result == "not_together"
    apart = world.add_group(1)
    assert answer(world, together([(child, groups[0])], [(child, apart)])).result == "not_together"


def test_in_a_common_decision_a_child_asks_once_with_all_its_wishes(world):
    one, other = wishes(world, 1, 1, way="draw", decide_at=CLOSES)
    child = world.add_child()
    assert answer(world, together([(child, one)], [(child, other)])).result == "entered"
    third = wishes(world, 1, way="draw", decide_at=CLOSES)[0]
    assert answer(world, enroll(child, third)).result == "already_booked"


def test_the_wishes_of_a_decision_come_out_as_decided(world):
    one, other = wishes(world, 1, 1, way="draw", decide_at=CLOSES)
    first, second, third = (world.add_child() for _ in range(3))
    asks = [together([(c, one)], [(c, other)]) for c in (first, second, third)]
    answer(world, *asks)
    order = (Settled(first_id(asks[0]), 1), Settled(first_id(asks[1]), 2), Settled(first_id(asks[2]), None))
    answer(world, Settle((one.id, other.id), order))
    assert [[state(world, a, n) for n in (0, 1)] for a in asks] == [
        [State.CONFIRMED, State.SUPERSEDED],
        [State.SUPERSEDED, State.CONFIRMED],
        [State.WAITLISTED, State.WAITLISTED],
    ]
    answer(world, leave(asks[0]))
    assert [state(world, asks[2], n) for n in (0, 1)] == [State.CONFIRMED, State.SUPERSEDED]


# -- limits, moves, order ------------------------------------------------------------------------------------------------------------


def test_a_limit_for_the_whole_family(world):
    group = world.add_group(9, family_limits={"care": 1})
    older, younger = siblings(world)
    assert answer(world, enroll(older, group)).result == "confirmed"
    refused = answer(world, enroll(younger, group))
    assert (refused.result, refused.limit.per_family) == ("limited", True)
    assert answer(world, together([(c, group) for c in siblings(world)])).result == "limited"


def test_several_wishes_count_as_one_for_a_limit(world):
    later = {date(2025, 8, 4): [MORNING]}
    one, other = wishes(world, 0, 0, limits={"plan": 2})
    extra = world.add_group(1, limits={"plan": 2}, session="dance", meetings=later)
    last = world.add_group(1, limits={"plan": 2}, session="chess", meetings={date(2025, 8, 5): [(time(14), time(15))]})
    child = world.add_child()
    assert answer(world, together([(child, one)], [(child, other)])).result == "waitlisted"
    assert results(world, enroll(child, extra), enroll(child, last)) == ["confirmed", "limited"]


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


def test_the_organizer_may_put_one_family_first(world):
    group = world.add_group(0)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks, PutFirst(first_id(asks[2])), Resize(group.id, 1))
    assert [state(world, a) for a in asks] == [State.WAITLISTED, State.WAITLISTED, State.CONFIRMED]


# -- conditions ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told", "met"),
    [
        ({"schools": frozenset({"育才小学"})}, {"school": "育才小学"}, True),
        ({"school_areas": frozenset({"西湖区"})}, {"school_area": "杭州市西湖区"}, True),
        ({"school_areas": frozenset({"西湖区"})}, {"school_area": "杭州市拱墅区"}, False),
        ({"home_areas": frozenset({"武汉"})}, {"home_area": "武汉市江岸区"}, True),
        ({"employers": frozenset({"山推股份"})}, {"employers": frozenset({"山推股份"})}, True),
        ({"categories": frozenset({"orphan", "hardship"})}, {"categories": frozenset({"hardship"})}, True),
        ({"rising_grades": (2, 6)}, {"grade": 1}, True),
        ({"rising_grades": (2, 6)}, {"grade": 0}, False),
        ({"rising_grades": (2, 6)}, {"grade": 6}, False),
        ({"placed_in": frozenset({"u/2024-summer"})}, {"placed_in": frozenset({"u/2024-summer"})}, True),
        ({"any_of": (Condition(ages=(3, 5)), HARD)}, {"categories": frozenset({"hardship"})}, True),
        ({"any_of": (Condition(ages=(3, 5)), HARD)}, {}, False),
        ({"none_of": (Condition(placed_in=frozenset({"u/2024-summer"})),)}, {"placed_in": frozenset({"u/2024-summer"})}, False),
        ({"none_of": (Condition(placed_in=frozenset({"u/2024-summer"})),)}, {}, True),
    ],
)  # fmt: skip
def test_conditions(world, said, told, met):
    group, child = world.add_group(1, **said), world.add_child(**told)
    assert (answer(world, enroll(child, group)).result == "confirmed") is met


def test_what_must_be_accepted_and_brought(world):
    text = Statement("入托协议", "2", "abc")
    group, child = world.add_group(1, agreement=text), world.add_child()
    assert [v.code for v in answer(world, enroll(child, group)).reasons] == ["agreement"]
    world.children[child.id] = replace(child, consents=frozenset({"abc"}))
    assert answer(world, enroll(child, group)).result == "confirmed"
