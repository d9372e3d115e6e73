"""What holds after any sequence of requests where places are kept, offered, checked, asked for as one and ranked."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.books import room
from services.booking.domain.checks import Review
from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import PLACED, State
from services.booking.domain.group import Pool, Priority
from services.booking.domain.requests import Accept, Expire, PutFirst, Resize, Withdraw
from tests.support.admission import OPENS, World, enroll, together

RIDERS, HARD = Criterion(categories=frozenset({"new_form"})), Criterion(categories=frozenset({"hardship"}))
KINDS = (frozenset(), frozenset({"new_form"}), frozenset({"hardship"}))

RULES = st.fixed_dictionaries({
    "answer_within": st.sampled_from([None, timedelta(hours=24)]),
    "confirm_within": st.sampled_from([None, timedelta(hours=24)]),
    "review": st.sampled_from(["", "", "organizer"]),
    "waiting_limit": st.sampled_from([None, 0, 3]),
    "waiting_by_priority": st.booleans(),
    "pools": st.sampled_from([(), (Pool("骑手", 1, RIDERS, until=OPENS + timedelta(hours=5)),)]),
    "priorities": st.sampled_from([(), (Priority("困难职工", HARD),)]),
})  # fmt: skip
DEEDS = [
    "enroll",
    "enroll",
    "both",
    "wishes",
    "withdraw",
    "accept",
    "expire",
    "approve",
    "refuse",
    "resize",
    "first",
    "hour",
]
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 11), st.integers(0, 5)), min_size=12, max_size=50)
CUTS = st.lists(st.integers(1, 6), min_size=1, max_size=10)


class Play:
    """Two groups that may be ranked as wishes, and brothers and sisters who want both or none."""

    def __init__(self, rules):
        self.world = World()
        self.groups = [
            self.world.add_group(places, together="plan/care", wishes=2, session=f"care-{places}", **rules)
            for places in (1, 2)
        ]
        self.children = [
            self.world.add_child(guardian_ids=(parent,), categories=KINDS[n % 3])
            for n, parent in enumerate(uuid4() for _ in range(6))
            for _ in range(2)
        ]
        self.seats = []

    def request(self, deed, which, number):
        world, group, child = self.world, self.groups[number % 2], self.children[which]
        sibling = self.children[which ^ 1]
        match deed:
            case "enroll":
                return self.asked(enroll(child, group))
            case "both":
                return self.asked(together([(child, group), (sibling, group)]))
            case "wishes":
                return self.asked(together([(child, group)], [(child, self.groups[1 - number % 2])]))
            case "resize":
                return Resize(group.id, number)
            case "hour":
                world.now += timedelta(hours=1)
                return None
        if not self.seats:
            return None
        person, id_ = self.seats[(which * 7 + number) % len(self.seats)]
        return {
            "withdraw": Withdraw(person, id_), "accept": Accept(person, id_), "expire": Expire(id_), "first": PutFirst(id_),
            "approve": Review(id_, True), "refuse": Review(id_, False, "材料不全"),
        }[deed]  # fmt: skip

    def asked(self, ask):
        self.seats += [(ask.person_id, seat.enrollment_id) for seat in ask.seats]
        return ask

    def run(self, steps, cuts):
        cut = iter(cuts * len(steps))
        while steps:
            size = next(cut)
            batch, steps = [self.request(*step) for step in steps[:size]], steps[size:]
            decision = decide(self.world.snapshot(), [request for request in batch if request])
            self.world.take(decision)
            yield decision

    def of(self, group, *states):
        return [e for e in self.world.enrollments.values() if e.group_id == group.id and e.state in states]


@given(RULES, STEPS, CUTS)
@settings(max_examples=300)
def test_the_books_are_right_after_every_batch(rules, steps, cuts):
    play = Play(rules)
    for _ in play.run(steps, cuts):
        for group in play.groups:
            ledger = play.world.ledgers[group.id]
            placed = play.of(group, *PLACED)
            assert ledger.taken == len(play.of(group, State.CONFIRMED))
            assert ledger.held == len(play.of(group, State.OFFERED, State.PENDING))
            assert ledger.waiting == len(play.of(group, State.WAITLISTED))
            assert len(placed) <= ledger.capacity  # I1
            assert ledger.pools.get("骑手", 0) == len([e for e in placed if e.pool])
            turns = [e.seq for e in play.world.enrollments.values() if e.group_id == group.id]
            assert len(turns) == len(set(turns))
        live = [(e.child_id, e.group_id) for e in play.world.enrollments.values() if e.live]
        assert len(live) == len(set(live))  # I2


@given(RULES, STEPS, CUTS)
@settings(max_examples=200)
def test_kept_places_go_to_nobody_else_before_they_are_released(rules, steps, cuts):
    play = Play(rules)
    for _ in play.run([step for step in steps if step[0] != "resize"], cuts):
        if play.world.now < OPENS + timedelta(hours=5):
            for group in play.groups:
                others = [e for e in play.of(group, *PLACED) if not e.pool]
                assert len(others) <= play.world.ledgers[group.id].capacity - sum(pool.places for pool in group.pools)


@given(RULES, STEPS, CUTS)
@settings(max_examples=300)
def test_both_or_none_and_one_of_several_wishes(rules, steps, cuts):
    play = Play(rules)
    for _ in play.run(steps, cuts):
        units = {}
        for e in play.world.enrollments.values():
            units.setdefault(e.whole, []).append(e)
        for unit in units.values():
            granted = {e.choice for e in unit if e.placed}
            assert len(granted) <= 1
            assert len({e.until for e in unit if e.state == State.OFFERED}) <= 1  # offered as one, ends as one
            for choice in granted:
                assert not [e for e in unit if e.choice == choice and e.state == State.WAITLISTED]
                assert not [e for e in unit if e.choice != choice and e.live]


@given(RULES, STEPS, CUTS)
@settings(max_examples=300)
def test_nobody_waits_who_could_have_a_place_and_nobody_is_passed_over(rules, steps, cuts):
    play = Play(rules)
    for decision in play.run(steps, cuts):
        snapshot = play.world.snapshot()
        for group in play.groups:
            ledger = play.world.ledgers[group.id]
            alone = [
                e for e in play.of(group, State.WAITLISTED)
                if sum(o.whole == e.whole and o.choice == e.choice and o.live for o in play.world.enrollments.values()) == 1
            ]  # fmt: skip
            # A pool that is released in an hour is noticed by its timer, which this play has not.
            if snapshot.now < OPENS + timedelta(hours=5):
                assert not [e for e in alone if room(group, ledger, e.pool, snapshot)]
            for at, change in enumerate(decision.changes):
                promoted = change.enrollment
                if not (change.waited and change.kind in ("promoted", "offered") and promoted.group_id == group.id):
                    continue
                # Whoever got a turn, or a better one, after that promotion was not passed over by it; nor who was one of two until then.
                later = decision.changes[at:]
                turned = {c.enrollment.id for c in later if c.kind in ("waitlisted", "moved_first")}
                parted = {c.enrollment.unit for c in later if c.enrollment.unit}
                assert not [
                    e for e in alone
                    if e.id not in turned and e.unit not in parted
                    and e.pool == promoted.pool and (e.band, e.seq) < (promoted.band, promoted.seq)
                ]  # fmt: skip


def test_negative_control_a_desk_that_does_not_count_is_noticed():
    play = Play({})
    child, sibling = play.children[:2]
    decision = decide(play.world.snapshot(), [together([(child, play.groups[1]), (sibling, play.groups[1])])])
    play.world.enrollments |= {c.enrollment.id: c.enrollment for c in decision.changes}  # the ledger is not written
    assert play.world.ledgers[play.groups[1].id].taken != len(play.of(play.groups[1], State.CONFIRMED))
