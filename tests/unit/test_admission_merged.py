"""并班: two parallel classes become one; for a family nothing changes but the class, and all go over or nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.group import Pool
from services.booking.domain.merge import Merge
from services.booking.domain.requests import Accept, CallOff, Enroll, ProposeMove
from tests.support.admission import MORNING, OPENS, answer, enroll, first_id, leave, results, siblings, state, together

UNTIL = OPENS + timedelta(days=2)


def merge(world, here, there):
    """As the use case asks: every live enrollment under a new id."""
    live = [e.id for e in world.enrollments.values() if e.group_id == here.id and e.live]
    return Merge(here.id, there.id, "人数不足", {id_: uuid4() for id_ in live}, dict.fromkeys(live, uuid4()))


def stands(world, group):
    """(child, state) of all that is live in a group, in the order of the turns."""
    live = sorted(
        (e for e in world.enrollments.values() if e.group_id == group.id and e.live), key=lambda e: (e.band, e.seq)
    )
    return [(e.child_id, e.state.value) for e in live]


def as_counted(world):
    """The ledgers say what stands."""
    for ledger in world.ledgers.values():
        mine = [e.state for e in world.enrollments.values() if e.group_id == ledger.group_id]
        assert ledger.taken == mine.count(State.CONFIRMED) <= ledger.capacity
        assert (ledger.held, ledger.waiting) == (
            mine.count(State.OFFERED) + mine.count(State.PENDING), mine.count(State.WAITLISTED),
        )  # fmt: skip
    return True


def placed(world, group, count=2):
    asks = [enroll(world.add_child(), group) for _ in range(count)]
    answer(world, *asks)
    return asks


def test_all_go_over_with_state_and_order_and_each_is_told_once(world):
    here, there = world.add_group(1), world.add_group(2)
    asks, before = placed(world, here, 3), placed(world, there, 1)
    request = merge(world, here, there)
    decision = decide(world.snapshot(), [request])
    world.take(decision)
    children = [ask.seats[0].child_id for ask in [*before, *asks]]
    assert stands(world, there) == [*zip(children, ("confirmed", "confirmed", "waitlisted", "waitlisted"), strict=True)]
    assert stands(world, here) == [] and as_counted(world)
    told = [c for c in decision.changes if c.kind == "merged"]
    assert [(c.enrollment.child_id, c.by_group_id, c.reason) for c in told] == [
        (c, here.id, "人数不足") for c in children[1:]
    ]
    assert {c.kind for c in decision.changes} == {"merged", "superseded"}


def test_who_waited_has_what_is_free_there(world):
    here, there = world.add_group(1), world.add_group(4)
    asks = placed(world, here, 3)
    assert answer(world, merge(world, here, there)).result == "done"
    assert stands(world, there) == [(ask.seats[0].child_id, "confirmed") for ask in asks] and as_counted(world)


def test_where_not_all_fit_nobody_goes(world):
    here, there = world.add_group(3), world.add_group(2)
    asks = placed(world, here, 3)
    assert answer(world, merge(world, here, there)).result == "full"
    assert len(stands(world, here)) == len(asks) and stands(world, there) == []


@pytest.mark.parametrize(
    "other",
    [
        {"site": "别处"}, {"address": "别的路"}, {"fees": "每期 200 元"}, {"grades": (1, 3)}, {"union": "chikan"}, {"session": "term2"},
        {"meetings": {OPENS.date() + timedelta(days=30): [MORNING]}}, {"review": "organizer"}, {"limits": {"plan": 1}},
        {"pools": (Pool("双职工", 1, when=None),)},
    ],
    ids=lambda other: next(iter(other)),
)  # fmt: skip
def test_what_families_agreed_to_must_be_the_same(world, other):
    here, there = world.add_group(2), world.add_group(9, **other)
    placed(world, here)
    assert answer(world, merge(world, here, there)).result == "not_together"
    assert len(stands(world, here)) == 2


def test_title_places_and_registration_may_differ(world):
    here = world.add_group(2)
    there = world.add_group(9, title="二班", waiting_limit=0, closes_at=OPENS + timedelta(days=9))
    placed(world, here)
    assert answer(world, merge(world, here, there)).result == "done"


def test_nobody_goes_while_something_is_open(world):
    here, there = world.add_group(2), world.add_group(9)
    assert answer(world, merge(world, here, there)).result == "ended"
    placed(world, here)
    assert answer(world, CallOff(there.id, "停电"), merge(world, here, there)).result == "cancelled"
    to_decide = world.add_group(9, decide_at=UNTIL)
    assert answer(world, merge(world, here, to_decide)).result == "deciding"
    world.now += timedelta(days=60)
    assert answer(world, merge(world, here, world.add_group(9))).result == "finished"


def test_a_child_that_is_in_both_is_for_its_family_to_settle(world):
    here, there = world.add_group(1), world.add_group(1)
    (ask,), _ = placed(world, here, 1), placed(world, there, 1)
    wish = enroll(world.children[ask.seats[0].child_id], there)
    assert answer(world, Enroll(ask.person_id, wish.choices, instead_of=first_id(ask))).result == "waitlisted"
    assert answer(world, merge(world, here, there)).result == "already_booked"


def test_what_must_still_be_signed_up_is_settled_first(world):
    here, there = (world.add_group(2, sign_up="employer") for _ in range(2))
    placed(world, here, 1)
    assert answer(world, merge(world, here, there)).result == "submitted"


def test_an_offer_goes_along_with_its_deadline_and_is_accepted_there(world):
    here, there = (world.add_group(1, confirm_within=timedelta(hours=24)) for _ in range(2))
    (ask,) = placed(world, here, 1)
    until = world.enrollments[first_id(ask)].until
    request = merge(world, here, there)
    answer(world, request)
    new = world.enrollments[request.new_ids[first_id(ask)]]
    assert (new.state, new.until) == (State.OFFERED, until) and as_counted(world)
    assert answer(world, Accept(ask.person_id, first_id(ask))).result == "ended"
    assert answer(world, Accept(ask.person_id, new.id)).result == "confirmed"


def test_a_move_that_was_proposed_goes_along_and_gives_the_new_place_up(world):
    here, there, third = world.add_group(1), world.add_group(1), world.add_group(1, session="third")
    (ask,) = placed(world, here, 1)
    offer = uuid4()
    answer(world, ProposeMove(uuid4(), here.id, third.id, UNTIL, "人数不足", {first_id(ask): offer}))
    request = merge(world, here, there)
    assert answer(world, request).result == "done"
    assert answer(world, Accept(ask.person_id, offer)).result == "confirmed"
    assert world.enrollments[request.new_ids[first_id(ask)]].state == State.SUPERSEDED and as_counted(world)
    assert stands(world, there) == []


def test_an_exchange_that_is_waited_for_goes_along(world):
    here, there, wanted = world.add_group(1), world.add_group(1), world.add_group(1, session="wanted")
    (ask,), (first,) = placed(world, here, 1), placed(world, wanted, 1)
    child = world.children[ask.seats[0].child_id]
    instead = Enroll(ask.person_id, enroll(child, wanted).choices, instead_of=first_id(ask))
    assert answer(world, instead).result == "waitlisted"
    assert answer(world, merge(world, here, there)).result == "done"
    answer(world, leave(first))
    assert state(world, instead) == State.CONFIRMED and stands(world, there) == [] and as_counted(world)


def test_siblings_who_wait_as_one_still_do(world):
    here, there = world.add_group(1), world.add_group(3)
    (first,), (one, two) = placed(world, here, 1), siblings(world)
    assert answer(world, together([(one, here), (two, here)])).result == "waitlisted"
    assert results(world, merge(world, here, there)) == ["done"]
    assert [s for _, s in stands(world, there)] == ["confirmed"] * 3
    assert first.seats[0].child_id in dict(stands(world, there)) and as_counted(world)
