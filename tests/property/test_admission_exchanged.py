"""Whoever asks to exchange never loses the one without the other, and never has both; whatever else happens."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.books import COUNTED_AS
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Accept, Cancel, Expire, Resize, Withdraw
from tests.support.admission import World, enroll, first_id

KINDS = st.sampled_from(
    ["enroll", "exchange", "exchange", "exchange", "withdraw", "cancel", "resize", "accept", "expire", "review"]
)
STEPS = st.lists(st.tuples(KINDS, st.integers(0, 5), st.integers(0, 3), st.integers(0, 30)), max_size=50)
CUTS = st.lists(st.integers(1, 9), min_size=1, max_size=20)
WAYS = ({}, {"answer_within": timedelta(hours=1)}, {"review": "organizer"}, {"confirm_within": timedelta(hours=1)})


def requests(world, groups, children, steps):
    """One after the other; who exchanges gives up what was asked for some time before."""
    asked = []
    for what, who, where, which in steps:
        target = asked[which % len(asked)] if asked else None
        if what in ("enroll", "exchange"):
            ask = enroll(children[who], groups[where])
            own = [other for other in asked if other.seats[0].child_id == children[who].id]
            if what == "exchange" and own:
                ask = replace(ask, instead_of=first_id(own[which % len(own)]))
            asked.append(ask)
            yield ask
        elif what == "resize":
            yield Resize(groups[where].id, which % 4)
        elif target:
            id_ = first_id(target)
            yield {
                "withdraw": Withdraw(target.person_id, id_), "cancel": Cancel(id_, "理由"), "accept": Accept(target.person_id, id_),
                "expire": Expire(id_), "review": Review(id_, which % 3 > 0),
            }[what]  # fmt: skip


@given(STEPS, CUTS)
@settings(max_examples=300)
def test_neither_both_nor_none(steps, cuts):
    world = World()
    groups = [world.add_group(1, **way) for way in WAYS]  # all at the same hours: nobody can be in two
    children = [world.add_child() for _ in range(6)]
    ahead, cut = list(requests(world, groups, children, steps)), iter(cuts * (len(steps) + 1))
    while ahead:
        size = next(cut)
        decision = decide(world.snapshot(), ahead[:size])
        del ahead[:size]
        world.take(decision)
        granted = {c.enrollment.replaces for c in decision.changes if c.kind in ("confirmed", "promoted")}
        given_up = {c.enrollment.id for c in decision.changes if c.kind == "superseded"}
        assert given_up <= granted, "the one without the other"
        for one in world.enrollments.values():
            old = world.enrollments.get(one.replaces)
            assert not (old and one.state == State.CONFIRMED and old.live), "both"
        for group in groups:
            mine = [e for e in world.enrollments.values() if e.group_id == group.id]
            for state, counted in COUNTED_AS.items():
                same = [e for e in mine if COUNTED_AS.get(e.state) == counted]
                assert getattr(world.ledgers[group.id], counted) == len(same), state
            assert world.ledgers[group.id].taken <= world.ledgers[group.id].capacity, "sold twice"
