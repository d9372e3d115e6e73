"""A notice played with values: families ask at the notice's own instants, and what is due by then happens, as the timers would do it.

The real plan reader, the real `decide` and the real draw; no database. Families go by their children's names, groups by words of
their keys (`term-1 grade-1-3`), as on a clerk's list:

    notice.play([("2025-06-30 09:00", "小明", {"grade": 2}, "term-1 grade-1-3", "confirmed"), ...], unions=["mazhang"])
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.booking.domain.admission import decide
from services.booking.domain.checks import EndAsking, Review
from services.booking.domain.child import Child, school_year
from services.booking.domain.draw import allocate, order
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.pseudonyms import draw_of, entrant_of
from services.booking.domain.requests import (
    Accept,
    CallOff,
    Enroll,
    Expire,
    Freeze,
    ProposeMove,
    Refill,
    Ruling,
    Seat,
    Settle,
    Withdraw,
)
from services.booking.domain.snapshot import Membership
from services.booking.domain.together import Unit, Whole, room_of, settled, units_of
from shared.kernel.clock import ZONE
from tests.support.notice_place import Place, brought, groups_named

SECRET = "5e" * 32
SETS = ("categories", "employers", "placed_in", "unlucky_in")
Row = tuple[str, str, Mapping[str, Any], str, str]
"""When, who, what sets the family apart, what it asks for, what it is told."""


def word(answer: Ruling) -> str:
    """The answer in a word: its result, or the conditions not met; in the waiting list, with the position."""
    if answer.reasons:
        return " ".join(verdict.code for verdict in answer.reasons)
    return f"{answer.result} {answer.position}" if answer.position else answer.result


def numbered(name: str, first: int, last: int) -> list[str]:
    """家庭001, 家庭002 …: names that sort as they came."""
    return [f"{name}{n:04}" for n in range(first, last + 1)]


@dataclass(frozen=True)
class Family:
    """A guardian, and its children by name."""

    person_id: UUID
    children: Mapping[str, UUID]


@dataclass
class Notice(Place):
    """One plan, the families by their children's names, and the clock of the place."""

    families: dict[str, Family] = field(default_factory=dict)
    lists: dict[UUID, tuple[list[Unit], dict[str, Whole], dict[str, Any]]] = field(default_factory=dict)
    """draw → its frozen list as published, what stands behind each number, and the room there was"""
    arrival: dict[UUID, int] = field(default_factory=dict)
    """enrollment → how many entered a common decision before it"""

    # -- who there is --------------------------------------------------------------------------------------------------

    def family(self, *names: str, unions: Iterable[str] = (), lacks: Iterable[str] = (), **facts: Any) -> None:
        """A family with these children; facts are theirs: grade, birth_date, school_area, categories …

        It brings every paper and accepts every text of the plan but those that it `lacks`: a paper's name, agreement, health.
        """
        person, family_id = uuid4(), uuid4()
        self.world.memberships[person] = Membership(frozenset(unions), 1)
        first_day = min(group.first_day for group in self.groups.values())
        told = {"birth_date": None, "grade": None, "grade_year": school_year(first_day)} | facts
        told |= {name: frozenset(told.get(name, ())) for name in SETS} | brought(self.plan, frozenset(lacks))
        children = {name: uuid4() for name in names}
        for name, id_ in children.items():
            assert name not in self.families, name
            self.world.children[id_] = Child(id_, (person,), name, family_id=family_id, **told)
            self.families[name] = Family(person, children)

    def joins(self, name: str, *unions: str) -> None:
        """A guardian becomes a member, at this moment."""
        since = dict.fromkeys(unions, self.world.now)
        self.world.memberships[self.families[name].person_id] = Membership(frozenset(unions), 2, since)

    def brings(self, name: str, paper: str) -> None:
        """The family uploads a paper."""
        child = self._child(name)
        self.world.children[child.id] = replace(child, documents=child.documents | {paper})

    def _child(self, name: str) -> Child:
        return self.world.children[self.families[name].children[name]]

    # -- the clock -------------------------------------------------------------------------------------------------------

    def at(self, text: str) -> "Notice":
        """Let the clock run to this instant (Beijing time); what is due on the way happens."""
        until = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        assert until >= self.world.now, f"{text} has passed"
        while due := min((each for each in self._due() if each[0] <= until), key=lambda each: each[0], default=None):
            self.world.now = max(self.world.now, due[0])
            due[1](due[2])
        self.world.now = until
        return self

    def _due(self) -> Iterable[tuple[datetime, Any, Any]]:
        for draw_id, groups in self.draws.items():
            if groups[0].decide_at and not self.world.ledgers[groups[0].id].frozen:
                yield groups[0].decide_at, self._close, draw_id
        for e in self.world.enrollments.values():
            if e.state == State.OFFERED and e.until:
                yield e.until, self.tell, Expire(e.id)
        for group in self.groups.values():
            if any(e.state == State.ASKED and e.group_id == group.id for e in self.world.enrollments.values()):
                yield group.closes_at, self.tell, EndAsking(group.id, "单位工会没有报名")
            for pool in group.pools:
                if pool.until and pool.until > self.world.now:
                    yield pool.until, self.tell, Refill(group.id)

    # -- common decisions, as services/booking/usecases/decide_together.py makes them ---------------------------------------------

    def _close(self, draw_id: UUID) -> None:
        """The list stands; it is decided unless somebody still has to check, or a public number is waited for."""
        groups = self.draws[draw_id]
        ids = tuple(group.id for group in groups)
        self.tell(Freeze(ids))
        entered = [e for e in self.world.enrollments.values() if e.group_id in ids and e.state == State.ENTERED]
        if groups[0].way != "opening_lot" and not all(e.cleared for e in entered):
            return
        units, wholes = units_of(draw_id, sorted(entered, key=lambda e: self.arrival[e.id]))
        if not groups[0].drawn:
            self._settle(draw_id, units, wholes)
            return
        rooms = self._room(draw_id)
        self.lists[draw_id] = sorted(units, key=lambda unit: str(unit["unit"])), wholes, rooms
        enough = all(row["choice"] == 1 for row in allocate(units, rooms))
        if groups[0].way == "opening_lot" or (groups[0].way == "draw_if_oversubscribed" and enough):
            self.draw("", draw_id=draw_id)

    def draw(self, number: str, words: str = "", *, draw_id: UUID | None = None) -> None:
        """The public number is announced, and the draw of this group is held with it."""
        draw_id = draw_id or draw_of(self.group(words).id, self.group(words).together)
        units, wholes, _ = self.lists[draw_id]
        self._settle(draw_id, order(units, SECRET, number), wholes)

    def _settle(self, draw_id: UUID, units: Sequence[Unit], wholes: Mapping[str, Whole]) -> None:
        _, results = settled(units, wholes, self._room(draw_id))
        self.tell(Settle(tuple(group.id for group in self.draws[draw_id]), results))

    def _room(self, draw_id: UUID) -> dict[str, Any]:
        groups = self.draws[draw_id]
        return {str(group.id): room_of(group, self.world.ledgers[group.id], self.world.now) for group in groups}

    def waits_for_number(self, words: str = "") -> bool:
        """The list stands, and only the public number is missing."""
        group = self.group(words)
        return draw_of(group.id, group.together) in self.lists and not self.world.ledgers[group.id].settled

    def published(self, words: str = "") -> tuple[list[Unit], dict[str, Any], dict[str, str]]:
        """The frozen list, the room there was, and each child's name by its number."""
        draw_id = draw_of(self.group(words).id, self.group(words).together)
        units, _, rooms = self.lists[draw_id]
        return units, rooms, {entrant_of(draw_id, child.id): child.name for child in self.world.children.values()}

    # -- what happens ----------------------------------------------------------------------------------------------------

    def tell(self, request: Any) -> Ruling:
        """Any request at all."""
        return self.tell_all([request])[0]

    def tell_all(self, requests: Sequence[Any]) -> list[Ruling]:
        """Requests that arrive at one instant, in this order: one batch, as at the desk."""
        named = {id_ for request in requests for id_ in groups_named(request)}
        decision = decide(self.snapshot(named), requests)
        self.world.take(decision)
        for change in decision.changes:
            if change.kind == "entered":
                self.arrival.setdefault(change.enrollment.id, len(self.arrival))
        return decision.rulings

    def play(self, rows: Iterable[Row], **plain: Any) -> list[Row]:
        """A clerk's list: at each instant the family asks. The same rows come back, with what each was really told."""
        told = []
        for when, name, apart, words, _ in rows:
            self.at(when)
            if name not in self.families:
                self.family(name, **(plain | dict(apart)))
            told.append((when, name, apart, words, word(self.ask(name, words))))
        return told

    def crowd(self, names: Sequence[str], *wishes: str, **plain: Any) -> list[str]:
        """A family for each name asks now, all within a moment; what each is told."""
        for name in names:
            self.family(name, **plain)
        return [
            word(answer) for answer in self.tell_all([self._enroll([[(n, w)] for w in wishes or [""]]) for n in names])
        ]

    def ask(self, name: str, *wishes: str) -> Ruling:
        """The family asks for one child; several groups are wishes, in this order; none: the only group there is."""
        return self.ask_together(*([(name, words)] for words in wishes or [""]))

    def ask_together(self, *choices: Sequence[tuple[str, str]]) -> Ruling:
        """Choices of (child, group) pairs; of each all or none."""
        return self.tell(self._enroll(choices))

    def _enroll(self, choices: Sequence[Sequence[tuple[str, str]]]) -> Enroll:
        family = self.families[choices[0][0][0]]
        seats = [tuple(Seat(uuid4(), self._child(name).id, self.group(words).id) for name, words in c) for c in choices]
        return Enroll(family.person_id, tuple(seats))

    def ask_for(self, person: str, name: str, words: str = "") -> Ruling:
        """The guardian of one child asks for another family's."""
        seat = Seat(uuid4(), self._child(name).id, self.group(words).id)
        return self.tell(Enroll(self.families[person].person_id, ((seat,),)))

    def leave(self, name: str, words: str = "") -> Ruling:
        """The family gives up, or declines."""
        return self.tell(Withdraw(self.families[name].person_id, self._live(name, words).id))

    def accept(self, name: str, words: str = "") -> Ruling:
        """The family accepts an offer."""
        return self.tell(Accept(self.families[name].person_id, self._live(name, words).id))

    def check(self, name: str, words: str = "", *, approved: bool = True, reason: str = "材料不符") -> Ruling:
        """Whoever checks requests, or signs workers up, says yes or no."""
        return self.check_all([name], words, approved=approved, reason=reason)[0]

    def check_all(
        self, names: Sequence[str], words: str = "", *, approved: bool = True, reason: str = "材料不符"
    ) -> list[Ruling]:
        """The same of many, in this order. A decision that waited for the last of them is made."""
        live = [self._live(name, words) for name in names]
        said = [Review(e.id, approved, "" if approved else reason, signs_up=e.state == State.ASKED) for e in live]
        answers = self.tell_all(said)
        group = self.group(words)
        ledger, draw_id = self.world.ledgers[group.id], draw_of(group.id, group.together)
        if ledger.frozen and not ledger.settled and draw_id not in self.lists:
            self._close(draw_id)
        return answers

    def propose_move(self, here: str, there: str, until: str) -> None:
        """The organizer offers everybody in a group a place in another one."""
        ends = datetime.fromisoformat(until).replace(tzinfo=ZONE)
        ids = {e.id: uuid4() for e in self._of(here, State.CONFIRMED)}
        self.tell(ProposeMove(uuid4(), self.group(here).id, self.group(there).id, ends, "人数不足", ids))

    def call_off(self, words: str) -> None:
        """The organizer cancels a group."""
        self.tell(CallOff(self.group(words).id, "人数不足"))

    def until(self, name: str, words: str = "") -> str:
        """Until when the family may accept (Beijing time)."""
        ends = self._live(name, words).until
        return ends.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if ends else ""

    def _live(self, name: str, words: str) -> Enrollment:
        group_id, child_id = self.group(words).id, self._child(name).id
        (found,) = [
            e for e in self.world.enrollments.values() if (e.child_id, e.group_id) == (child_id, group_id) and e.live
        ]
        return found
