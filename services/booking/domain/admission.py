"""Where a booking becomes confirmed: `decide` answers a batch of requests, in the order they arrived.

Pure: no clock, no database, no chance. Whoever calls it holds the locks of every group and child in `State` and
writes what comes back in the same transaction. A booking, a cancellation, a larger capacity and a promotion all come
through here, so there is one place where places are given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from services.booking.domain.child import Child
from services.booking.domain.eligibility import refusals
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.requests import (
    Answer,
    CallOff,
    Change,
    ChangeKind,
    Clash,
    Draw,
    Enroll,
    Freeze,
    Reached,
    Request,
    Resize,
    Withdraw,
)
from services.booking.domain.snapshot import Decision, Ledger, Snapshot


def decide(snapshot: Snapshot, requests: Iterable[Request]) -> Decision:
    """Answer every request, each seeing what the ones before it changed."""
    desk = _Desk(snapshot)
    answers = [desk.answer(request) for request in requests]
    changed = [ledger for group_id, ledger in desk.ledgers.items() if ledger != snapshot.ledgers[group_id]]
    return Decision(answers, desk.changes, changed)


@dataclass(slots=True)
class _Desk:
    """The batch at work: a copy of the snapshot that moves with every answer."""

    snapshot: Snapshot
    ledgers: dict[UUID, Ledger] = field(init=False)
    enrollments: dict[UUID, Enrollment] = field(init=False)
    by_child: dict[UUID, dict[UUID, Enrollment]] = field(init=False)
    """child → group → live enrollment"""
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledgers = dict(self.snapshot.ledgers)
        self.enrollments = {}
        self.by_child = {}
        for enrollment in self.snapshot.enrollments:
            self._remember(enrollment)

    def answer(self, request: Request) -> Answer:
        answer: Callable[[Any], Answer] = _ANSWERS[type(request)].__get__(self)
        return answer(request)

    # -- a guardian asks for a place ------------------------------------------------------------------------------

    def enroll(self, ask: Enroll) -> Answer:
        group, ledger = self.snapshot.groups.get(ask.group_id), self.ledgers.get(ask.group_id)
        child = self.snapshot.children.get(ask.child_id)
        if group is None or ledger is None or child is None or ask.person_id not in child.guardian_ids:
            return Answer("not_found")
        return (
            self._not_now(group, ledger)
            or self._already(ask)
            or self._not_eligible(group, child, ask)
            or self._limited(group, child)
            or self._overlap(group, child)
            or self._admit(group, ledger, ask)
        )

    def _not_now(self, group: Group, ledger: Ledger) -> Answer | None:
        if ledger.called_off:
            return Answer("cancelled")
        if self.snapshot.now < group.opens_at:
            return Answer("not_open", until=group.opens_at)
        if self.snapshot.now >= group.closes_at or ledger.frozen:
            return Answer("closed")
        return None

    def _already(self, ask: Enroll) -> Answer | None:
        live = self.by_child.get(ask.child_id, {}).get(ask.group_id)
        return Answer("already_booked", enrollment=live) if live else None

    def _not_eligible(self, group: Group, child: Child, ask: Enroll) -> Answer | None:
        reasons = refusals(group, child, self._unions(child, ask))
        return Answer("not_eligible", reasons=tuple(reasons)) if reasons else None

    def _unions(self, child: Child, ask: Enroll) -> frozenset[str]:
        """Of all guardians; for the one who asks, the newer of what the token and what the events say."""
        known = self.snapshot.memberships
        all_unions: set[str] = set()
        for person_id in child.guardian_ids:
            heard = known.get(person_id)
            if person_id == ask.person_id and (heard is None or ask.revision > heard.revision):
                all_unions |= ask.unions
            elif heard is not None:
                all_unions |= heard.unions
        return frozenset(all_unions)

    def _limited(self, group: Group, child: Child) -> Answer | None:
        """Rules such as 每个孩子只能报一期: the child's other live enrollments that count for the same limit."""
        live = self.by_child.get(child.id, {}).values()
        for scope, at_most in group.limits.items():
            counted = tuple(e for e in live if scope in self.snapshot.groups[e.group_id].limits)
            if len(counted) >= at_most:
                return Answer("limited", limit=Reached(at_most, counted))
        return None

    def _overlap(self, group: Group, child: Child) -> Answer | None:
        for enrollment in self.by_child.get(child.id, {}).values():
            if clash := group.first_clash(self.snapshot.groups[enrollment.group_id]):
                return Answer("overlaps", clash=Clash(enrollment, *clash))
        return None

    def _admit(self, group: Group, ledger: Ledger, ask: Enroll) -> Answer:
        """A free place and nobody before: confirmed. Else the waiting list, while it is short enough. A draw comes later."""
        if group.drawn:
            enrollment = self._enter(ask, State.ENTERED, replace(ledger, entered=ledger.entered + 1))
            self._changed("entered", enrollment)
            return Answer("entered", enrollment)
        if ledger.taken < ledger.capacity and ledger.waiting == 0:
            enrollment = self._enter(ask, State.CONFIRMED, replace(ledger, taken=ledger.taken + 1))
            self._changed("confirmed", enrollment)
            return Answer("confirmed", enrollment)
        if group.waiting_limit is not None and ledger.waiting >= group.waiting_limit:
            return Answer("full")
        position = ledger.waiting + 1
        enrollment = self._enter(ask, State.WAITLISTED, replace(ledger, waiting=position))
        self._changed("waitlisted", enrollment, position=position)
        return Answer("waitlisted", enrollment, position=position)

    def _enter(self, ask: Enroll, state: State, ledger: Ledger) -> Enrollment:
        enrollment = Enrollment(ask.enrollment_id, ask.group_id, ask.child_id, state, ledger.next_seq)
        self.ledgers[ask.group_id] = replace(ledger, next_seq=ledger.next_seq + 1)
        return self._remember(enrollment)

    # -- a guardian gives up ---------------------------------------------------------------------------------------

    def withdraw(self, ask: Withdraw) -> Answer:
        enrollment = self.enrollments.get(ask.enrollment_id)
        child = self.snapshot.children.get(enrollment.child_id) if enrollment else None
        if enrollment is None or child is None or ask.person_id not in child.guardian_ids:
            return Answer("not_found")
        if not enrollment.live:
            return Answer("withdrawn" if enrollment.state == State.WITHDRAWN else "cancelled", enrollment)
        if self.snapshot.today > self.snapshot.groups[enrollment.group_id].last_day:
            return Answer("finished", enrollment)
        if enrollment.state == State.ENTERED and self.ledgers[enrollment.group_id].frozen:
            return Answer("frozen", enrollment)
        self._leave(enrollment, enrollment.withdraw(), "withdrawn")
        self._fill(enrollment.group_id)
        return Answer("withdrawn", self.enrollments[enrollment.id])

    # -- the organizer changes the group ---------------------------------------------------------------------------

    def resize(self, ask: Resize) -> Answer:
        """Never below what is taken: whoever was told 已录取 keeps the place."""
        ledger = self.ledgers[ask.group_id]
        self.ledgers[ask.group_id] = replace(ledger, capacity=max(ask.capacity, ledger.taken))
        self._fill(ask.group_id)
        return Answer("done")

    def call_off(self, ask: CallOff) -> Answer:
        for enrollment in self._of_group(ask.group_id, lambda e: e.live):
            self._leave(enrollment, enrollment.cancel(), "cancelled", reason=ask.reason)
        self.ledgers[ask.group_id] = replace(self.ledgers[ask.group_id], called_off=True)
        return Answer("done")

    # -- a draw ----------------------------------------------------------------------------------------------------

    def freeze(self, ask: Freeze) -> Answer:
        """The list stands from now on; `draw` follows, at once when there are places for all."""
        self.ledgers[ask.group_id] = replace(self.ledgers[ask.group_id], frozen=True)
        return Answer("done")

    def draw(self, ask: Draw) -> Answer:
        """In the order drawn: places while there are any, then turns in the waiting list."""
        for enrollment in (self.enrollments[id_] for id_ in ask.order):
            ledger = replace(self.ledgers[ask.group_id], entered=self.ledgers[ask.group_id].entered - 1)
            if ledger.taken < ledger.capacity:
                self.ledgers[ask.group_id] = replace(ledger, taken=ledger.taken + 1)
                self._changed("confirmed", self._remember(enrollment.win()))
            else:
                position = ledger.waiting + 1
                self.ledgers[ask.group_id] = replace(ledger, waiting=position, next_seq=ledger.next_seq + 1)
                self._changed("waitlisted", self._remember(enrollment.queue(ledger.next_seq)), position=position)
        return Answer("done")

    # -- the waiting list ------------------------------------------------------------------------------------------

    def _fill(self, group_id: UUID) -> None:
        """Give free places to those who wait, in strict order."""
        for enrollment in self._of_group(group_id, lambda e: e.state == State.WAITLISTED):
            ledger = self.ledgers[group_id]
            if ledger.taken >= ledger.capacity or ledger.called_off:
                return
            self.ledgers[group_id] = replace(ledger, taken=ledger.taken + 1, waiting=ledger.waiting - 1)
            self._changed("promoted", self._remember(enrollment.promote()), waited=True)

    def _of_group(self, group_id: UUID, wanted: Callable[[Enrollment], bool]) -> list[Enrollment]:
        own = (e for e in self.enrollments.values() if e.group_id == group_id and wanted(e))
        return sorted(own, key=lambda e: e.seq)

    # -- keeping the books -----------------------------------------------------------------------------------------

    def _leave(self, old: Enrollment, new: Enrollment, kind: ChangeKind, reason: str = "") -> None:
        waited = old.state != State.CONFIRMED
        ledger = self.ledgers[old.group_id]
        count = _COUNTED_AS[old.state]
        self.ledgers[old.group_id] = replace(ledger, **{count: getattr(ledger, count) - 1})
        self._changed(kind, self._remember(new), waited=waited, reason=reason)

    def _remember(self, enrollment: Enrollment) -> Enrollment:
        self.enrollments[enrollment.id] = enrollment
        of_child = self.by_child.setdefault(enrollment.child_id, {})
        if enrollment.live:
            of_child[enrollment.group_id] = enrollment
        elif enrollment.group_id in of_child and of_child[enrollment.group_id].id == enrollment.id:
            del of_child[enrollment.group_id]
        return enrollment

    def _changed(
        self,
        kind: ChangeKind,
        enrollment: Enrollment,
        *,
        position: int | None = None,
        waited: bool = False,
        reason: str = "",
    ) -> None:
        self.changes.append(Change(kind, enrollment, position, waited, reason))


_COUNTED_AS = {State.CONFIRMED: "taken", State.WAITLISTED: "waiting", State.ENTERED: "entered"}
"""The number in the ledger that a live enrollment is part of."""

_ANSWERS: dict[type, Any] = {
    Enroll: _Desk.enroll,
    Withdraw: _Desk.withdraw,
    Resize: _Desk.resize,
    CallOff: _Desk.call_off,
    Freeze: _Desk.freeze,
    Draw: _Desk.draw,
}
