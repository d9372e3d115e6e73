"""A notice played with values: families ask at the notice's own instants, and what is due by then happens, as the timers would do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.booking.domain.admission import decide
from services.booking.domain.child import Child
from services.booking.domain.draw import list_hash, order
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import ZONE, Group
from services.booking.domain.pseudonyms import draw_of
from services.booking.domain.requests import (
    Accept,
    Answer,
    Enroll,
    Expire,
    Freeze,
    Refill,
    Review,
    Seat,
    Settle,
    Withdraw,
)
from services.booking.domain.snapshot import Membership
from services.booking.domain.together import room_of, settled, units_of
from services.booking.store.groups import to_group
from services.classes.plan.expand import expand
from services.classes.plan.reading import read
from tests.support.admission import World
from tests.support.plans import PLANS

SECRET = "5e" * 32


@dataclass(frozen=True)
class Family:
    """A guardian and the children it asks for, by name."""

    person_id: UUID
    children: dict[str, UUID]


@dataclass
class Notice:
    """One plan, its groups by their keys, and the clock of the place."""

    plan: str
    public_number: str = "03 08 17 21 25 33 + 12"
    world: World = field(default_factory=World)
    groups: dict[str, Group] = field(default_factory=dict)
    asked: dict[UUID, str] = field(default_factory=dict)
    """enrollment → child's name"""
    arrival: dict[UUID, int] = field(default_factory=dict)
    lists: dict[UUID, str] = field(default_factory=dict)
    """draw → the hash of its frozen list"""

    def __post_init__(self) -> None:
        plan = read((PLANS / f"{self.plan}.yaml").read_bytes(), self.plan)
        for planned in expand(plan):
            group = to_group(uuid4(), 1, planned.facts)
            self.groups[planned.key] = self.world.groups[group.id] = group
            self.world.ledgers[group.id] = _ledger(group.id, planned.facts.capacity)

    def one(self, *words: str) -> str:
        """The key of the only group whose key has all these words."""
        found = [key for key in self.groups if all(word in key.split("/") for word in words)]
        assert len(found) == 1, found
        return found[0]

    # -- who there is --------------------------------------------------------------------------------------------------

    def family(self, *names: str, unions: Sequence[str] = (), **facts: Any) -> Family:
        """A family with these children; facts are theirs: grade, birth_date, school_area, categories …"""
        person, family_id = uuid4(), uuid4()
        if unions:
            self.world.memberships[person] = Membership(frozenset(unions), 1)
        first_day = min(group.first_day for group in self.groups.values())
        year = first_day.year if first_day.month >= 9 else first_day.year - 1
        told: dict[str, Any] = {"birth_date": None, "grade": None, "grade_year": year} | facts
        for name in ("categories", "employers", "documents", "consents", "placed_in", "unlucky_in"):
            told[name] = frozenset(told.get(name, ()))
        children = {}
        for name in names:
            child = Child(uuid4(), (person,), name, family_id=family_id, **told)
            self.world.children[child.id] = child
            children[name] = child.id
        return Family(person, children)

    def prepare(self, family: Family, key: str, *, papers: bool = True) -> None:
        """The family accepts what the group asks it to accept, and uploads what is asked of it."""
        group = self.groups[key]
        texts = {text.hash for text in (group.agreement, group.health) if text}
        names = {paper.name for paper in group.documents} if papers else set()
        for id_ in family.children.values():
            child = self.world.children[id_]
            self.world.children[id_] = replace(child, consents=child.consents | texts, documents=child.documents | names)

    def joins(self, family: Family, *unions: str) -> None:
        """A guardian becomes a member."""
        self.world.memberships[family.person_id] = Membership(frozenset(unions), 2)

    # -- what happens ----------------------------------------------------------------------------------------------------

    def at(self, text: str) -> "Notice":
        """Let the clock run to this instant (Beijing time); what is due on the way happens."""
        until = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        while due := min((d for d in self._due() if d[0] <= until), key=lambda d: d[0], default=None):
            self.world.now = max(self.world.now, due[0])
            due[1]()
        self.world.now = until
        return self

    def _due(self) -> list[tuple[datetime, Any]]:
        now, found = self.world.now, []
        for draw_id in {draw_of(g.id, g.together) for g in self.groups.values() if g.decide_at}:
            groups = self._of_draw(draw_id)
            if not self.world.ledgers[groups[0].id].settled and not self._unchecked(groups):
                found.append((groups[0].decide_at, lambda d=draw_id: self.settle(d)))
        for e in self.world.enrollments.values():
            if e.state == State.OFFERED and e.until:
                found.append((e.until, lambda id_=e.id: self.tell(Expire(id_))))
        for group in self.groups.values():
            for pool in group.pools:
                if pool.until and pool.until > now:
                    found.append((pool.until, lambda id_=group.id: self.tell(Refill(id_))))
        return found

    def _of_draw(self, draw_id: UUID) -> list[Group]:
        return [g for g in self.groups.values() if g.decide_at and draw_of(g.id, g.together) == draw_id]

    def _unchecked(self, groups: Sequence[Group]) -> bool:
        ids = {group.id for group in groups}
        return any(e.group_id in ids and e.state == State.ENTERED and not e.cleared for e in self.world.enrollments.values())

    def settle(self, draw_id: UUID) -> None:
        """The common decision, as the use case makes it: frozen, ordered, given."""
        groups = self._of_draw(draw_id)
        ids = tuple(group.id for group in groups)
        self.tell(Freeze(ids))
        entered = [e for e in self.world.enrollments.values() if e.group_id in ids and e.state == State.ENTERED]
        units, wholes = units_of(draw_id, sorted(entered, key=lambda e: self.arrival[e.id]))
        if groups[0].drawn:
            self.lists[draw_id] = list_hash(units)
            units = order(units, SECRET, self.public_number if groups[0].draw_source else "")
        places = {str(g.id): room_of(g, self.world.ledgers[g.id], self.world.now) for g in groups}
        self.tell(Settle(ids, settled(units, wholes, places)[1]))

    def tell(self, request: Any) -> Answer:
        """Any request at all."""
        decision = decide(self.world.snapshot(), [request])
        self.world.take(decision)
        return decision.answers[0]

    def ask(self, family: Family, *keys: str, child: str = "") -> Answer:
        """The family asks for its (only) child; several keys are wishes, in this order."""
        name = child or next(iter(family.children))
        return self.ask_together(family, *[[(key, name)] for key in keys])

    def ask_together(self, family: Family, *choices: Sequence[tuple[str, str]]) -> Answer:
        """Choices of (group's key, child's name) pairs; of each all or none."""
        seats = tuple(
            tuple(Seat(uuid4(), family.children[name], self.groups[key].id) for key, name in choice) for choice in choices
        )
        answer = self.tell(Enroll(family.person_id, seats))
        for choice in choices:
            for seat, (_, name) in zip(seats[choices.index(choice)], choice, strict=True):
                if seat.enrollment_id in self.world.enrollments:
                    self.asked[seat.enrollment_id] = name
                    self.arrival[seat.enrollment_id] = len(self.arrival)
        return answer

    def _live(self, name: str, key: str) -> Enrollment:
        group_id = self.groups[key].id
        (found,) = [e for e in self.world.enrollments.values() if self.asked[e.id] == name and e.group_id == group_id and e.live]
        return found

    def leave(self, family: Family, key: str) -> Answer:
        """The family gives up, or declines."""
        return self.tell(Withdraw(family.person_id, self._live(next(iter(family.children)), key).id))

    def accept(self, family: Family, key: str) -> Answer:
        """The family accepts an offer."""
        return self.tell(Accept(family.person_id, self._live(next(iter(family.children)), key).id))

    def check(self, name: str, key: str, *, approved: bool = True, reason: str = "材料不符") -> Answer:
        """Whoever checks requests, or signs workers up, says yes or no."""
        return self.tell(Review(self._live(name, key).id, approved, "" if approved else reason))

    # -- how it came out -------------------------------------------------------------------------------------------------

    def admitted(self, key: str) -> list[str]:
        """Who has a place, by name."""
        return self._names(key, State.CONFIRMED)

    def kept(self, key: str) -> list[str]:
        """For whom a place is kept until they confirm or are checked, by name."""
        return self._names(key, State.OFFERED, State.PENDING)

    def waiting(self, key: str) -> list[str]:
        """Who waits, in the order of their turns."""
        mine = self._of(key, State.WAITLISTED)
        return [self.asked[e.id] for e in sorted(mine, key=lambda e: (e.band, e.seq))]

    def unplaced(self, key: str) -> list[str]:
        """Who got neither, by name."""
        return self._names(key, State.UNPLACED)

    def _names(self, key: str, *states: State) -> list[str]:
        return sorted(self.asked[e.id] for e in self._of(key, *states))

    def _of(self, key: str, *states: State) -> list[Enrollment]:
        return [e for e in self.world.enrollments.values() if e.group_id == self.groups[key].id and e.state in states]


def _ledger(group_id: UUID, places: int) -> Any:
    world = World()
    made = world.add_group(places)
    return replace(world.ledgers[made.id], group_id=group_id)


def codes(answer: Answer) -> list[str]:
    """Which conditions were not met."""
    return [verdict.code for verdict in answer.reasons]
