"""Where a booking becomes confirmed: `decide` answers a batch of requests, in the order they arrived.

Pure: no clock, no database, no chance. Whoever calls it holds the locks of every group and child in the snapshot and
writes what comes back in the same transaction. A booking, a cancellation, a larger capacity, a review, an offer, a draw and a
promotion all come through here, so there is one place where places are given.

asking.py: may this be asked for?   places.py: who gets a place, or a turn   leaving.py: who leaves   merging.py: who goes over
moving.py: who may go elsewhere   options.py: what ends with the care it goes with   joining.py: whose two records are one
checking.py: what somebody has to look at   books.py: what is counted
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from services.booking.domain import asking, checking, joining, merging, moving, options, rights
from services.booking.domain.books import Books
from services.booking.domain.checks import EndAsking, EndMending, Mend, Review, SendBack
from services.booking.domain.eligibility import band_of
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.leaving import leave
from services.booking.domain.merge import Merge
from services.booking.domain.offers import open_to_all
from services.booking.domain.places import Places
from services.booking.domain.records import JoinRecords
from services.booking.domain.requests import (
    Accept,
    CallOff,
    Cancel,
    Enroll,
    Expire,
    Freeze,
    ProposeMove,
    PutFirst,
    Refill,
    Request,
    Resize,
    Ruling,
    Seat,
    Settle,
    Standing,
    Withdraw,
)
from services.booking.domain.snapshot import Decision, Snapshot


def decide(snapshot: Snapshot, requests: Iterable[Request]) -> Decision:
    """Rule on every request, each seeing what the ones before it changed."""
    batch = _Batch(snapshot)
    rulings = [batch.rule(request) for request in requests]
    changed = [ledger for group_id, ledger in batch.books.ledgers.items() if ledger != snapshot.ledgers[group_id]]
    books = batch.books
    return Decision(rulings, books.changes, changed, frozenset(books.apart), frozenset(books.later))


class _Batch:
    """Requests at work on one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.books = Books(snapshot)
        self.places = Places(self.books)

    def rule(self, request: Request) -> Ruling:
        rule: Callable[[Any], Ruling] = _RULINGS[type(request)].__get__(self)
        since = len(self.books.changes)
        ruling = rule(request)
        options.follow(self.places, since)
        return ruling

    # -- a guardian asks for places --------------------------------------------------------------------------------

    def enroll(self, ask: Enroll) -> Ruling:
        if obstacle := asking.obstacle(self.books, ask):
            return obstacle
        first, *beside = options.apart(self.books, ask)
        ruling = self._take(first)
        return ruling._replace(options=tuple(map(self._beside, beside))) if beside and ruling.enrollment else ruling

    def _beside(self, ask: Enroll) -> Ruling:
        """An option that was asked for with its care: it had no place and no turn to give, and the family hears that."""
        ruling = self._take(ask)
        if ruling.enrollment:
            return ruling
        missed = (
            self._drafts(ask)[0]
            .begin(State.ASKED, self.books.next_seq(ask.seats[0].group_id), band=0, cleared=True)
            .miss()
        )
        return ruling._replace(enrollment=self.books.move(None, missed, "unplaced"))

    def _take(self, ask: Enroll) -> Ruling:
        if standing := asking.namesakes(self.books, ask):
            return self.places.keep_turns(self._drafts(ask), standing)
        return self.places.admit(self._drafts(ask))

    def _drafts(self, ask: Enroll) -> list[Enrollment]:
        """The request as enrollments that are not in the books yet."""
        first, *others = ask.seats
        unit = first.enrollment_id if others else None
        return [self._draft(ask, seat, unit, number) for number, choice in enumerate(ask.choices, 1) for seat in choice]

    def _draft(self, ask: Enroll, seat: Seat, unit: UUID | None, choice: int) -> Enrollment:
        group = self.snapshot.groups[seat.group_id]
        cleared = not group.review or group.check in self.snapshot.children[seat.child_id].checked
        band, pool = 0, None
        if group.priorities or group.pools:
            asks = asking.applicant(self.books, ask, self.snapshot.children[seat.child_id])
            kept = asking.pool_for(self.books, group, asks)
            band, pool = band_of(group, asks), kept.name if kept else None
        return Enrollment(
            seat.enrollment_id, seat.group_id, seat.child_id, State.ASKED, seq=0, band=band, pool=pool,
            unit=unit, choice=choice, cleared=cleared, replaces=ask.instead_of,
        )  # fmt: skip

    # -- a guardian gives up, or accepts -----------------------------------------------------------------------------

    def withdraw(self, ask: Withdraw) -> Ruling:
        enrollment = self._own(ask)
        if enrollment is None:
            return Ruling("not_found")
        return leave(self.places, enrollment, Enrollment.withdraw, "withdrawn", reason=ask.consent, by=ask.person_id)

    def accept(self, ask: Accept) -> Ruling:
        enrollment = self._own(ask)
        if enrollment is None:
            return Ruling("not_found")
        group = self.snapshot.groups[enrollment.group_id]
        if enrollment.state == State.CONFIRMED:
            return Ruling("confirmed", enrollment)
        if enrollment.state == State.OFFERED:
            if enrollment.until and self.snapshot.now >= enrollment.until:
                return Ruling("offer_over", enrollment)
            return self.places.confirm_offer(enrollment)
        if enrollment.state == State.WAITLISTED and open_to_all(group, self.snapshot.now):
            return self.places.take_open(enrollment)
        if enrollment.live:
            return Ruling("still_waiting", enrollment)
        return Ruling("offer_over" if enrollment.state == State.EXPIRED else "ended", enrollment)

    def _own(self, ask: Withdraw | Accept | Mend) -> Enrollment | None:
        """The enrollment, if the person is a guardian of its child."""
        enrollment = self.books.enrollments.get(ask.enrollment_id)
        child = self.snapshot.children.get(enrollment.child_id) if enrollment else None
        return enrollment if child and ask.person_id in child.guardian_ids else None

    def expire(self, ask: Expire) -> Ruling:
        enrollment = self.books.enrollments.get(ask.enrollment_id)
        if enrollment is None or enrollment.state != State.OFFERED:
            return Ruling("done")
        if not enrollment.until or self.snapshot.now >= enrollment.until:
            self.places.expire(enrollment)
        return Ruling("done")

    # -- somebody checks requests ------------------------------------------------------------------------------------

    def review(self, ask: Review) -> Ruling:
        return checking.review(self.places, ask)

    def send_back(self, ask: SendBack) -> Ruling:
        return checking.send_back(self.places, ask)

    def mend(self, ask: Mend) -> Ruling:
        enrollment = self._own(ask)
        return checking.mend(self.places, enrollment) if enrollment else Ruling("not_found")

    def end_mending(self, ask: EndMending) -> Ruling:
        return checking.end_mending(self.places, ask)

    def end_asking(self, ask: EndAsking) -> Ruling:
        return checking.end_asking(self.places, ask)

    # -- the organizer changes the group, or the order ---------------------------------------------------------------

    def resize(self, ask: Resize) -> Ruling:
        """Never below what is given: whoever was told 已录取 keeps the place. A list that stands is decided for the places it stood with."""
        ledger = self.books.ledgers[ask.group_id]
        if ledger.frozen and not ledger.settled:
            return Ruling("deciding")
        ledger.capacity = max(ask.capacity, ledger.given)
        self.places.fill(ask.group_id)
        return Ruling("done")

    def refill(self, ask: Refill) -> Ruling:
        self.places.fill(ask.group_id)
        return Ruling("done")

    def call_off(self, ask: CallOff) -> Ruling:
        """Whoever has a place is without one; a move that was proposed from here stays open, one to here ends."""
        for enrollment in self.books.of_group(ask.group_id, lambda e: e.live):
            told = {"reason": ask.reason, "waited": not enrollment.placed, "proposal": self.books.proposal(enrollment)}
            self.books.move(enrollment, enrollment.cancel(), "cancelled", **told, **self.books.replaced(enrollment))
        self.books.ledgers[ask.group_id].called_off = True
        return Ruling("done")

    def cancel(self, ask: Cancel) -> Ruling:
        """A move that is proposed is the family's to answer."""
        enrollment = self.books.enrollments.get(ask.enrollment_id)
        if enrollment is None or not enrollment.live or self.books.replaced(enrollment):
            return Ruling("ended", enrollment)
        return leave(self.places, enrollment, Enrollment.cancel, "cancelled", reason=ask.reason)

    def put_first(self, ask: PutFirst) -> Ruling:
        enrollment = self.books.enrollments.get(ask.enrollment_id)
        if enrollment is None:
            return Ruling("not_found")
        if enrollment.state != State.WAITLISTED:
            return Ruling("ended", enrollment)
        for seat in self.places.together_in(enrollment):
            self.books.move(seat, seat.put_first(-self.books.next_seq(seat.group_id)), "moved_first")
        self.places.fill(enrollment.group_id)
        return Ruling("done", self.books.enrollments[enrollment.id])

    def propose_move(self, ask: ProposeMove) -> Ruling:
        """Each family keeps its place until it accepts the other one."""
        for enrollment in self.books.of_group(ask.from_group_id, lambda e: e.state == State.CONFIRMED):
            if enrollment.id in ask.new_ids:
                moving.propose(self.places, enrollment, ask)
        return Ruling("done")

    def merge(self, ask: Merge) -> Ruling:
        return merging.merge(self.places, ask)

    def join_records(self, ask: JoinRecords) -> Ruling:
        return joining.join(self.places, ask)

    # -- a common decision -------------------------------------------------------------------------------------------

    def freeze(self, ask: Freeze) -> Ruling:
        """The list, clean of whose right has ended, stands from now on; `settle` follows, at once when no public number is waited for."""
        for group_id in ask.group_ids:
            self.books.ledgers[group_id].frozen = True
            rights.end_lapsed(self.books, self.books.of_group(group_id, lambda e: e.state == State.ENTERED))
        return Ruling("done")

    def settle(self, ask: Settle) -> Ruling:
        """In the order decided: places while there are any, then turns in the waiting lists."""
        places = {id_: self.books.ledgers[id_].capacity - self.books.ledgers[id_].given for id_ in ask.group_ids}
        for rank, result in enumerate(ask.results, 1):
            unit = [self.books.enrollments[id_] for id_ in self.books.by_unit.get(result.unit, ())]
            entered = [
                (e, Standing(rank, len(ask.results), places[e.group_id])) for e in unit if e.state == State.ENTERED
            ]
            if result.choice is None:
                self.places.queue(entered, result.in_no_list)
                continue
            standings = {e.id: standing for e, standing in entered}
            granted = [e for e, _ in entered if e.choice == result.choice]
            self.places.give(granted, waited=False, standings=standings)
            if entered:
                self.places.supersede_rest(result.unit, result.choice)
        for group_id in ask.group_ids:
            self.books.ledgers[group_id].frozen = self.books.ledgers[group_id].settled = True
            for left_out in self.books.of_group(group_id, lambda e: e.state == State.UNVERIFIED):
                self.books.move(left_out, left_out.put_behind(self.books.next_seq(group_id)), "put_behind")
        return Ruling("done")


_RULINGS: dict[type, Any] = {
    Enroll: _Batch.enroll,
    Withdraw: _Batch.withdraw,
    Accept: _Batch.accept,
    Expire: _Batch.expire,
    Review: _Batch.review,
    SendBack: _Batch.send_back,
    Mend: _Batch.mend,
    EndMending: _Batch.end_mending,
    EndAsking: _Batch.end_asking,
    PutFirst: _Batch.put_first,
    ProposeMove: _Batch.propose_move,
    Merge: _Batch.merge,
    JoinRecords: _Batch.join_records,
    Refill: _Batch.refill,
    Resize: _Batch.resize,
    CallOff: _Batch.call_off,
    Cancel: _Batch.cancel,
    Freeze: _Batch.freeze,
    Settle: _Batch.settle,
}
