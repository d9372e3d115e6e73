"""What became of an enrollment, as its family reads it: the state, what belongs to it, why, and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.domain.books import Books
from services.booking.domain.criteria import Verdict
from services.booking.domain.enrollment import State
from services.booking.domain.group import Group
from services.booking.domain.offers import open_to_all
from services.booking.domain.rights import lost
from services.booking.domain.snapshot import Ledger, Snapshot
from services.booking.seen.overlaps import Overlap, overlaps_of
from services.booking.store import children, guardians, minimum
from services.booking.store import enrollments as store
from services.booking.store import staff_decisions as log
from services.booking.store.enrollments import EnrollmentRow
from services.booking.store.groups import GroupBook, to_group
from services.booking.store.ledgers import ledgers_of
from services.booking.store.staff_decisions import StaffDecision
from services.booking.words.explain import Said, explain
from services.booking.words.guardians import acted
from services.booking.words.next_steps import next_steps
from services.booking.words.why import why
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import NotFound
from shared.kernel.clock import ZONE


@dataclass(frozen=True, slots=True)
class Outcome:
    """One enrollment and all around it, at one instant."""

    row: EnrollmentRow
    group: Group
    ledger: Ledger
    now: datetime
    unit: tuple[EnrollmentRow, ...]
    """All that was asked for as one, itself included, by wish and child."""
    instead_of: EnrollmentRow | None
    """The one that ends when this offer is accepted."""
    by: EnrollmentRow | None
    """The one that took its part."""
    can_take: bool
    """A place is open to all who wait, and would fit."""
    proposal: EnrollmentRow | None = None
    """The move that is proposed and not answered yet: it would replace this one."""
    asked_instead: EnrollmentRow | None = None
    """What the family asked for instead of this one, which ends once that is granted."""
    doubted_until: datetime | None = None
    """Too few children: when the class is cancelled by itself if there still are."""
    overlaps: tuple[Overlap, ...] = ()
    """What it overlaps with since one of the groups was changed."""
    lost: tuple[Verdict, ...] = ()
    """What holds no more of those who may have a place: judged at the step, as `decide` does."""
    acted: tuple[Said, ...] = ()
    """Which guardian took which step, where there are several."""

    options: tuple[EnrollmentRow, ...] = ()
    """What goes with it alone, and ends with it."""
    care: EnrollmentRow | None = None
    """The care that it goes with."""
    merged: bool = False
    """Its class became one with another, where it goes on under another id."""
    booked_for: StaffDecision | None = None
    """By which organizer it was booked for the family, and how that came; None: by a guardian."""

    @property
    def with_it(self) -> tuple[EnrollmentRow, ...]:
        """The others that get places with it or not at all, as far as they go its way."""
        row = self.row
        return tuple(r for r in self.unit if r.id != row.id and r.choice == row.choice and r.state == row.state)

    @property
    def wishes(self) -> tuple[EnrollmentRow, ...]:
        """All of the unit, when it has several wishes."""
        return self.unit if len({r.choice for r in self.unit}) > 1 else ()

    @property
    def over(self) -> bool:
        """The time to accept it is over, though the place may not have gone on yet."""
        return self.row.state == State.OFFERED and self.row.until is not None and self.now >= self.row.until

    @property
    def by_name(self) -> str:
        """What the one that took its part is called: by its group, or by the site where the groups are called alike."""
        if self.by is None:
            return ""
        alike = self.by.facts.title == self.row.facts.title and self.by.facts.site != self.row.facts.site
        return self.by.facts.site if alike else self.by.facts.title

    @property
    def keeps(self) -> bool:
        """The place that it would have replaced still stands."""
        return self.instead_of is not None and self.instead_of.live

    @property
    def moving(self) -> bool:
        """A move to it is proposed, and not answered yet."""
        return self.row.state == State.OFFERED and self.instead_of is not None

    @property
    def may_accept(self) -> bool:
        """There is something to accept."""
        return (
            not self.lost
            and not self.finished
            and (self.can_take or (self.row.state == State.OFFERED and not self.over))
        )

    @property
    def finished(self) -> bool:
        """The last day is over: nothing is promised any more."""
        return self.now.astimezone(ZONE).date() > self.group.last_day

    @property
    def may_withdraw(self) -> bool:
        """As `decide` would have it."""
        return self.row.live and not self.finished and not (self.row.state == State.ENTERED and self.ledger.frozen)

    @property
    def may_ask_again(self) -> bool:
        """It has ended, and the group still takes requests; what goes with care alone, of who is in care."""
        if self.group.only_with and self.care is None:
            return False
        taking = self.group.opens_at <= self.now < self.group.closes_at and not self.ledger.called_off
        return (
            not self.row.live and taking and self.row.state not in (State.SUPERSEDED, State.UNPLACED) and not self.keeps
        )

    @property
    def lost_said(self) -> list[Said]:
        """The same in words."""
        return [explain(verdict) for verdict in self.lost]

    @property
    def why(self) -> list[Said]:
        """The rule it came under, and what of it applies."""
        return why(self.group, self.row, self.now)

    @property
    def next(self) -> list[Said]:
        """What happens next, and what the family can do."""
        return next_steps(self)


async def outcome(conn: Connection, book: GroupBook, person_id: UUID, enrollment_id: UUID) -> Outcome:
    """One enrollment of the person's family. Raises NotFound; another family's looks like none."""
    rows = await store.around(conn, person_id, enrollment_id)
    row = next((r for r in rows if r.id == enrollment_id), None)
    if row is None:
        raise NotFound
    now = await clock(conn)
    groups = {r.group_id: to_group(r.group_id, 0, r.facts) for r in rows}
    ledgers = await ledgers_of(conn, list(groups))
    unit = tuple(r for r in rows if r.id == row.id or (row.unit and r.unit == row.unit))
    overlaps = await overlaps_of(conn, book, [(row.id, row.group_id)])
    theirs = (await guardians.guardians_of(conn, [row.family_id]))[row.family_id]
    today = now.astimezone(ZONE).date()
    to_come = [r for r in rows if r.replaces == row.id and r.live and today <= groups[r.group_id].last_day]
    decided = (await log.of_enrollments(conn, [row.id])).get(row.id, ())
    return Outcome(
        row, groups[row.group_id], ledgers[row.group_id], now, unit,
        instead_of=next((r for r in rows if r.id == row.replaces), None),
        by=_by(row, rows),
        can_take=_can_take(row, rows, Snapshot(now, groups, ledgers, {}, {}, ())),
        proposal=next((r for r in to_come if r.state == State.OFFERED and r.until and now < r.until), None),
        asked_instead=next((r for r in to_come if r.state != State.OFFERED), None),
        doubted_until=(await minimum.doubted(conn, [row.group_id])).get(row.group_id) if row.live else None,
        overlaps=tuple(overlaps.get(row.id, ())),
        lost=await _lost(conn, book, row) if today <= groups[row.group_id].last_day else (),
        acted=tuple(acted(row, theirs, person_id)) if len(theirs) > 1 else (),
        options=tuple(r for r in rows if r.live and row.facts.care and r.facts.only_with == row.facts.care),
        care=next((r for r in rows if r.live and row.facts.only_with and r.facts.care == row.facts.only_with), None),
        merged=any(one.what == "merge" for one in decided),
        booked_for=next((one for one in decided if one.what == "enroll"), None),
    )  # fmt: skip


async def _lost(conn: Connection, book: GroupBook, row: EnrollmentRow) -> tuple[Verdict, ...]:
    """Of what may still become a place, and of nothing else."""
    if row.replaces or row.state not in (State.OFFERED, State.WAITLISTED, State.ENTERED):
        return ()
    known = (await book.current(conn, [row.group_id]))[row.group_id]
    child, heard = await children.judged(conn, row.child_id, remembering=known.remembers)
    return lost(known.group, child, heard)


def _by(row: EnrollmentRow, rows: Sequence[EnrollmentRow]) -> EnrollmentRow | None:
    """Of a superseded one: the move that was accepted, or the wish that was granted."""
    if row.state != State.SUPERSEDED:
        return None
    moved = (
        r
        for r in rows
        if r.replaces == row.id and (r.state == State.CONFIRMED or not r.live) and r.state != State.EXPIRED
    )
    granted = (
        r for r in rows if row.unit and r.unit == row.unit and r.choice != row.choice and r.state != State.SUPERSEDED
    )
    return next(moved, None) or next(granted, None)


def _can_take(row: EnrollmentRow, rows: Sequence[EnrollmentRow], snapshot: Snapshot) -> bool:
    """By the rules that `accept` follows; the desk decides anyway."""
    if row.state != State.WAITLISTED or not open_to_all(snapshot.groups[row.group_id], snapshot.now):
        return False
    if row.facts.only_with and not any(r.placed and r.facts.care == row.facts.only_with for r in rows):
        return False
    unit = (r for r in rows if r.id == row.id or (row.unit and r.unit == row.unit))
    seats = [r for r in unit if r.choice == row.choice and r.state == State.WAITLISTED]
    return Books(snapshot).fit([(r.group_id, r.pool) for r in seats])
