"""Who gets a place, or a turn in the waiting list: the steps that `decide` puts together."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain import rights
from services.booking.domain.books import Books, room
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.offers import confirmation_deadline, deadline, open_to_all
from services.booking.domain.requests import Change, ChangeKind, Result, Ruling, Standing
from services.booking.domain.seats import choices_of, numbered


@dataclass(slots=True)
class Places:
    """Gives places out of the books."""

    books: Books

    # -- a request that may be taken ---------------------------------------------------------------------------------

    def admit(self, drafts: list[Enrollment]) -> Ruling:
        """Take a request: its enrollments are new, or told apart from a namesake's, or asked for and now signed up by the employer's union.

        Asked of the employer; or entered for the common decision; or the first choice whose places are all free; or turns.
        """
        group = self._group(drafts[0])
        signed_up = drafts[0].id in self.books.enrollments and drafts[0].state == State.ASKED
        if group.sign_up == "employer" and not signed_up:
            return self._enter(drafts, State.ASKED, "submitted")
        if group.decide_at and not self.books.ledgers[group.id].settled:
            return self._enter(drafts, State.ENTERED, "entered")
        for seats in choices_of(drafts):
            if self._free(seats):
                given = self.give([self._begun(draft, State.WAITLISTED) for draft in seats], waited=False)
                self._drop([draft for draft in drafts if draft.choice != seats[0].choice], given[0].group_id)
                return _told(given)
        return self._queue_up(drafts)

    def keep_turns(self, drafts: list[Enrollment], standing: Sequence[Enrollment]) -> Ruling:
        """Take a request that somebody has to look at first, for what stands there for a namesake: it keeps its turn, and both families hear."""
        if not self._hopeful(drafts):
            return Ruling("full", enrollment=None)
        for other in {e.child_id: e for e in reversed(standing)}.values():
            self.books.changes.append(Change("asked_again", other, by_group_id=drafts[0].group_id))
        return self._enter(drafts, State.UNVERIFIED, "unverified")

    def _hopeful(self, drafts: list[Enrollment]) -> bool:
        """There is a decision to come, a place, or a turn to be had."""
        group = self._group(drafts[0])
        to_come = group.sign_up == "employer" or (group.decide_at and not self.books.ledgers[group.id].settled)
        return bool(to_come) or any(self._free(seats) or self._roomy(seats) for seats in choices_of(drafts))

    def _enter(self, drafts: list[Enrollment], state: State, kind: ChangeKind) -> Ruling:
        entered = [self._put(draft, self._begun(draft, state), kind) for draft in drafts]
        results: dict[State, Result] = {State.ASKED: "submitted", State.UNVERIFIED: "unverified"}
        return Ruling(results.get(state, "entered"), entered[0], tuple(entered[1:]))

    def _begun(self, draft: Enrollment, state: State) -> Enrollment:
        """The draft with its turn, the one it kept if it had to be looked at. What the employer's union signs up has been checked by it, perhaps not by the organizer.

        Who waits in the order of arrival has no band any more.
        """
        group = self._group(draft)
        cleared = draft.cleared or (group.review == "employer" and group.sign_up == "employer")
        band = draft.band if group.waiting_by_priority or state != State.WAITLISTED else 0
        seq = draft.seq if draft.state == State.UNVERIFIED else self.books.next_seq(draft.group_id)
        return draft.begin(state, seq, band=band, cleared=cleared)

    def _free(self, seats: list[Enrollment]) -> bool:
        """All the places are free, and nobody who waits may take them first; of options, their care stands."""
        for seat in seats:
            if not self.books.may_have_place(seat.child_id, seat.group_id):
                return False
            waiting = self.books.ledgers[seat.group_id].waiting
            if waiting and open_to_all(self._group(seat), self.books.snapshot.now):
                return False
        return self.books.fit([(seat.group_id, seat.pool) for seat in seats])

    def _queue_up(self, drafts: list[Enrollment]) -> Ruling:
        """Turns in the waiting lists of every choice that has room in all of them."""
        queued: list[tuple[Enrollment, int]] = []
        for seats in choices_of(drafts):
            if seats[0].state == State.UNVERIFIED or self._roomy(seats):
                queued += [self._wait(draft) for draft in seats]
        if not queued:
            for draft in drafts:
                if draft.id in self.books.enrollments:
                    self.books.move(draft, draft.miss(), "unplaced")
            return Ruling("full", enrollment=None)
        (first, position), *rest = queued
        return Ruling("waitlisted", first, tuple(turn for turn, _ in rest), position=position)

    def _wait(self, draft: Enrollment) -> tuple[Enrollment, int]:
        turn = self._put(draft, self._begun(draft, State.WAITLISTED), "waitlisted")
        return turn, self.books.position(turn)

    def _roomy(self, seats: list[Enrollment]) -> bool:
        return all(self._may_queue(seat.group_id, more) for more, seat in numbered(seats))

    def _may_queue(self, group_id: UUID, more: int) -> bool:
        limit = self.books.snapshot.groups[group_id].waiting_limit
        return limit is None or self.books.ledgers[group_id].waiting + more < limit

    def _put(self, draft: Enrollment, new: Enrollment, kind: ChangeKind, **more: Any) -> Enrollment:
        """Into the books: as a new one, or as the next step of one that stands there."""
        return self.books.move(self.books.enrollments.get(draft.id), new, kind, **more)

    def _drop(self, drafts: list[Enrollment], by_group_id: UUID) -> None:
        """Choices that are not needed: those that were never in the books leave no trace."""
        for draft in drafts:
            if draft.id in self.books.enrollments:
                self.books.move(draft, draft.supersede(), "superseded", by_group_id=by_group_id)

    # -- a place -----------------------------------------------------------------------------------------------------

    def give(
        self, seats: Sequence[Enrollment], *, waited: bool, standings: Mapping[UUID, Standing] | None = None
    ) -> list[Enrollment]:
        """Places for what was asked for as one: kept until somebody has checked it, kept until the family accepts, or for good.

        If any of them must be accepted, all are, until the first instant at which one of the offers would end.
        """
        ends = [end for seat in seats if (end := self._offer_ends(self._group(seat), waited))]
        until, came_out = min(ends, default=None), standings or {}
        return [self._give_one(seat, until, waited=waited, standing=came_out.get(seat.id)) for seat in seats]

    def _offer_ends(self, group: Group, waited: bool) -> datetime | None:
        """Until when an offer of a place here would stand; None where a place is given for good."""
        now = self.books.snapshot.now
        if waited and group.answer_within:
            return deadline(now, group.answer_within, group.starts_at)
        if group.confirm_within:
            return confirmation_deadline(now, group.confirm_within, group.starts_at)
        return None

    def _give_one(self, seat: Enrollment, until: datetime | None, *, waited: bool, **more: Any) -> Enrollment:
        if not seat.cleared:
            return self._put(seat, seat.place(), "submitted", waited=waited, **more)
        if until:
            return self._put(seat, seat.offer(until), "offered", waited=waited, **more)
        given = self._put(seat, seat.place(), "promoted" if waited else "confirmed", waited=waited, **more)
        self._exchange(given)
        return given

    def _exchange(self, granted: Enrollment) -> None:
        """What was to be given up for it ends, now and not before; its place goes on."""
        if granted.state == State.CONFIRMED and (old := self.books.exchanged(granted)):
            self.books.move(old, old.give_way(), "superseded", by_group_id=granted.group_id)
            self.fill(old.group_id)

    def queue(self, entered: list[tuple[Enrollment, Standing]], in_no_list: Set[int] = frozenset()) -> None:
        """No place in the common decision: turns, choice by choice, where the waiting lists have room for all of it."""
        standings = {e.id: standing for e, standing in entered}
        for seats in choices_of([e for e, _ in entered]):
            listed = seats[0].choice not in in_no_list
            roomy = listed and self._roomy(seats)
            for enrollment in seats:
                standing = standings[enrollment.id]
                if roomy:
                    self._queue_one(enrollment, standing)
                else:
                    self.books.move(enrollment, enrollment.miss(), "unplaced", standing=standing)

    def _queue_one(self, enrollment: Enrollment, standing: Standing) -> None:
        band = enrollment.band if self._group(enrollment).waiting_by_priority else 0
        turn = enrollment.queue(self.books.next_seq(enrollment.group_id), band)
        position = self.books.ledgers[enrollment.group_id].waiting + 1  # the decision queues them in order
        self.books.move(enrollment, turn, "waitlisted", standing=standing, position=position)

    # -- the waiting list --------------------------------------------------------------------------------------------

    def fill(self, group_id: UUID) -> None:
        """Give free places to those who wait, in the order of their turns; who needs two and finds one is passed over."""
        group, ledger = self.books.snapshot.groups[group_id], self.books.ledgers[group_id]
        if ledger.called_off or not ledger.waiting or self.books.snapshot.today > group.last_day:
            return
        if ledger.given >= ledger.capacity:
            return
        waiting = self.books.of_group(group_id, lambda e: e.state == State.WAITLISTED)
        if open_to_all(group, self.books.snapshot.now):
            self._open(group, waiting)
            return
        for enrollment in waiting:
            ledger = self.books.ledgers[group_id]
            if ledger.given >= ledger.capacity:
                return
            if self.books.enrollments[enrollment.id].state == State.WAITLISTED:
                self._promote(enrollment)

    def _open(self, group: Group, waiting: list[Enrollment]) -> None:
        """Tell everyone whom a free place would fit that the first to accept has it."""
        for enrollment in waiting:
            fits = room(group, self.books.ledgers[group.id], enrollment.pool, self.books.snapshot)
            if fits and self.books.may_have_place(enrollment.child_id, group.id):
                self.books.changes.append(Change("opened", enrollment))

    def _promote(self, enrollment: Enrollment) -> None:
        """All that it was asked for with, or nothing; of several choices that wait, the one whose turn it is."""
        seats = [e for e in self._choice(enrollment) if e.state == State.WAITLISTED]
        if any(self.books.snapshot.today > self._group(seat).last_day for seat in seats):
            return
        if not all(self.books.may_have_place(seat.child_id, seat.group_id) for seat in seats):
            return
        seats = rights.end_lapsed(self.books, seats)
        if seats and self.books.fit([(seat.group_id, seat.pool) for seat in seats]):
            self.give(seats, waited=True)
            self.supersede_rest(enrollment.whole, enrollment.choice)

    def supersede_rest(self, unit: UUID, granted: int) -> None:
        """The other choices end: one was granted."""
        mine = [self.books.enrollments[id_] for id_ in self.books.by_unit[unit]]
        at = next(e.group_id for e in mine if e.choice == granted and e.live)
        for other in mine:
            if other.live and not other.placed and other.choice != granted:
                self.books.move(other, other.supersede(), "superseded", by_group_id=at)

    # -- offers ------------------------------------------------------------------------------------------------------

    def expire(self, enrollment: Enrollment) -> None:
        """Nobody answered in time: all that was offered as one ends as one, and goes on."""
        ended = [e for e in self._choice(enrollment) if e.state == State.OFFERED]
        for seat in ended:
            self.books.move(seat, seat.expire(), "expired", waited=True, **self.books.replaced(seat))
        for group_id in {seat.group_id: None for seat in ended}:
            self.fill(group_id)

    def confirm_offer(self, enrollment: Enrollment) -> Ruling:
        """A guardian accepts: all that was offered as one; the place it replaces is free again."""
        seats = [e for e in self._choice(enrollment) if e.state == State.OFFERED]
        if refusal := self._no_right(seats):
            return refusal
        accepted = [self.books.move(seat, seat.accept(), "confirmed") for seat in seats]
        for seat in accepted:
            self._exchange(seat)
        return self._taken(enrollment, seats)

    def take_open(self, enrollment: Enrollment) -> Ruling:
        """A guardian takes a place that is open to all who wait, and all that was asked for with it."""
        seats = [e for e in self._choice(enrollment) if e.state == State.WAITLISTED]
        if refusal := self._no_right(seats):
            return refusal
        there = all(self.books.may_have_place(seat.child_id, seat.group_id) for seat in seats)
        if not there or not self.books.fit([(seat.group_id, seat.pool) for seat in seats]):
            return Ruling("still_waiting", enrollment)
        for seat in seats:
            taken = seat.accept() if seat.cleared else seat.place()
            self.books.move(seat, taken, "promoted" if seat.cleared else "submitted", waited=True)
            self._exchange(taken)
        self.supersede_rest(enrollment.whole, enrollment.choice)
        return self._taken(enrollment, seats)

    def _no_right(self, seats: list[Enrollment]) -> Ruling | None:
        """What was kept stays kept until its time is over: a right that has ended may come back."""
        found = ((seat, reasons) for seat in seats if (reasons := rights.lapsed(self.books, seat)))
        return next((Ruling("not_eligible", seat, reasons=reasons) for seat, reasons in found), None)

    def _taken(self, enrollment: Enrollment, seats: list[Enrollment]) -> Ruling:
        """What a guardian is told who accepted one of these seats, and with it the others."""
        ids = [enrollment.id, *(seat.id for seat in seats if seat.id != enrollment.id)]
        return _told([self.books.enrollments[id_] for id_ in ids])

    def together_in(self, enrollment: Enrollment) -> list[Enrollment]:
        """Those who wait for both or none with it in the same group, itself included."""
        mine = [
            e for e in self._choice(enrollment) if e.group_id == enrollment.group_id and e.state == State.WAITLISTED
        ]
        return sorted(mine, key=lambda e: -e.seq)

    def _choice(self, enrollment: Enrollment) -> list[Enrollment]:
        """All that is live of what was asked for as one with it."""
        return [e for e in self.books.of_unit(enrollment) if e.choice == enrollment.choice]

    def _group(self, enrollment: Enrollment) -> Group:
        return self.books.snapshot.groups[enrollment.group_id]


def _told(given: list[Enrollment]) -> Ruling:
    """What the family is told of a place it got at once."""
    first, rest = given[0], tuple(given[1:])
    if first.state == State.PENDING:
        return Ruling("submitted", first, rest)
    if first.state == State.OFFERED:
        return Ruling("offered", first, rest, until=first.until)
    return Ruling("confirmed", first, rest)
