"""Two records turn out to be one child: what is live goes along, nothing is held twice, and its family chooses where it must."""

from datetime import timedelta

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.records import JoinRecords
from services.booking.domain.requests import Freeze
from tests.support.admission import OPENS, World, answer, child, enroll, group, namesakes, state, together

LATER = {"session": "term2", "meetings": {OPENS.date() + timedelta(days=30): group().meetings[group().first_day]}}


def one_child(world: World, kept, gone):
    """As the store writes it: every enrollment is the kept record's."""
    decision = decide(world.snapshot(), [JoinRecords(kept.id, gone.id)])
    world.take(decision)
    return decision.rulings[0].result, [change.kind for change in decision.changes]


@pytest.fixture
def world() -> World:
    return World()


def test_in_one_group_the_place_stays_and_who_waits_has_the_other(world):
    here = world.add_group(2)
    one, other = namesakes(world)
    world.apart = frozenset({frozenset((one.id, other.id))})  # as two children they both had places …
    first, second, waits = enroll(one, here), enroll(other, here), enroll(world.add_child(), here)
    answer(world, first, second, waits)
    world.apart = frozenset()  # … and are one
    result, told = one_child(world, other, one)
    assert (result, told) == ("done", ["superseded", "promoted"])
    assert [state(world, ask) for ask in (first, second, waits)] == [State.CONFIRMED, State.SUPERSEDED, State.CONFIRMED]
    assert world.ledgers[here.id].taken == 2


def test_of_two_turns_the_earlier_one_stays(world):
    here = world.add_group(1)
    one, other = namesakes(world)
    world.apart = frozenset({frozenset((one.id, other.id))})
    first, second = enroll(one, here), enroll(other, here)
    answer(world, enroll(world.add_child(), here), first, second)
    world.apart = frozenset()
    assert one_child(world, other, one) == ("done", ["superseded"])
    assert (state(world, first), state(world, second)) == (State.WAITLISTED, State.SUPERSEDED)
    assert world.ledgers[here.id].waiting == 1


def test_a_request_that_was_to_be_told_apart_ends_beside_what_it_was_asked_beside(world):
    here = world.add_group(5)
    one, other = namesakes(world)
    first, second = enroll(one, here), enroll(other, here)
    answer(world, first, second)
    assert state(world, second) == State.UNVERIFIED
    assert one_child(world, other, one) == ("done", ["superseded"])
    assert (state(world, first), state(world, second)) == (State.CONFIRMED, State.SUPERSEDED)


def test_two_groups_that_it_may_have_both_stay(world):
    here, there = world.add_group(5), world.add_group(5, **LATER)
    one, other = namesakes(world)
    first, second = enroll(one, here), enroll(other, there)
    answer(world, first, second)
    assert one_child(world, one, other) == ("done", [])
    assert (state(world, first), state(world, second)) == (State.CONFIRMED, State.CONFIRMED)


def test_at_the_same_hours_the_family_chooses(world):
    here, there = world.add_group(5), world.add_group(5, session="other")
    one, other = namesakes(world)
    answer(world, enroll(one, here), enroll(other, there))
    assert one_child(world, one, other) == ("overlaps", [])


@pytest.mark.parametrize("name", ["limits", "family_limits"])
def test_beyond_a_limit_the_family_chooses(world, name):
    groups = [world.add_group(5, **{name: {"plan": 1}} | more) for more in ({}, LATER)]
    one, other = namesakes(world)
    world.apart = frozenset({frozenset((one.id, other.id))})
    answer(world, *(enroll(*two) for two in zip((one, other), groups, strict=True)))
    world.apart = frozenset()
    assert one_child(world, one, other) == ("limited", [])
    world.now = OPENS + timedelta(days=99)
    assert one_child(world, one, other) == ("done", []), "what is over cannot be given up any more"


def test_what_was_asked_for_with_a_sibling_is_for_the_family_to_give_up(world):
    here = world.add_group(5)
    one, other = namesakes(world)
    sister = world.add_child(guardian_ids=other.guardian_ids, family_id=other.family_id)
    answer(world, enroll(one, here), together([(other, here), (sister, here)]))
    assert one_child(world, one, other) == ("not_together", [])


def test_a_list_that_is_being_decided_stands(world):
    here = world.add_group(5, decide_at=OPENS + timedelta(hours=1), way="draw")
    one, other = namesakes(world)
    world.apart = frozenset({frozenset((one.id, other.id))})
    answer(world, enroll(one, here), enroll(other, here), Freeze((here.id,)))
    world.apart = frozenset()
    assert one_child(world, one, other) == ("frozen", [])


def test_only_records_of_one_name_and_birth_date_can_be_one(world):
    one, other = namesakes(world)
    stranger = world.add_child(**{"identity": b"wang", "name": child().name})
    assert one_child(world, one, stranger)[0] == "not_found"
    world.apart = frozenset({frozenset((one.id, other.id))})
    assert one_child(world, one, other)[0] == "not_found", "a person has told them apart"
