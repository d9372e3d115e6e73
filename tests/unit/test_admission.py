"""Every answer that admission knows, each by example."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.criteria import Condition, Criterion
from services.booking.domain.requests import CallOff, Freeze, Resize, Settle, Settled, Withdraw
from services.booking.domain.snapshot import Membership
from tests.support.admission import CLOSES, MORNING, OPENS, answer, enroll, first_id


def test_a_free_place_is_confirmed(world):
    group, child = world.add_group(1), world.add_child()
    assert answer(world, enroll(child, group)).result == "confirmed"
    assert world.ledgers[group.id].taken == 1


def test_the_next_family_waits_and_knows_its_position(world):
    group = world.add_group(1)
    requests = [enroll(world.add_child(), group) for _ in range(3)]
    answers = decide(world.snapshot(), requests).rulings
    assert [(a.result, a.position) for a in answers] == [("confirmed", None), ("waitlisted", 1), ("waitlisted", 2)]


def test_full_when_the_waiting_list_is_as_long_as_it_may_be(world):
    group = world.add_group(1, waiting_limit=1)
    requests = [enroll(world.add_child(), group) for _ in range(3)]
    assert [a.result for a in decide(world.snapshot(), requests).rulings] == ["confirmed", "waitlisted", "full"]


def test_before_the_opening_the_instant_is_named(world):
    group, child = world.add_group(1), world.add_child()
    world.now = OPENS - timedelta(microseconds=1)
    refused = answer(world, enroll(child, group))
    assert (refused.result, refused.until) == ("not_open", OPENS)
    world.now = OPENS
    assert answer(world, enroll(child, group)).result == "confirmed"


def test_after_closing(world):
    group, child = world.add_group(1), world.add_child()
    world.now = CLOSES
    assert answer(world, enroll(child, group)).result == "closed"


def test_another_familys_child_looks_like_none(world):
    group, child = world.add_group(1), world.add_child()
    assert answer(world, replace(enroll(child, group), person_id=uuid4())).result == "not_found"


def test_the_same_child_twice_is_already_booked(world):
    group, child = world.add_group(5), world.add_child()
    first = answer(world, enroll(child, group))
    again = answer(world, enroll(child, group))
    assert again.result == "already_booked"
    assert again.enrollment == first.enrollment


def test_a_child_cannot_be_in_two_places_at_once(world):
    care, child = world.add_group(5), world.add_child()
    day = date(2025, 7, 9)
    dance = world.add_group(5, session="dance", meetings={day: [(time(11, 0), time(13, 0))]})
    answer(world, enroll(child, care))
    refused = answer(world, enroll(child, dance))
    assert refused.result == "overlaps"
    assert (refused.clash.day, refused.clash.at) == (day, time(11, 0))


def test_one_after_the_other_is_no_overlap(world):
    care, child = world.add_group(5), world.add_child()
    dance = world.add_group(5, session="dance", meetings={date(2025, 7, 9): [(MORNING[1], time(13, 0))]})
    answer(world, enroll(child, care))
    assert answer(world, enroll(child, dance)).result == "confirmed"


def test_a_class_inside_the_session_is_no_overlap(world):
    care, child = world.add_group(5), world.add_child()
    dance = world.add_group(5, session="dance", inside=care.session)
    answer(world, enroll(child, care))
    assert answer(world, enroll(child, dance)).result == "confirmed"


@pytest.mark.parametrize(
    ("rule", "facts", "code", "missing"),
    [
        ({"grades": (4, 6)}, {}, "grade", None),
        ({"grades": (4, 6)}, {"grade": None, "grade_year": None}, "grade", "grade"),
        ({"ages": (10, 12)}, {}, "age", None),
        ({"ages": (5, 12)}, {"birth_date": None}, "age", "birth_date"),
        ({"born": (date(2021, 9, 1), date(2022, 8, 31))}, {}, "born", None),
        ({"born": (date(2016, 5, 1), date(2016, 5, 1))}, {"birth_date": None}, "born", "birth_date"),
        ({"members_of": frozenset({"mazhang"})}, {}, "member", None),
    ],
)
def test_not_eligible_and_exactly_why(world, rule, facts, code, missing):
    group, child = world.add_group(1, **rule), world.add_child(**facts)
    refused = answer(world, enroll(child, group))
    assert refused.result == "not_eligible"
    assert [(v.code, v.missing) for v in refused.reasons] == [(code, missing)]


def test_all_reasons_at_once(world):
    group = world.add_group(1, grades=(4, 6), ages=(10, 12), members_of=frozenset({"mazhang"}))
    refused = answer(world, enroll(world.add_child(), group))
    assert [v.code for v in refused.reasons] == ["member", "grade", "age"]


def test_one_guardian_in_the_union_is_enough(world):
    group = world.add_group(1, members_of=frozenset({"mazhang"}))
    mother, father = uuid4(), uuid4()
    child = world.add_child(guardian_ids=(mother, father))
    world.memberships[father] = Membership(frozenset({"mazhang"}), 1)
    assert answer(world, enroll(child, group)).result == "confirmed"


def test_the_newer_of_token_and_event_counts(world):
    group, child = world.add_group(2, members_of=frozenset({"mazhang"})), world.add_child()
    person = child.guardian_ids[0]
    world.memberships[person] = Membership(frozenset({"mazhang"}), 1)
    left_since = replace(enroll(child, group), unions=frozenset(), revision=2)
    assert answer(world, left_since).result == "not_eligible"
    world.memberships[person] = Membership(frozenset(), 2)
    joined_since = replace(enroll(child, group), unions=frozenset({"mazhang"}), revision=3)
    assert answer(world, joined_since).result == "confirmed"


@pytest.mark.parametrize(("joined", "result"), [(0, "confirmed"), (1, "not_eligible"), (None, "confirmed")])
def test_joining_the_union_helps_until_its_instant(world, joined, result):
    until = OPENS - timedelta(hours=1)
    group = world.add_group(1, members_of=frozenset({"mazhang"}), join_by=until)
    child = world.add_child()
    since = {} if joined is None else {"mazhang": until + timedelta(minutes=joined)}
    world.memberships[child.guardian_ids[0]] = Membership(frozenset({"mazhang"}), 1, since)
    assert answer(world, enroll(child, group)).result == result


@pytest.mark.parametrize(("minutes", "result"), [(0, "confirmed"), (1, "not_eligible")])
def test_joining_helps_no_longer_where_membership_is_one_way_in(world, minutes, result):
    until, mazhang = OPENS - timedelta(hours=1), frozenset({"mazhang"})
    ways = Condition(members_of=mazhang), Condition(categories=frozenset({"new_form"}))
    group = world.add_group(2, who=Criterion(any_of=ways), join_by=until)
    late, rider = world.add_child(), world.add_child(categories=frozenset({"new_form"}))
    for child in (late, rider):
        since = {"mazhang": until + timedelta(minutes=minutes)}
        world.memberships[child.guardian_ids[0]] = Membership(mazhang, 1, since)
    assert answer(world, enroll(late, group)).result == result
    assert answer(world, enroll(rider, group)).result == "confirmed"


def test_of_two_guardians_the_one_who_joined_first_counts(world):
    until = OPENS - timedelta(hours=1)
    group = world.add_group(1, members_of=frozenset({"mazhang"}), join_by=until)
    mother, father = uuid4(), uuid4()
    child = world.add_child(guardian_ids=(mother, father))
    for person, minutes in ((mother, 5), (father, -5)):
        since = {"mazhang": until + timedelta(minutes=minutes)}
        world.memberships[person] = Membership(frozenset({"mazhang"}), 1, since)
    assert answer(world, enroll(child, group)).result == "confirmed"


def test_the_grade_moves_on_with_the_school_year(world):
    group = world.add_group(1, grades=(2, 2))
    assert answer(world, enroll(world.add_child(grade=1, grade_year=2023), group)).result == "confirmed"


def test_a_withdrawal_promotes_the_first_who_waits(world):
    group = world.add_group(1)
    first, second, third = (enroll(world.add_child(), group) for _ in range(3))
    answer(world, first, second, third)
    decision = decide(world.snapshot(), [Withdraw(first.person_id, first_id(first))])
    assert [(c.kind, c.enrollment.id) for c in decision.changes] == [
        ("withdrawn", first_id(first)),
        ("promoted", first_id(second)),
    ]
    assert decision.rulings[0].result == "withdrawn"


def test_who_waited_leaves_without_moving_the_places(world):
    group = world.add_group(1)
    first, second = (enroll(world.add_child(), group) for _ in range(2))
    answer(world, first, second)
    decision = decide(world.snapshot(), [Withdraw(second.person_id, first_id(second))])
    assert [(c.kind, c.waited) for c in decision.changes] == [("withdrawn", True)]
    assert (decision.ledgers[0].taken, decision.ledgers[0].waiting) == (1, 0)


def test_a_withdrawn_child_may_book_again_at_the_end(world):
    group, child = world.add_group(1), world.add_child()
    ask = enroll(child, group)
    answer(world, ask, enroll(world.add_child(), group))
    answer(world, Withdraw(ask.person_id, first_id(ask)))
    again = answer(world, enroll(child, group))
    assert (again.result, again.position) == ("waitlisted", 1)


def test_withdrawing_twice_says_so_and_frees_nothing_more(world):
    group = world.add_group(1)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    answer(world, Withdraw(ask.person_id, first_id(ask)))
    assert answer(world, Withdraw(ask.person_id, first_id(ask))).result == "withdrawn"
    assert world.ledgers[group.id].taken == 0


def test_more_places_go_in_strict_order(world):
    group = world.add_group(1)
    asks = [enroll(world.add_child(), group) for _ in range(5)]
    answer(world, *asks)
    decision = decide(world.snapshot(), [Resize(group.id, 3)])
    assert [c.enrollment.id for c in decision.changes] == [first_id(a) for a in asks[1:3]]


def test_fewer_places_never_take_one_away(world):
    group = world.add_group(3)
    answer(world, *(enroll(world.add_child(), group) for _ in range(2)))
    decision = decide(world.snapshot(), [Resize(group.id, 1)])
    assert decision.ledgers[0].capacity == 2
    assert not decision.changes


def test_a_group_called_off_ends_every_enrollment_and_promotes_nobody(world):
    group = world.add_group(1)
    answer(world, *(enroll(world.add_child(), group) for _ in range(2)))
    decision = decide(world.snapshot(), [CallOff(group.id, "场地停电")])
    assert [(c.kind, c.reason) for c in decision.changes] == [("cancelled", "场地停电")] * 2
    world.take(decision)
    assert answer(world, enroll(world.add_child(), group)).result == "cancelled"


def test_after_the_last_day_nothing_can_be_withdrawn(world):
    group = world.add_group(1)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    world.now = OPENS + timedelta(days=60)
    assert answer(world, Withdraw(ask.person_id, first_id(ask))).result == "finished"


def test_in_a_draw_everyone_enters_and_nobody_has_a_place_yet(world):
    group = world.add_group(1, way="draw", decide_at=CLOSES)
    answers = decide(world.snapshot(), [enroll(world.add_child(), group) for _ in range(3)]).rulings
    assert [(a.result, a.position) for a in answers] == [("entered", None)] * 3


def test_a_draw_gives_places_and_then_turns_in_its_order(world):
    group = world.add_group(1, way="draw", decide_at=CLOSES)
    asks = [enroll(world.add_child(), group) for _ in range(3)]
    answer(world, *asks)
    order = tuple(first_id(ask) for ask in (asks[2], asks[0], asks[1]))
    results = (Settled(order[0], 1), Settled(order[1], None), Settled(order[2], None))
    decision = decide(world.snapshot(), [Freeze((group.id,)), Settle((group.id,), results)])
    assert [(c.kind, c.enrollment.id, c.position) for c in decision.changes] == [
        ("confirmed", order[0], None),
        ("waitlisted", order[1], 1),
        ("waitlisted", order[2], 2),
    ]
    world.take(decision)
    ledger = world.ledgers[group.id]
    assert (ledger.taken, ledger.waiting, ledger.entered) == (1, 2, 0)
    promoted = decide(world.snapshot(), [Withdraw(asks[2].person_id, order[0])]).changes[1]
    assert (promoted.kind, promoted.enrollment.id) == ("promoted", order[1])


def test_a_frozen_list_is_neither_entered_nor_left(world):
    group = world.add_group(1, way="draw", decide_at=CLOSES)
    ask = enroll(world.add_child(), group)
    answer(world, ask, Freeze((group.id,)))
    assert answer(world, enroll(world.add_child(), group)).result == "deciding"
    assert answer(world, Withdraw(ask.person_id, first_id(ask))).result == "frozen"


def test_before_the_freeze_the_list_can_be_left(world):
    group = world.add_group(1, way="draw", decide_at=CLOSES)
    ask = enroll(world.add_child(), group)
    answer(world, ask)
    assert answer(world, Withdraw(ask.person_id, first_id(ask))).result == "withdrawn"
    assert world.ledgers[group.id].entered == 0


def test_one_term_each_is_a_limit_over_the_groups_that_count_for_it(world):
    first = world.add_group(5, limits={"care": 1})
    later = {date(2025, 8, 4): [MORNING]}
    second = world.add_group(5, limits={"care": 1}, meetings=later)
    dance = world.add_group(5, session="dance", meetings=later)
    child = world.add_child()
    booked = answer(world, enroll(child, first))
    refused = answer(world, enroll(child, second))
    assert (refused.result, refused.limit.at_most) == ("limited", 1)
    assert refused.limit.enrollments == (booked.enrollment,)
    assert answer(world, enroll(child, dance)).result == "confirmed"
    answer(world, Withdraw(child.guardian_ids[0], booked.enrollment.id))
    assert answer(world, enroll(world.add_child(), second)).result == "confirmed"
