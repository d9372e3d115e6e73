"""A child of a name and birth date that stands there already: it waits until a person has looked, and is never refused unseen."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import EndAsking, Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Freeze, ProposeMove, PutFirst, Settle, Settled
from tests.support.admission import (
    CLOSES,
    MORNING,
    OPENS,
    World,
    accept,
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

DECIDES = {"way": "ranked", "decide_at": CLOSES}
LATER = timedelta(days=14)
LATER_ON = {date(2025, 8, 4): [MORNING]}


def two(ask):
    """The organizer has looked: they are two children."""
    return Review(first_id(ask), approved=True, tells_apart=True)


def one(ask):
    """The organizer has looked: it is the same child."""
    return Review(first_id(ask), approved=False, reason="同一个孩子", tells_apart=True)


def asked_twice(places=2, **said):
    """A group for which two families asked for a child of one name and birth date."""
    world = World()
    group = world.add_group(places, **said)
    first, second = (enroll(child, group) for child in namesakes(world))
    assert results(world, first)[0] != "unverified"
    assert results(world, second) == ["unverified"]
    return world, group, first, second


def test_the_second_takes_no_place_and_the_next_family_does():
    world, group, _, second = asked_twice()
    assert answer(world, enroll(world.add_child(), group)).result == "confirmed"
    assert state(world, second) == State.UNVERIFIED
    assert (world.ledgers[group.id].taken, world.ledgers[group.id].waiting) == (2, 0)


def test_both_families_hear_and_the_first_booking_is_not_touched():
    world = World()
    group = world.add_group(2)
    first, second = (enroll(child, group) for child in namesakes(world))
    answer(world, first)
    told = decide(world.snapshot(), [second]).changes
    assert [(c.kind, c.enrollment.id) for c in told] == [
        ("asked_again", first_id(first)), ("unverified", first_id(second)),
    ]  # fmt: skip
    assert told[0].enrollment == world.enrollments[first_id(first)] and told[0].by_group_id == group.id


def test_two_children_go_on_with_the_turn_they_had():
    world, group, _, second = asked_twice(places=2)
    third, fourth = (enroll(world.add_child(), group) for _ in range(2))
    assert results(world, third, fourth) == ["confirmed", "waitlisted"]
    yes = answer(world, two(second))
    assert (yes.result, yes.position) == ("waitlisted", 1)
    answer(world, leave(third))
    assert (state(world, second), state(world, fourth)) == (State.CONFIRMED, State.WAITLISTED)


def test_two_children_have_the_place_that_is_free():
    world, _, _, second = asked_twice(places=2)
    assert answer(world, two(second)).result == "confirmed"


def test_what_was_told_apart_is_not_asked_again():
    world, _, first, second = asked_twice()
    answer(world, two(second))
    other = world.add_group(2, session="later", meetings={OPENS.date() + LATER: []})
    children = [world.children[ask.seats[0].child_id] for ask in (first, second)]
    assert results(world, *(enroll(child, other) for child in children)) == ["confirmed", "confirmed"]


def test_the_same_child_is_refused_with_the_reason():
    world, _, first, second = asked_twice()
    assert decide(world.snapshot(), [one(second)]).changes[0].reason == "同一个孩子"
    answer(world, one(second))
    assert (state(world, first), state(world, second)) == (State.CONFIRMED, State.REFUSED)
    assert world.apart == frozenset()


def test_a_third_family_waits_as_well_and_whoever_was_looked_at_has_a_place():
    world = World()
    group = world.add_group(3)
    asks = [enroll(child, group) for child in namesakes(world, 3)]
    assert results(world, *asks) == ["confirmed", "unverified", "unverified"]
    assert results(world, two(asks[2]), two(asks[1])) == ["confirmed", "confirmed"]


def test_it_waits_for_the_organizer_even_when_the_first_has_left():
    world, _, first, second = asked_twice()
    answer(world, leave(first))
    assert state(world, second) == State.UNVERIFIED
    assert answer(world, two(second)).result == "confirmed"


def test_its_family_can_take_it_back_and_has_nothing_to_accept():
    world, _, _, second = asked_twice()
    assert results(world, accept(second), PutFirst(first_id(second)), leave(second)) == [
        "still_waiting",
        "ended",
        "withdrawn",
    ]
    assert state(world, second) == State.WITHDRAWN


def test_another_desk_cannot_decide_it():
    world, _, _, second = asked_twice(review="organizer")
    checks, signs_up = Review(first_id(second), approved=True), Review(first_id(second), approved=True, signs_up=True)
    assert results(world, checks, signs_up) == ["ended", "ended"]
    assert answer(world, two(second)).result == "submitted"  # now it is there to be checked
    assert answer(world, checks).result == "done"


@pytest.mark.parametrize("born", [None, b"li"])
def test_another_birth_date_or_none_is_another_child(born):
    world = World()
    group = world.add_group(2)
    children = world.add_child(identity=b"zhang"), world.add_child(identity=born)
    assert results(world, *(enroll(child, group) for child in children)) == ["confirmed", "confirmed"]


def test_full_is_said_at_once():
    world = World()
    group = world.add_group(1, waiting_limit=0)
    first, second = namesakes(world)
    assert results(world, enroll(first, group), enroll(second, group)) == ["confirmed", "full"]


def test_a_turn_that_was_kept_finds_room_in_a_list_that_filled_up_meanwhile():
    world, group, _, second = asked_twice(places=1, waiting_limit=1)
    assert answer(world, enroll(world.add_child(), group)).result == "waitlisted"
    assert answer(world, two(second)).position == 1


def test_brothers_of_one_request_wait_together():
    world = World()
    group = world.add_group(4)
    known, same = namesakes(world)
    brother = world.add_child(guardian_ids=same.guardian_ids, family_id=same.family_id)
    both = together([(same, group), (brother, group)])
    assert results(world, enroll(known, group), both) == ["confirmed", "unverified"]
    assert (state(world, both, 0), state(world, both, 1)) == (State.UNVERIFIED, State.UNVERIFIED)
    answer(world, two(both))
    assert (state(world, both, 0), state(world, both, 1)) == (State.CONFIRMED, State.CONFIRMED)


def test_two_records_of_one_child_cannot_be_asked_for_as_one():
    world = World()
    group, (first, second) = world.add_group(4), namesakes(world)
    second = world.add_child(guardian_ids=first.guardian_ids, family_id=first.family_id, identity=first.identity)
    assert answer(world, together([(first, group), (second, group)])).result == "not_together"


# -- where a child asks once -------------------------------------------------------------------------------------------


def test_in_one_common_decision_a_child_asks_once():
    world = World()
    groups = [world.add_group(2, together="summer", **DECIDES) for _ in range(2)]
    first, second = (enroll(child, group) for child, group in zip(namesakes(world), groups, strict=True))
    assert results(world, first, second) == ["entered", "unverified"]
    assert answer(world, two(second)).result == "entered"


def test_in_groups_of_one_limit_up_to_the_limit():
    world = World()
    groups = [
        world.add_group(2, limits={"term": 2}, session=f"{n}", meetings={OPENS.date() + timedelta(days=30 + n): []})
        for n in range(3)
    ]
    first, second = namesakes(world)
    asks = [enroll(first, groups[0]), enroll(second, groups[1]), enroll(second, groups[2])]
    assert results(world, *asks) == ["confirmed", "confirmed", "unverified"]
    assert (
        answer(world, enroll(first, world.add_group(2))).result == "confirmed"
    )  # another group that counts for nothing


def test_at_the_same_hours_somebody_looks_and_two_children_have_both():
    world = World()
    dance, paint, later = (
        world.add_group(1),
        world.add_group(1),
        world.add_group(1, meetings=LATER_ON),
    )
    first, second = namesakes(world)
    assert results(world, enroll(first, dance)) == ["confirmed"]
    assert results(world, enroll(second, later)) == ["confirmed"]
    ask = enroll(second, paint)
    assert results(world, ask) == ["unverified"]
    assert answer(world, two(ask)).result == "confirmed"


def test_what_is_inside_of_care_is_at_no_other_hours():
    world = World()
    care, dance = world.add_group(2, session="care"), world.add_group(2, session="dance", inside="care")
    first, second = namesakes(world)
    assert results(world, enroll(first, care), enroll(second, dance)) == ["confirmed", "confirmed"]


def test_a_move_is_not_proposed_to_where_a_namesake_stands():
    world = World()
    here, there, then = world.add_group(2), world.add_group(2, meetings=LATER_ON), world.add_group(2, meetings=LATER_ON)
    first, second = (enroll(child, group) for child, group in zip(namesakes(world), (here, there), strict=True))
    assert results(world, first, second) == ["confirmed", "confirmed"]
    move = ProposeMove(uuid4(), here.id, there.id, OPENS + LATER, "合班", {first_id(first): uuid4()})
    assert decide(world.snapshot(), [move]).changes == []
    elsewhere = replace(move, to_group_id=then.id)
    assert decide(world.snapshot(), [elsewhere]).changes == []


# -- decisions that are made meanwhile ---------------------------------------------------------------------------------


def test_a_decision_leaves_it_out_and_its_turn_comes_behind_the_others():
    world, group, first, second = asked_twice(places=1, **DECIDES)
    third = enroll(world.add_child(), group)
    assert answer(world, third).result == "entered"
    answer(world, Freeze((group.id,)))
    assert answer(world, two(second)).result == "deciding"
    assert (state(world, second), world.apart) == (State.UNVERIFIED, frozenset())
    answer(
        world, Settle((group.id,), tuple(Settled(first_id(ask), choice) for ask, choice in ((first, 1), (third, None))))
    )
    late = enroll(world.add_child(), group)
    assert answer(world, late).result == "waitlisted"
    assert answer(world, two(second)).position == 2


def test_an_employers_union_signs_up_what_was_told_apart():
    world = World()
    group = world.add_group(2, sign_up="employer")
    first, second = (enroll(child, group) for child in namesakes(world))
    assert results(world, first, second) == ["submitted", "unverified"]
    signs = [Review(first_id(ask), approved=True, signs_up=True) for ask in (first, second)]
    assert results(world, *signs) == ["confirmed", "ended"]
    assert results(world, two(second), signs[1]) == ["submitted", "confirmed"]


def test_nothing_is_left_when_registration_with_employers_has_closed():
    world = World()
    group = world.add_group(2, sign_up="employer")
    first, second = (enroll(child, group) for child in namesakes(world))
    answer(world, first, second, EndAsking(group.id, "截止"))
    assert (state(world, first), state(world, second)) == (State.REFUSED, State.REFUSED)


def test_siblings_of_one_family_are_no_namesakes():
    world = World()
    group = world.add_group(2)
    assert results(world, *(enroll(child, group) for child in siblings(world))) == ["confirmed", "confirmed"]
