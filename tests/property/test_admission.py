"""What holds after any sequence of requests, in batches of any size."""

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Resize, Withdraw
from tests.support.admission import World, enroll, first_id

# (what, which child or earlier request, how many places)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enroll", "enroll", "enroll", "withdraw", "resize"]), st.integers(0, 11), st.integers(0, 6)
    ),
    max_size=60,
)
CUTS = st.lists(st.integers(1, 9), min_size=1, max_size=20)


def play(steps, cuts, places=3):
    """Run the steps in batches; yields the world after each batch."""
    world = World()
    group = world.add_group(places)
    children = [world.add_child() for _ in range(12)]
    asked, index = [], 0
    cut = iter(cuts * len(steps) or [1])
    while index < len(steps):
        batch = []
        for what, which, number in steps[index : (index := index + next(cut))]:
            if what == "enroll":
                batch.append(enroll(children[which], group))
                asked.append(batch[-1])
            elif what == "withdraw" and asked:
                target = asked[which % len(asked)]
                batch.append(Withdraw(target.person_id, first_id(target)))
            elif what == "resize":
                batch.append(Resize(group.id, number))
        decision = decide(world.snapshot(), batch)
        world.take(decision)
        yield world, group, decision


@given(STEPS, CUTS)
@settings(max_examples=200)
def test_invariants_after_every_batch(steps, cuts):
    for world, group, _ in play(steps, cuts):
        ledger = world.ledgers[group.id]
        mine = world.enrollments.values()
        confirmed = [e for e in mine if e.state == State.CONFIRMED]
        waiting = [e for e in mine if e.state == State.WAITLISTED]
        assert ledger.taken == len(confirmed) <= ledger.capacity  # I1, I4
        assert ledger.waiting == len(waiting)
        assert not waiting or ledger.taken == ledger.capacity  # nobody waits beside a free place
        live = [e.child_id for e in confirmed + waiting]
        assert len(live) == len(set(live))  # I2
        assert len({e.seq for e in mine}) == len(mine)


@given(STEPS, CUTS)
@settings(max_examples=100)
def test_promotions_follow_the_turns(steps, cuts):
    for world, _, decision in play(steps, cuts):
        promoted = [c.enrollment.seq for c in decision.changes if c.kind == "promoted"]
        still_waiting = [e.seq for e in world.enrollments.values() if e.state == State.WAITLISTED]
        assert promoted == sorted(promoted)
        newcomers = {c.enrollment.seq for c in decision.changes if c.kind == "waitlisted"}
        assert all(max(promoted, default=0) < seq for seq in still_waiting if seq not in newcomers)


@given(STEPS, CUTS)
@settings(max_examples=100)
def test_how_requests_fall_into_batches_changes_nothing(steps, cuts):
    def end(batches):
        last = deque(play(steps, batches), maxlen=1)
        if not last:
            return None
        world = last[0][0]
        order = {child_id: n for n, child_id in enumerate(world.children)}
        return sorted((e.seq, order[e.child_id], e.state) for e in world.enrollments.values())

    assert end(cuts) == end([1])


def test_negative_control_an_oversold_ledger_is_noticed():
    """A desk that forgets to count must fail the invariant above."""
    world = World()
    group = world.add_group(1)
    for _ in range(2):
        decision = decide(world.snapshot(), [enroll(world.add_child(), group)])
        world.enrollments |= {c.enrollment.id: c.enrollment for c in decision.changes}  # the ledger is not written
    confirmed = [e for e in world.enrollments.values() if e.state == State.CONFIRMED]
    assert len(confirmed) > world.ledgers[group.id].capacity
