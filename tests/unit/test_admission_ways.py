"""Places kept for some, decided together, checked, or by condition: each by example."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.criteria import Condition, Criterion
from services.booking.domain.enrollment import State
from services.booking.domain.group import Pool, Priority, Statement
from services.booking.domain.requests import Freeze, Refill, Settle, Settled
from tests.support.admission import (
    CLOSES,
    OPEN,
    OPENS,
    answer,
    enroll,
    first_id,
    leave,
    results,
    state,
    together,
)

HARD = Criterion(categories=frozenset({"hardship"}))
NEW_FORM = Criterion(categories=frozenset({"new_form"}))
DAY = timedelta(days=1)


# -- pools ----------------------------------------------------------------------------------------------------------------


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


def test_before_the_opening_siblings_have_kept_places_or_none(world):
    """One place is kept: the other of two would be one that is open to all, and nobody else may ask for it yet."""
    group = pooled(world, 5, 1, opens_at=OPENS - DAY)
    first = riders_child(world)
    second = world.add_child(guardian_ids=first.guardian_ids, categories=first.categories)
    both = together([(first, group), (second, group)])
    world.now = OPENS - DAY
    assert answer(world, both).result == "not_open"
    world.now = OPENS
    assert answer(world, both).result == "confirmed"


def test_before_the_opening_an_employers_union_signs_up_for_what_is_kept(world):
    """Its workers may ask early, as many as like; the second of them is signed up when everybody may be."""
    pool = Pool("新就业形态", 1, NEW_FORM, opens_at=OPENS - DAY)
    group = world.add_group(5, pools=(pool,), sign_up="employer")
    world.now = OPENS - DAY
    asks = [enroll(riders_child(world), group) for _ in range(2)]
    assert results(world, *asks) == ["submitted"] * 2
    first, second = [Review(first_id(ask), True, signs_up=True) for ask in asks]
    assert [answer(world, said).result for said in (first, second)] == ["confirmed", "not_open"]
    world.now = OPENS
    assert answer(world, second).result == "confirmed"


# -- decided together -----------------------------------------------------------------------------------------------------


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
    answers = decide(world.snapshot(), [placed, plain, hard]).rulings
    assert [(a.result, a.position) for a in answers] == [("confirmed", None), ("waitlisted", 1), ("waitlisted", 1)]
    results(world, placed, plain, hard)
    answer(world, leave(placed))
    assert (state(world, hard), state(world, plain)) == (State.CONFIRMED, State.WAITLISTED)


# -- checks ---------------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"union": "gaoxin"}, {"union": "mazhang"}),
        ({"reviewers": frozenset({"gaoxin-east"})}, {"reviewers": frozenset({"gaoxin-west"})}),
    ],
)
def test_one_union_never_says_yes_for_another(world, here, there):
    here, there = (world.add_group(1, review="organizer", **checked_by) for checked_by in (here, there))
    one = world.add_child()
    twin = world.add_child(guardian_ids=one.guardian_ids)
    assert answer(world, together([(one, here), (twin, there)])).result == "not_together"


# -- conditions -----------------------------------------------------------------------------------------------------------


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
