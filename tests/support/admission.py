"""Small worlds for admission: groups, children and ledgers as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from services.booking.domain.admission import decide
from services.booking.domain.child import Child
from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.requests import Accept, Enroll, Request, Ruling, Seat, Withdraw
from services.booking.domain.snapshot import Decision, Ledger, Membership, Pair, Snapshot

OPENS = datetime(2025, 6, 30, 1, 0, tzinfo=UTC)
CLOSES = datetime(2025, 7, 1, 15, 59, tzinfo=UTC)
OPEN = OPENS + timedelta(seconds=1)
MORNING = (time(8, 30), time(12, 0))

CONDITIONS = {f.name for f in fields(Criterion)}


def group(**changes: object) -> Group:
    """Mazhang's first term, unless told otherwise; conditions are those of `who`."""
    days = [date(2025, 7, 7) + timedelta(days=n) for n in range(5)]
    facts: dict[str, object] = {
        "id": uuid4(), "revision": 1, "title": "第一期 · 一至三年级", "union": "mazhang", "session": "term1", "inside": None,
        "meetings": {day: [MORNING] for day in days}, "opens_at": OPENS, "closes_at": CLOSES,
    }  # fmt: skip
    said = {name: changes.pop(name) for name in CONDITIONS & changes.keys()}
    return Group(**(facts | {"who": Criterion(**said)} | changes))  # type: ignore[arg-type]


def child(**changes: object) -> Child:
    """A second-grader with one guardian."""
    facts: dict[str, object] = {
        "id": uuid4(), "guardian_ids": (uuid4(),), "name": "张小明", "birth_date": date(2016, 5, 1), "grade": 2, "grade_year": 2024,
    }  # fmt: skip
    return Child(**(facts | changes))  # type: ignore[arg-type]


@dataclass
class World:
    """A snapshot that can take decisions in, batch after batch."""

    groups: dict[UUID, Group] = field(default_factory=dict)
    ledgers: dict[UUID, Ledger] = field(default_factory=dict)
    children: dict[UUID, Child] = field(default_factory=dict)
    memberships: dict[UUID, Membership] = field(default_factory=dict)
    enrollments: dict[UUID, Enrollment] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    now: datetime = OPEN

    def add_group(self, places: int, **changes: object) -> Group:
        """A group with that many places."""
        made = group(**changes)
        self.groups[made.id] = made
        self.ledgers[made.id] = Ledger(made.id, places, 0, 0, 1)
        return made

    def add_child(self, **changes: object) -> Child:
        """A child and its guardian."""
        made = child(**changes)
        self.children[made.id] = made
        return made

    def snapshot(self) -> Snapshot:
        """What a batch would load."""
        return Snapshot(
            self.now,
            self.groups,
            self.ledgers,
            self.children,
            self.memberships,
            list(self.enrollments.values()),
            self.apart,
        )

    def take(self, decision: Decision) -> None:
        """Write a decision, as the store does."""
        self.ledgers |= {ledger.group_id: ledger for ledger in decision.ledgers}
        self.enrollments |= {change.enrollment.id: change.enrollment for change in decision.changes}
        self.apart |= decision.apart


def enroll(child: Child, group: Group) -> Enroll:
    """The child's first guardian asks for a place."""
    return together([(child, group)])


def together(*choices: Sequence[tuple[Child, Group]]) -> Enroll:
    """The first child's first guardian asks for several places: of each choice all or none."""
    seats = tuple(tuple(Seat(uuid4(), child.id, group.id) for child, group in choice) for choice in choices)
    return Enroll(choices[0][0][0].guardian_ids[0], seats)


def first_id(ask: Enroll) -> UUID:
    """The id of the first enrollment that a request makes."""
    return ask.seats[0].enrollment_id


def answer(world: World, *requests: Request) -> Ruling:
    """The last answer of a batch; the world takes the decision in."""
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return decision.rulings[-1]


def results(world: World, *requests: Request) -> list[str]:
    """As `answer`, but the results of all."""
    decision = decide(world.snapshot(), requests)
    world.take(decision)
    return [a.result for a in decision.rulings]


def state(world: World, ask: Enroll, number: int = 0) -> State:
    """Where an enrollment that a request made stands."""
    return world.enrollments[ask.seats[number].enrollment_id].state


def leave(ask: Enroll) -> Withdraw:
    """The guardian gives the first seat up."""
    return Withdraw(ask.person_id, first_id(ask))


def accept(ask: Enroll) -> Accept:
    """The guardian accepts."""
    return Accept(ask.person_id, first_id(ask))


def namesakes(world: World, count: int = 2, **facts: object) -> list[Child]:
    """As many families, each with a record of the same name and birth date."""
    return [world.add_child(family_id=uuid4(), identity=b"zhang", **facts) for _ in range(count)]


def siblings(world: World, count: int = 2) -> list[Child]:
    """Brothers and sisters."""
    parent, family = uuid4(), uuid4()
    return [world.add_child(guardian_ids=(parent,), family_id=family) for _ in range(count)]
