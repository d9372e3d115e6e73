"""What a draw publishes and what the service then does are one: every row is compared with the enrollments it made."""

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.criteria import Criterion
from services.booking.domain.draw import list_hash, order, verify
from services.booking.domain.enrollment import PLACED, State
from services.booking.domain.group import Pool, Priority
from services.booking.domain.pseudonyms import draw_of
from services.booking.domain.requests import CallOff, Enroll, Freeze, Resize, Seat, Settle, Withdraw
from services.booking.domain.together import room_of, settled, units_of, without_called_off
from tests.support.admission import CLOSES, OPEN, World
from tests.support.draws import SECRET, drawn

RIDERS, HARD = Criterion(categories=frozenset({"new_form"})), Criterion(categories=frozenset({"hardship"}))
KINDS = (frozenset(), frozenset({"new_form"}), frozenset({"hardship"}), frozenset({"new_form", "hardship"}))
GROUPS, CHILDREN, DAY = 3, 2, date(2025, 7, 7)
SEATS = st.tuples(st.integers(0, CHILDREN - 1), st.integers(0, GROUPS - 1))
FAMILY = st.tuples(
    st.sampled_from(KINDS), st.lists(st.lists(SEATS, min_size=1, max_size=3, unique=True), min_size=1, max_size=3)
)
ROOM = st.fixed_dictionaries({
    "places": st.integers(0, 4),
    "waiting_limit": st.none() | st.integers(0, 4),
    "pools": st.sampled_from([(), (Pool("骑手", 1, RIDERS),), (Pool("骑手", 2, RIDERS), Pool("困难", 1, HARD))]),
})  # fmt: skip
AFTERWARDS = st.lists(st.tuples(st.sampled_from(["resize", "call off"]), st.integers(0, GROUPS - 1)), max_size=2)


class Play:
    """Three groups that are drawn together, at hours of their own, and families of two children."""

    def __init__(self, rooms, confirms):
        self.world, self.changes = World(), []
        hours = {"together": "plan/care", "wishes": 3, "way": "draw", "decide_at": CLOSES}
        self.groups = [
            self.world.add_group(
                **room, **hours, meetings={DAY: [(time(8 + n), time(9 + n))]}, session=f"care {n}", priorities=(Priority("困难职工", HARD),),
                confirm_within=timedelta(hours=24) if confirms else None,
            )
            for n, room in enumerate(rooms)
        ]  # fmt: skip
        self.draw_id = draw_of(self.groups[0].id, "plan/care")

    def tell(self, request):
        decision = decide(self.world.snapshot(), [request])
        self.world.take(decision)
        self.changes += decision.changes
        # as the store reads them, not as they came
        ordered = sorted(self.world.enrollments.values(), key=lambda e: (e.group_id, e.choice, e.id))
        self.world.enrollments = {e.id: e for e in ordered}
        return decision.rulings[0]

    def enter(self, kinds, wishes):
        """A family asks; what no family may ask (twice the same child in one group) is left out."""
        parent, family = uuid4(), uuid4()
        children = [
            self.world.add_child(guardian_ids=(parent,), family_id=family, categories=kinds) for _ in range(CHILDREN)
        ]
        said, choices = set(), []
        for wish in wishes:
            seats = [seat for seat in wish if seat not in said]
            said.update(seats)
            if seats:
                choices.append(tuple(Seat(uuid4(), children[n].id, self.groups[g].id) for n, g in seats))
        assert self.tell(Enroll(parent, tuple(choices))).result == "entered"
        return parent, [seat.enrollment_id for choice in choices for seat in choice]

    def draw(self, afterwards):
        """Freeze, change what may be changed, settle; the frozen list and what is published."""
        ids = tuple(group.id for group in self.groups)
        self.tell(Freeze(ids))
        entered = [e for e in self.world.enrollments.values() if e.state == State.ENTERED]
        units, wholes = units_of(self.draw_id, entered)
        rooms = {str(g.id): room_of(g, self.world.ledgers[g.id], OPEN) for g in self.groups}
        for what, n in afterwards:
            self.tell(Resize(ids[n], 3) if what == "resize" else CallOff(ids[n], "停课"))
        rooms = without_called_off(rooms, self.world.ledgers)
        rows, decided = settled(order(units, SECRET, "3 5 8"), wholes, rooms)
        self.changes = []
        self.tell(Settle(ids, decided))
        listed = sorted(units, key=lambda unit: unit["unit"])
        return drawn() | {
            "draw": str(self.draw_id), "bands": ["困难职工"], "groups": rooms, "units": listed, "units_hash": list_hash(listed),
            "result": rows,
        }, wholes  # fmt: skip


@given(
    st.lists(ROOM, min_size=GROUPS, max_size=GROUPS), st.booleans(), st.lists(FAMILY, max_size=7),
    st.lists(st.integers(0, 30), max_size=4), AFTERWARDS,
)  # fmt: skip
def test_every_row_is_what_happened_to_the_family(rooms, confirms, families, gone, afterwards):
    play = Play(rooms, confirms)
    asked = [(parent, id_) for parent, ids in (play.enter(*family) for family in families) for id_ in ids]
    for n in gone:
        if n < len(asked):  # a family gives up a wish, or takes one of its children out
            play.tell(Withdraw(*asked[n]))
    document, wholes = play.draw(afterwards)
    assert verify(document) == []

    told = {change.enrollment.id: change for change in play.changes}
    for row in document["result"]:
        whole = wholes[row["unit"]]
        mine = [e for e in play.world.enrollments.values() if e.whole == whole.unit and e.id in told]
        granted = {e.choice for e in mine if e.state in PLACED}
        assert granted == ({whole.choices[row["choice"] - 1]} if row["choice"] else set())
        turns = defaultdict(list)
        for enrollment in mine:
            change = told[enrollment.id]
            if enrollment.state == State.WAITLISTED:
                turns[str(enrollment.group_id)].append(change.position)
            if change.standing:
                assert (change.standing.rank, change.standing.of) == (row["rank"], len(document["result"]))
        assert {group: min(positions) for group, positions in turns.items()} == row["turns"]
    everyone_is_somewhere(play)


def everyone_is_somewhere(play):
    """Nobody is left on a list that is over, and nothing is given or waited for beyond what there is."""
    counted: dict[UUID, Counter] = defaultdict(Counter)
    for enrollment in play.world.enrollments.values():
        assert enrollment.state != State.ENTERED
        counted[enrollment.group_id][enrollment.state] += 1
    for group in play.groups:
        ledger, mine = play.world.ledgers[group.id], counted[group.id]
        assert sum(mine[state] for state in PLACED) == ledger.given <= ledger.capacity
        assert mine[State.WAITLISTED] == ledger.waiting <= (99 if group.waiting_limit is None else group.waiting_limit)
