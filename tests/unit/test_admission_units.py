"""What is asked for as one, and ranked wishes: each by example."""

from datetime import date, time, timedelta

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.requests import (
    Resize,
    Settle,
    Settled,
)
from tests.support.admission import (
    CLOSES,
    MORNING,
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

# -- several as one -------------------------------------------------------------------------------------------------------


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
    group = world.add_group(0, answer_within=timedelta(hours=24))
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


# -- wishes ---------------------------------------------------------------------------------------------------------------


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


def test_wishes_are_ranked_only_where_the_notice_ranks_them(world):
    child, groups = world.add_child(), [world.add_group(1, wishes=2) for _ in range(2)]
    assert answer(world, together(*([(child, g)] for g in groups))).result == "not_together"


def test_a_wish_that_was_given_up_stays_so_when_another_is_granted(world):
    one, other = wishes(world, 0, 0)
    child = world.add_child()
    ask = together([(child, one)], [(child, other)])
    answer(world, ask, leave(ask), Resize(other.id, 1))
    assert [state(world, ask, n) for n in (0, 1)] == [State.WITHDRAWN, State.CONFIRMED]


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


def test_several_wishes_count_as_one_for_a_limit(world):
    later = {date(2025, 8, 4): [MORNING]}
    one, other = wishes(world, 0, 0, limits={"plan": 2})
    extra = world.add_group(1, limits={"plan": 2}, session="dance", meetings=later)
    last = world.add_group(1, limits={"plan": 2}, session="chess", meetings={date(2025, 8, 5): [(time(14), time(15))]})
    child = world.add_child()
    assert answer(world, together([(child, one)], [(child, other)])).result == "waitlisted"
    assert results(world, enroll(child, extra), enroll(child, last)) == ["confirmed", "limited"]
