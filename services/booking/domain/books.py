"""The books of a batch: ledgers and enrollments as they move. Whatever changes is counted here, once, and nowhere else."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.requests import Change, ChangeKind
from services.booking.domain.snapshot import Ledger, Pair, Snapshot

COUNTED_AS = {
    State.CONFIRMED: "taken",
    State.OFFERED: "held",
    State.PENDING: "held",
    State.WAITLISTED: "waiting",
    State.ENTERED: "entered",
    State.ASKED: "asked",
}
"""The number in the ledger that a live enrollment is part of."""


def room(group: Group, ledger: Ledger, pool: str | None, snapshot: Snapshot) -> bool:
    """Whether a place is free for a child of this pool: one that is kept for no other pool."""
    kept = 0
    for other in group.pools:
        if other.name != pool:
            kept += max(0, other.kept(snapshot.now) - ledger.pools.get(other.name, 0))
    return ledger.taken + ledger.held + kept < ledger.capacity


@dataclass(slots=True)
class Books:
    """A copy of the snapshot that moves with every answer."""

    snapshot: Snapshot
    ledgers: dict[UUID, Ledger] = field(init=False)
    enrollments: dict[UUID, Enrollment] = field(default_factory=dict)
    by_child: dict[UUID, dict[UUID, Enrollment]] = field(default_factory=dict)
    """child → group → live enrollment"""
    by_unit: dict[UUID, dict[UUID, None]] = field(default_factory=dict)
    """unit → ids of its enrollments, in order"""
    changes: list[Change] = field(default_factory=list)
    apart: set[Pair] = field(default_factory=set)
    """Told apart in this batch."""
    later: set[UUID] = field(default_factory=set)
    """Groups that nobody holds here, in which somebody who waits may have a place now."""
    by_identity: dict[bytes, list[UUID]] = field(default_factory=dict)
    by_family: dict[UUID, list[UUID]] = field(default_factory=dict)
    """family → its children"""

    def __post_init__(self) -> None:
        for child in self.snapshot.children.values():
            if child.family_id:
                self.by_family.setdefault(child.family_id, []).append(child.id)
            if child.identity:
                self.by_identity.setdefault(child.identity, []).append(child.id)
        self.ledgers = {group_id: copy(ledger) for group_id, ledger in self.snapshot.ledgers.items()}
        for enrollment in self.snapshot.enrollments:
            self._remember(enrollment)

    def move(self, old: Enrollment | None, new: Enrollment, kind: ChangeKind, **more: Any) -> Enrollment:
        """One step of one enrollment, `old` None for a new one: the ledger follows, and the change is kept to be told."""
        ledger = self.ledgers[new.group_id]
        if old is not None:
            _count(ledger, old, -1)
        _count(ledger, new, +1)
        self._remember(new)
        if kind == "waitlisted":
            more.setdefault("position", self.position(new))
        old = self.exchanged(new)
        self.changes.append(Change(kind, new, gives_up=old.group_id if old else None, **more))
        return new

    def next_seq(self, group_id: UUID) -> int:
        """The next turn in a group; each is given once."""
        ledger = self.ledgers[group_id]
        ledger.next_seq += 1
        return ledger.next_seq - 1

    def fit(self, wanted: Sequence[tuple[UUID, str | None]]) -> bool:
        """Whether all these places, (group, pool) each, are free at once."""
        trial: dict[UUID, Ledger] = {}
        for group_id, pool in wanted:
            ledger = trial.get(group_id) or self.ledgers[group_id]
            if not room(self.snapshot.groups[group_id], ledger, pool, self.snapshot):
                return False
            if len(wanted) > 1:
                trial[group_id] = ledger = copy(ledger)
                ledger.held += 1
                _pool(ledger, pool, +1)
        return True

    def namesakes(self, child_id: UUID) -> list[UUID]:
        """The other records of its name and birth date, but those that a person has told apart from it."""
        child = self.snapshot.children.get(child_id)
        same = self.by_identity.get(child.identity, []) if child and child.identity else []
        told = self.snapshot.apart | self.apart if len(same) > 1 else ()
        return [other for other in same if other != child_id and frozenset((other, child_id)) not in told]

    def of_group(self, group_id: UUID, wanted: Callable[[Enrollment], bool]) -> list[Enrollment]:
        """Enrollments of a group, in the order of their turns."""
        own = (e for e in self.enrollments.values() if e.group_id == group_id and wanted(e))
        return sorted(own, key=lambda e: (e.band, e.seq))

    def of_unit(self, enrollment: Enrollment) -> list[Enrollment]:
        """Everything live that was asked for together with it, itself included."""
        found = (self.enrollments[id_] for id_ in self.by_unit[enrollment.whole])
        return [other for other in found if other.live]

    def in_care(self, child_id: UUID, care: str) -> list[Enrollment]:
        """What the child has, or waits for, of the care that goes by this name."""
        groups = self.snapshot.groups
        return [e for group_id, e in self.by_child.get(child_id, {}).items() if groups[group_id].care == care]

    def may_have_place(self, child_id: UUID, group_id: UUID) -> bool:
        """Whether nothing but room is needed: of an option, the child has a place in the care that it goes with."""
        care = self.snapshot.groups[group_id].only_with
        return not care or any(e.placed for e in self.in_care(child_id, care))

    def replaced(self, enrollment: Enrollment) -> dict[str, Any]:
        """Of a proposed move, for what is told of it: where the child is, and whether it still has that place; else nothing."""
        proposed = enrollment.state == State.OFFERED and enrollment.replaces
        old = self.enrollments.get(proposed) if proposed else None
        return {"by_group_id": old.group_id, "stands": old.live} if old else {}

    def exchanged(self, enrollment: Enrollment) -> Enrollment | None:
        """What ends once this one is granted, as long as it stands."""
        old = self.enrollments.get(enrollment.replaces) if enrollment.replaces else None
        return old if old and old.live else None

    def without(self, enrollment: Enrollment) -> "Books":
        """The same books, read as if its child did not have it: to see whether something may be asked for instead."""
        view, mine = copy(self), self.by_child[enrollment.child_id]
        others = {group_id: e for group_id, e in mine.items() if e.id != enrollment.id}
        view.by_child = self.by_child | {enrollment.child_id: others}
        return view

    def proposal(self, enrollment: Enrollment) -> Enrollment | None:
        """The move that is proposed to its family and not answered yet."""
        others = self.by_child.get(enrollment.child_id, {}).values()
        return next((e for e in others if e.replaces == enrollment.id and e.state == State.OFFERED), None)

    def position(self, enrollment: Enrollment) -> int:
        """The turn of one that has just come into the waiting list, from 1: the last, but by priority or with a turn it had before."""
        turn = (enrollment.band, enrollment.seq)
        ledger = self.ledgers[enrollment.group_id]
        newest = enrollment.seq == ledger.next_seq - 1
        if newest and not self.snapshot.groups[enrollment.group_id].waiting_by_priority:
            return ledger.waiting
        return len(
            self.of_group(enrollment.group_id, lambda e: e.state == State.WAITLISTED and (e.band, e.seq) <= turn)
        )

    def _remember(self, enrollment: Enrollment) -> None:
        self.enrollments[enrollment.id] = enrollment
        self.by_unit.setdefault(enrollment.whole, {})[enrollment.id] = None
        of_child = self.by_child.setdefault(enrollment.child_id, {})
        if enrollment.live:
            of_child[enrollment.group_id] = enrollment
        elif enrollment.group_id in of_child and of_child[enrollment.group_id].id == enrollment.id:
            del of_child[enrollment.group_id]


def _count(ledger: Ledger, enrollment: Enrollment, by: int) -> None:
    name = COUNTED_AS.get(enrollment.state)
    if name is not None:
        setattr(ledger, name, getattr(ledger, name) + by)
        if enrollment.pool and enrollment.placed:
            _pool(ledger, enrollment.pool, by)


def _pool(ledger: Ledger, pool: str | None, by: int) -> None:
    if pool:
        ledger.pools = {**ledger.pools, pool: ledger.pools.get(pool, 0) + by}
