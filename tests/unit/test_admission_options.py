"""A class that only children in its care can be in: bookable with it, waiting with it, ending with it."""

from datetime import datetime, time, timedelta

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.merge import Merge
from services.booking.domain.requests import CallOff, Cancel, Expire, Freeze, ProposeMove, Resize, Settle, Settled
from shared.kernel.clock import ZONE
from tests.support.admission import (
    CLOSES,
    OPEN,
    accept,
    answer,
    enroll,
    first_id,
    group,
    leave,
    namesakes,
    results,
    siblings,
    state,
    together,
)

DAY = timedelta(days=1)
CARE = "mazhang/care/center@term-1"


def care_and_dance(world, places=1, dance=1, **more):
    """Care, and a class in its hours that only its children can be in."""
    care = world.add_group(places, care=CARE, **more)
    return care, world.add_group(dance, session="dance", inside=care.session, only_with=CARE, title="舞蹈班")


def with_dance(child, care, dance):
    return together([(child, care), (child, dance)])


def test_who_is_not_in_care_cannot_book_it_and_who_is_can(world):
    care, dance = care_and_dance(world)
    child = world.add_child()
    assert answer(world, enroll(child, dance)).result == "no_care"
    assert results(world, enroll(child, care), enroll(child, dance)) == ["confirmed", "confirmed"]
    other = world.add_group(
        9, care="mazhang/care/center@term-2", session="term2", meetings={CLOSES.date(): [(time(8), time(9))]}
    )
    there = world.add_child()
    assert results(world, enroll(there, other), enroll(there, dance)) == ["confirmed", "no_care"]


def test_asked_for_at_once_both_are_had(world):
    care, dance = care_and_dance(world)
    ask = with_dance(world.add_child(), care, dance)
    ruling = answer(world, ask)
    assert (ruling.result, [one.result for one in ruling.options]) == ("confirmed", ["confirmed"])


def test_a_full_option_costs_nobody_the_care(world):
    care, dance = care_and_dance(world, places=2, waiting_limit=5)
    first, second = (with_dance(world.add_child(), care, dance) for _ in range(2))
    assert results(world, first, second) == ["confirmed", "confirmed"]
    assert (state(world, second), state(world, second, 1)) == ("confirmed", "waitlisted")
    answer(world, leave(first))
    assert state(world, second, 1) == "confirmed"


def test_who_waits_for_care_waits_for_its_option_and_another_may_have_it_meanwhile(world):
    care, dance = care_and_dance(world)
    (there,) = [enroll(world.add_child(), care)]
    waiting, late = with_dance(world.add_child(), care, dance), world.children
    answer(world, there, waiting)
    assert (state(world, waiting), state(world, waiting, 1)) == ("waitlisted", "waitlisted")
    (child,) = [c for c in late.values() if c.id == there.seats[0].child_id]
    assert answer(world, enroll(child, dance)).result == "confirmed"


@pytest.mark.parametrize("answer_within", [None, DAY])
def test_promoted_into_care_it_has_what_it_asked_for_too(world, answer_within):
    care, dance = care_and_dance(world, answer_within=answer_within)
    first, second = enroll(world.add_child(), care), with_dance(world.add_child(), care, dance)
    answer(world, first, second)
    answer(world, leave(first))
    assert state(world, second) == ("offered" if answer_within else "confirmed")
    assert state(world, second, 1) == "confirmed"


def test_nobody_accepts_an_open_place_in_an_option_without_care(world):
    care, dance = care_and_dance(world, dance=2, all_at_once=3 * DAY)
    dance = world.groups[dance.id] = group(
        **{**vars(dance), "all_at_once": 3 * DAY, "who": dance.who} | {"waiting_limit": None}
    )
    first, second = enroll(world.add_child(), care), with_dance(world.add_child(), care, dance)
    answer(world, first, second)
    world.now = datetime.combine(care.first_day, time(7), ZONE)
    option = accept(second)
    assert answer(world, type(option)(option.person_id, second.seats[1].enrollment_id)).result == "still_waiting"


ENDS = {
    "left": (lambda ask, care: leave(ask), "withdrawn", "withdrawn"),
    "ended by the organizer": (lambda ask, care: Cancel(first_id(ask), "重复报名"), "cancelled", "cancelled"),
    "called off": (lambda ask, care: CallOff(care.id, "人数不足"), "cancelled", "cancelled"),
}


@pytest.mark.parametrize("how", ENDS)
def test_however_care_ends_its_option_ends_in_the_same_decision_and_the_place_goes_on(world, how):
    request, care_now, option_now = ENDS[how]
    care, dance = care_and_dance(world, places=3, dance=1)
    first, second = (with_dance(world.add_child(), care, dance) for _ in range(2))
    answer(world, first, second)
    decision = decide(world.snapshot(), [request(first, care)])
    world.take(decision)
    assert (state(world, first), state(world, first, 1)) == (care_now, option_now)
    assert state(world, second, 1) == ("cancelled" if how == "called off" else "confirmed")
    said = next(c for c in decision.changes if c.enrollment.id == first_id(first))
    ended = next(c for c in decision.changes if c.enrollment.id == first.seats[1].enrollment_id)
    assert (said.options, said.silent) == ((dance.id,), False)
    assert (ended.with_care, ended.silent, ended.by) == (care.id, True, said.by)


def test_an_offer_of_care_that_nobody_answers_takes_its_option_along(world):
    care, dance = care_and_dance(world, confirm_within=DAY)
    ask = with_dance(world.add_child(), care, dance)
    answer(world, ask)
    assert (state(world, ask), state(world, ask, 1)) == ("offered", "confirmed")
    world.now = OPEN + 2 * DAY
    answer(world, Expire(first_id(ask)))
    assert (state(world, ask), state(world, ask, 1)) == ("expired", "cancelled")


def test_care_that_is_checked_keeps_its_option_until_the_no(world):
    care, dance = care_and_dance(world, review="organizer")
    ask = with_dance(world.add_child(), care, dance)
    answer(world, ask)
    assert (state(world, ask), state(world, ask, 1)) == ("pending", "confirmed")
    answer(world, Review(first_id(ask), approved=False, reason="材料不全"))
    assert (state(world, ask), state(world, ask, 1)) == ("refused", "cancelled")


def test_a_draw_of_care_decides_who_may_have_the_option(world):
    care, dance = care_and_dance(world, dance=2, way="draw", decide_at=CLOSES, waiting_limit=0)
    asks = [with_dance(world.add_child(), care, dance) for _ in range(2)]
    assert results(world, *asks) == ["entered", "entered"]
    assert {state(world, ask, 1) for ask in asks} == {State.WAITLISTED}
    world.now = CLOSES
    settled = tuple(Settled(first_id(ask), choice) for ask, choice in zip(asks, (1, None), strict=True))
    answer(world, Freeze((care.id,)), Settle((care.id,), settled))
    assert [(state(world, ask), state(world, ask, 1)) for ask in asks] == [
        ("confirmed", "confirmed"), ("unplaced", "cancelled"),
    ]  # fmt: skip


def test_another_group_of_the_same_care_keeps_the_option_and_care_elsewhere_does_not(world):
    care, dance = care_and_dance(world)
    there, elsewhere = world.add_group(1, care=CARE), world.add_group(1, site="西校")
    for to, then in ((there, "confirmed"), (elsewhere, "cancelled")):
        ask = with_dance(world.add_child(), care, dance)
        answer(world, ask)
        (mine,) = (e for e in world.enrollments.values() if e.id == first_id(ask))
        new_ids = {mine.id: first_id(enroll(world.add_child(), to))}
        answer(world, ProposeMove(ask.person_id, care.id, to.id, CLOSES, "人数不足", new_ids))
        decision = decide(world.snapshot(), [type(accept(ask))(ask.person_id, new_ids[mine.id])])
        world.take(decision)
        assert (state(world, ask), state(world, ask, 1)) == ("superseded", then)
        for change in decision.changes:
            if change.with_care:  # nothing else says it
                assert not change.silent
        for one in [e for e in world.enrollments.values() if e.live]:
            answer(world, Cancel(one.id, "下一例"))


def test_a_merge_of_two_classes_of_care_keeps_the_options(world):
    care, dance = care_and_dance(world)
    there = world.add_group(3, care=CARE)
    ask = with_dance(world.add_child(), care, dance)
    answer(world, ask)
    spare = first_id(enroll(world.add_child(), there))
    answer(world, Merge(care.id, there.id, "人数不多", {first_id(ask): spare}))
    assert world.enrollments[spare].state == "confirmed" and state(world, ask, 1) == "confirmed"


def test_more_places_go_to_who_may_have_them_and_pass_over_who_waits_for_care(world):
    care, dance = care_and_dance(world, places=2, dance=1)
    first, second, third = (with_dance(world.add_child(), care, dance) for _ in range(3))
    answer(world, first, third, second)  # the third waits for the option, the second for both
    assert [state(world, ask, 1) for ask in (first, third, second)] == ["confirmed", "waitlisted", "waitlisted"]
    answer(world, Resize(dance.id, 3))
    assert [state(world, ask, 1) for ask in (first, third, second)] == ["confirmed", "confirmed", "waitlisted"]
    assert world.ledgers[dance.id].waiting == 1


def test_siblings_ask_for_care_as_one_and_each_may_have_the_option(world):
    care, dance = care_and_dance(world, places=2, dance=1)
    one, other = siblings(world)
    ask = together([(one, care), (other, care), (one, dance), (other, dance)])
    assert answer(world, ask).result == "confirmed"
    assert [state(world, ask, n) for n in range(4)] == ["confirmed", "confirmed", "confirmed", "waitlisted"]


def test_of_several_wishes_none_brings_an_option(world):
    care, dance = care_and_dance(world, together="一起", wishes=2)
    other, child = world.add_group(1, care=CARE, together="一起", wishes=2), world.add_child()
    assert answer(world, together([(child, care), (child, dance)], [(child, other)])).result == "not_together"


def test_of_a_namesakes_option_somebody_looks_first(world):
    care, dance = care_and_dance(world, places=2, dance=2)
    other_care = world.add_group(2, care=CARE, meetings={CLOSES.date(): [(time(13), time(14))]})
    one, other = namesakes(world)
    answer(world, with_dance(one, care, dance))
    ask = with_dance(other, other_care, dance)
    answer(world, ask)
    assert (state(world, ask), state(world, ask, 1)) == ("confirmed", "unverified")
    answer(world, Review(ask.seats[1].enrollment_id, approved=True, tells_apart=True))
    assert state(world, ask, 1) == "confirmed"


def test_whoever_gains_care_without_holding_the_option_has_it_looked_at_afterwards(world):
    care, dance = care_and_dance(world, places=0)
    other, child = world.add_group(1, care=CARE, meetings={CLOSES.date(): [(time(13), time(14))]}), world.add_child()
    ask = with_dance(child, care, dance)
    answer(world, ask)
    assert state(world, ask, 1) == "waitlisted"
    snapshot = world.snapshot()
    held = {id_: ledger for id_, ledger in snapshot.ledgers.items() if id_ == other.id}
    decision = decide(
        type(snapshot)(**{f: getattr(snapshot, f) for f in snapshot.__slots__} | {"ledgers": held}),
        [enroll(child, other)],
    )
    assert decision.rulings[0].result == "confirmed" and decision.later == {dance.id}
