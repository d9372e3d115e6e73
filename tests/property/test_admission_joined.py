"""Whatever two records of one child hold, joined it is what one child may hold, the books are right, and nobody else loses anything."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.books import COUNTED_AS
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.joining import turn
from services.booking.domain.records import JoinRecords
from tests.support.admission import OPENS, World, answer, enroll, group, leave, namesakes

MORNING = group().meetings[group().first_day]
DAYS = [OPENS.date() + timedelta(days=20 + n) for n in range(3)]


@st.composite
def worlds(draw):
    """A few groups, on one of a few days each, some with a limit; two records of a child, told apart or not, and others."""
    world = World()
    groups = []
    for n in range(draw(st.integers(1, 4))):
        facts = {"session": f"s{n}", "meetings": {draw(st.sampled_from(DAYS)): MORNING}}
        limits = draw(st.sampled_from([{}, {}, {"limits": {"plan": 1}}, {"family_limits": {"plan": 2}}]))
        groups.append(world.add_group(draw(st.integers(1, 3)), **facts, **limits))
    one, other = namesakes(world)
    if draw(st.booleans()):  # as two children each had what it asked for
        world.apart = frozenset({frozenset((one.id, other.id))})
    children = [one, other, *(world.add_child() for _ in range(2))]
    asked = []
    for child, here, goes in draw(
        st.lists(st.tuples(st.sampled_from(children), st.sampled_from(groups), st.booleans()), max_size=14)
    ):
        if goes and asked:
            answer(world, leave(asked.pop(0)))
        ask = enroll(child, here)
        answer(world, ask)
        asked.append(ask)
    world.apart = frozenset()
    return world, one, other


def wrong(world: World, mine: list[Enrollment]) -> list[str]:
    """What one child may not hold, and ledgers that are not what they count."""
    found = [f"twice in {id_}" for id_, times in Counter(e.group_id for e in mine).items() if times > 1]
    for a in mine:
        found += [f"{a.id} clashes" for b in mine if a.id < b.id and _clash(world, a, b)]
    for ledger in world.ledgers.values():
        live = [e for e in world.enrollments.values() if e.group_id == ledger.group_id and e.live]
        counted = Counter(COUNTED_AS[e.state] for e in live if e.state in COUNTED_AS)
        if any(getattr(ledger, name) != counted[name] for name in ("taken", "held", "waiting", "entered", "asked")):
            found.append(f"{ledger} counts otherwise")
        if ledger.given > ledger.capacity or (ledger.waiting and ledger.given < ledger.capacity):
            found.append(f"{ledger} is sold twice, or has a place that nobody has")
    return found


def _clash(world: World, a: Enrollment, b: Enrollment) -> bool:
    return bool(world.groups[a.group_id].first_clash(world.groups[b.group_id]))


def live_of(world: World, *ids) -> list[Enrollment]:
    return [e for e in world.enrollments.values() if e.child_id in ids and e.live]


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_joined_it_is_what_one_child_may_hold(made):
    world, one, other = made
    before = {e.id: e for e in live_of(world, one.id, other.id)}
    others = {e.id: e for e in world.enrollments.values() if e.id not in before}
    decision = decide(world.snapshot(), [JoinRecords(one.id, other.id)])
    (ruling,) = decision.rulings
    if ruling.result != "done":
        assert not decision.changes and not decision.ledgers
        return
    world.take(decision)
    mine = live_of(world, one.id, other.id)
    assert wrong(world, mine) == []
    for group_id in {e.group_id for e in before.values()}:
        (stays,) = [e for e in mine if e.group_id == group_id]
        held = [e for e in before.values() if e.group_id == group_id]
        assert turn(before[stays.id]) == min(map(turn, held)), "the place, or the earlier turn"
    for id_, was in others.items():
        now = world.enrollments[id_]
        assert now == was or (now.placed and not was.placed), "nobody else loses anything"


def test_a_record_that_only_changes_its_owner_is_seen_to_hold_too_much():
    """The negative control."""
    world = World()
    here = world.add_group(3)
    one, other = namesakes(world)
    world.apart = frozenset({frozenset((one.id, other.id))})
    answer(world, enroll(one, here), enroll(other, here))
    world.enrollments = {id_: e._replace(child_id=one.id) for id_, e in world.enrollments.items()}
    assert wrong(world, live_of(world, one.id))
