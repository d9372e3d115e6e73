"""No option stands without its care, whatever is asked in whichever order; and nobody in care waits beside a free place in an option."""

from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain import options
from services.booking.domain.admission import decide
from services.booking.domain.books import COUNTED_AS
from services.booking.domain.checks import Review
from services.booking.domain.enrollment import PLACED, State
from services.booking.domain.requests import Accept, CallOff, Cancel, Expire, Refill, Resize, Withdraw
from tests.support.admission import CLOSES, World, enroll, together

CARE, ELSEWHERE = "care@first", "care@second"
KINDS = st.sampled_from(
    [
        "care",
        "both",
        "both",
        "option",
        "instead",
        "withdraw",
        "withdraw",
        "cancel",
        "accept",
        "expire",
        "review",
        "resize",
        "call off",
    ]
)
STEPS = st.lists(st.tuples(KINDS, st.integers(0, 4), st.integers(0, 3), st.integers(0, 30)), max_size=40)
CUTS = st.lists(st.integers(1, 6), min_size=1, max_size=20)
LATER = {CLOSES.date() + timedelta(days=40): [(time(8), time(9))]}
HOUR = timedelta(hours=1)


def world_of_options():
    """Two ways into one care, care in another term, and an option with each."""
    world = World()
    care = [
        world.add_group(1, care=CARE, answer_within=HOUR), world.add_group(2, care=CARE, review="organizer"),
        world.add_group(1, care=ELSEWHERE, meetings=LATER),
    ]  # fmt: skip
    dance = world.add_group(1, session="dance", inside="term1", only_with=CARE, waiting_limit=2)
    world.add_group(2, session="dance", inside="term1", only_with=ELSEWHERE, meetings=LATER, confirm_within=HOUR)
    return world, [*care, dance], [group for group in world.groups.values() if group.only_with]


def requests(groups, dances, children, steps):
    """One after the other; what is done to something is done to one of the seats that were asked for before."""
    asked = []
    for what, who, where, which in steps:
        child, group = children[who], groups[where]
        if what in ("care", "option", "both", "instead"):
            dance = dances[which % 2]
            ask = (
                together([(child, group), (child, dance)])
                if what == "both" and group != dance
                else enroll(child, dance if what == "option" else group)
            )
            own = [seat for other in asked for seat in other.seats if seat.child_id == child.id]
            if what == "instead" and own:
                ask = type(ask)(ask.person_id, ask.choices, instead_of=own[which % len(own)].enrollment_id)
            asked.append(ask)
            yield ask
        elif what == "resize":
            yield Resize(group.id, which % 4)
        elif what == "call off" and which < 4:
            yield CallOff(group.id, "理由")
        elif asked and what != "call off":
            target = asked[which % len(asked)]
            id_ = target.seats[who % len(target.seats)].enrollment_id
            yield {
                "withdraw": Withdraw(target.person_id, id_), "cancel": Cancel(id_, "理由"), "accept": Accept(target.person_id, id_),
                "expire": Expire(id_), "review": Review(id_, which % 3 > 0),
            }[what]  # fmt: skip


def look(world, dances):
    """What must be true after every batch."""
    live = [e for e in world.enrollments.values() if e.live]
    for option in [e for e in live if world.groups[e.group_id].only_with]:
        name = world.groups[option.group_id].only_with
        care = [e for e in live if e.child_id == option.child_id and world.groups[e.group_id].care == name]
        assert care, "an option without care"
        assert not option.placed or any(e.placed for e in care), "a place in an option without one in care"
        ledger = world.ledgers[option.group_id]
        free = ledger.given < ledger.capacity and not ledger.called_off
        assert not (free and option.state == State.WAITLISTED and any(e.placed for e in care)), (
            "waits beside a free place"
        )
    for id_, ledger in world.ledgers.items():
        for counted in {*COUNTED_AS.values()}:
            same = [e for e in live if e.group_id == id_ and COUNTED_AS[e.state] == counted]
            assert getattr(ledger, counted) == len(same), counted
        assert sum(e.state in PLACED for e in live if e.group_id == id_) <= ledger.capacity, "sold twice"


def play(steps, cuts):
    """Batches of the requests; what is to be looked at later is looked at right after its batch."""
    world, groups, dances = world_of_options()
    children = [world.add_child() for _ in range(5)]
    ahead, cut = list(requests(groups, dances, children, steps)), iter(cuts * (len(steps) + 1))
    while ahead:
        size = next(cut)
        decision = decide(world.snapshot(), ahead[:size])
        del ahead[:size]
        world.take(decision)
        if decision.later:
            world.take(decide(world.snapshot(), [Refill(id_) for id_ in decision.later]))
        silent = {c.with_care for c in decision.changes if c.silent}
        said = {c.enrollment.group_id for c in decision.changes if c.options}
        assert silent <= said, "nobody hears of an option that ended"
        look(world, dances)


@given(STEPS, CUTS)
@settings(max_examples=300, deadline=None)
def test_no_option_stands_without_its_care(steps, cuts):
    play(steps, cuts)


def test_without_following_an_option_is_left_alone(monkeypatch):
    """Negative control: the property sees what it is for."""
    monkeypatch.setattr(options, "follow", lambda places, since: None)
    with pytest.raises(AssertionError, match="an option without care"):
        play([("both", 0, 0, 0), ("withdraw", 0, 0, 0)], [1])
