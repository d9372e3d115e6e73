"""An answer names what it is about: the part of a request that stands in the way, the enrollment that was asked about, the instant to wait for."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import CallOff, Freeze, PutFirst, Resize, Settle
from tests.support.admission import (
    CLOSES,
    MORNING,
    OPEN,
    OPENS,
    accept,
    answer,
    enroll,
    first_id,
    leave,
    siblings,
    together,
)

DAY = timedelta(days=1)


# -- which part of what was asked for as one stands in the way ------------------------------------------------------------


def asked_with(world, other, **facts):
    """A child asks for a group that is free and for another one; what the answer says, and which part it names."""
    child = world.add_child(**facts)
    ask = together([(child, world.add_group(5, session="free")), (child, other)])
    ruling = answer(world, ask)
    return ruling, ruling.seat and ruling.seat.group_id


def another(world, places=5, **rules):
    """A group that meets on another day than the first."""
    return world.add_group(places, session="other", **({"meetings": {OPENS.date() + 40 * DAY: [MORNING]}} | rules))


@pytest.mark.parametrize(
    ("result", "rules"),
    [
        ("not_open", {"opens_at": OPEN + DAY, "closes_at": OPEN + 2 * DAY}),
        ("closed", {"closes_at": OPEN}),
        ("not_eligible", {"grades": (9, 9)}),
        ("limited", {"limits": {"none": 0}}),
        ("overlaps", {"meetings": {OPENS.date() + 7 * DAY: [MORNING]}}),
    ],
)
def test_it_is_the_one_that_cannot_be_had(world, result, rules):
    other = another(world, **rules)
    ruling, named = asked_with(world, other)
    assert (ruling.result, named) == (result, other.id)
    assert ruling.until == (other.opens_at if result == "not_open" else None)


def test_it_is_the_one_that_was_called_off(world):
    other = another(world)
    answer(world, CallOff(other.id, "停电"))
    ruling, named = asked_with(world, other)
    assert (ruling.result, named) == ("cancelled", other.id)


def test_it_is_the_one_whose_list_stands(world):
    rules = {"way": "draw", "decide_at": CLOSES, "together": "plan"}
    free, frozen = world.add_group(5, session="free", **rules), another(world, **rules)
    answer(world, Freeze((frozen.id,)))
    child = world.add_child()
    ruling = answer(world, together([(child, free), (child, frozen)]))
    assert (ruling.result, ruling.seat.group_id) == ("deciding", frozen.id)


def test_it_is_the_child_that_is_another_familys(world):
    group, own, strange = world.add_group(5), world.add_child(), world.add_child()
    ruling = answer(world, together([(own, group), (strange, group)]))
    assert (ruling.result, ruling.seat.child_id) == ("not_found", strange.id)


def test_it_is_the_first_where_the_parts_are_not_admitted_alike(world):
    ruling, _ = asked_with(world, another(world, sign_up="employer"))
    assert (ruling.result, world.groups[ruling.seat.group_id].session) == ("not_together", "free")


def test_it_is_the_one_that_overlaps_what_the_child_has(world):
    child, care = world.add_child(), world.add_group(5)
    booked = answer(world, enroll(child, care)).enrollment
    free, dance = another(world), world.add_group(5, session="dance")
    ruling = answer(world, together([(child, free), (child, dance)]))
    assert (ruling.result, ruling.seat.group_id, ruling.clash.enrollment) == ("overlaps", dance.id, booked)


# -- which enrollment was asked about -------------------------------------------------------------------------------------


def named(world, request):
    """What the answer says, and which enrollment it shows as it stands now."""
    ruling = answer(world, request)
    shown = ruling.enrollment
    assert shown is None or shown == world.enrollments[shown.id]
    return ruling.result, shown and shown.id


def booked(world, **rules):
    group = world.add_group(1, **rules)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    return group, ask


def test_of_a_withdrawal(world):
    _, ask = booked(world)
    assert named(world, leave(ask)) == ("withdrawn", first_id(ask))
    assert named(world, leave(ask)) == ("withdrawn", first_id(ask))


def test_of_what_ended_without_the_family_it_is_not_said_that_it_withdrew(world):
    group, ask = booked(world)
    answer(world, CallOff(group.id, "停电"))
    assert named(world, leave(ask)) == ("ended", first_id(ask))
    assert named(world, accept(ask)) == ("ended", first_id(ask))


def test_on_the_last_day_one_may_still_withdraw_and_on_the_next_one_no_more(world):
    group, ask = booked(world)
    world.now += DAY * (group.last_day - world.snapshot().today).days
    assert decide(world.snapshot(), [leave(ask)]).rulings[0].result == "withdrawn"
    world.now += DAY
    assert named(world, leave(ask)) == ("finished", first_id(ask))


def test_of_a_list_that_stands(world):
    group, ask = booked(world, way="draw", decide_at=CLOSES)
    answer(world, Freeze((group.id,)))
    assert named(world, leave(ask)) == ("frozen", first_id(ask))


def test_of_an_acceptance(world):
    _, ask = booked(world, confirm_within=DAY)
    assert named(world, accept(ask)) == ("confirmed", first_id(ask))
    assert named(world, accept(ask)) == ("confirmed", first_id(ask))


def test_of_an_acceptance_with_nothing_to_accept(world):
    group, _ = booked(world)
    waiting = enroll(world.add_child(), group)
    answer(world, waiting)
    assert named(world, accept(waiting)) == ("still_waiting", first_id(waiting))


@pytest.mark.parametrize("approved", [True, False])
def test_of_a_check(world, approved):
    _, ask = booked(world, review="organizer")
    check = Review(first_id(ask), approved, "材料不全")
    assert named(world, check) == ("done", first_id(ask))
    assert named(world, check) == ("ended", first_id(ask))


def test_of_a_family_that_is_put_first(world):
    group, first = booked(world)
    waiting = enroll(world.add_child(), group)
    answer(world, waiting)
    assert named(world, PutFirst(first_id(waiting))) == ("done", first_id(waiting))
    assert named(world, PutFirst(first_id(first))) == ("ended", first_id(first))
    assert world.ledgers[group.id].waiting == 1


def signed_up(ask):
    """The employer's union says yes."""
    return Review(first_id(ask), approved=True, signs_up=True)


def test_of_what_an_employers_union_signs_up_too_late(world):
    _, ask = booked(world, sign_up="employer")
    world.now = CLOSES
    assert named(world, signed_up(ask)) == ("closed", first_id(ask))


def test_of_what_an_employers_union_signs_up_while_the_list_stands(world):
    group, ask = booked(world, sign_up="employer", way="ranked", decide_at=CLOSES)
    answer(world, Freeze((group.id,)))
    assert named(world, signed_up(ask)) == ("deciding", first_id(ask))


def test_of_what_an_employers_union_signs_up_too_early_it_is_told_from_when_it_may(world):
    group, ask = booked(world, sign_up="employer")
    world.now = OPENS - DAY
    ruling = answer(world, signed_up(ask))
    assert (ruling.result, ruling.enrollment.id, ruling.until) == ("not_open", first_id(ask), group.opens_at)


def test_what_nobody_checks_may_be_asked_for_as_one_from_two_unions(world):
    ruling, _ = asked_with(world, another(world, union="gaoxin"))
    assert ruling.result == "confirmed"


# -- what the organizer may change ----------------------------------------------------------------------------------------


def test_the_number_of_places_stands_while_a_list_is_decided_and_no_longer(world):
    group, _ = booked(world, way="draw", decide_at=CLOSES)
    answer(world, Freeze((group.id,)))
    assert answer(world, Resize(group.id, 3)).result == "deciding"
    answer(world, Settle((group.id,), ()))
    assert answer(world, Resize(group.id, 3)).result == "done"
    assert world.ledgers[group.id].capacity == 3


def test_a_place_that_somebody_has_checked_was_not_waited_for(world):
    _, ask = booked(world, review="organizer")
    changes = decide(world.snapshot(), [Review(first_id(ask), approved=True)]).changes
    assert [(c.kind, c.waited) for c in changes] == [("cleared", False), ("confirmed", False)]


def test_an_enrollment_alone_is_its_own_unit_and_several_are_named_by_the_first(world):
    group = world.add_group(5)
    alone, pair = enroll(world.add_child(), group), together([(child, group) for child in siblings(world)])
    answer(world, alone, pair)
    assert world.enrollments[first_id(alone)].unit is None
    assert {world.enrollments[seat.enrollment_id].unit for seat in pair.seats} == {first_id(pair)}
    assert {e.state for e in world.enrollments.values()} == {State.CONFIRMED}
    assert {e.band for e in world.enrollments.values()} == {0}


def test_whoever_is_unknown_is_told_nothing(world):
    assert answer(world, PutFirst(uuid4())).result == "not_found"
    assert answer(world, Review(uuid4(), approved=True)).result == "not_found"
