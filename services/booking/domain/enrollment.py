"""An enrollment (报名): one child in one group, and the steps it may take.

asked, unverified ──begin──▶ unverified · asked · entered · waitlisted      a request is taken, once more when a person has looked
entered ──win────▶ a place     entered ──queue──▶ waitlisted     entered ──miss──▶ unplaced      decided together
waitlisted ──────▶ a place
a place is:  pending (kept until somebody has checked the request)
             offered (kept until a guardian accepts, or the time is over)
             confirmed
pending ──▶ offered / confirmed / refused           offered ──▶ confirmed / expired
what is to be checked ──send_back──▶ it stays where it is, until its family has mended it ──mended──▶ to be checked
whatever is live ──withdraw──▶ withdrawn   ──cancel──▶ cancelled   ──supersede, give_way──▶ superseded

`STEPS` is the whole table. Nothing else changes a state, and the store writes what was decided here.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID


class State(StrEnum):
    """Where an enrollment stands."""

    UNVERIFIED = "unverified"
    ASKED = "asked"
    ENTERED = "entered"
    WAITLISTED = "waitlisted"
    PENDING = "pending"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"
    UNPLACED = "unplaced"
    SUPERSEDED = "superseded"

    __hash__ = (
        str.__hash__
    )  # an enumeration's own is five times as slow, and states are looked up a dozen times a booking


HELD = frozenset({State.PENDING, State.OFFERED})
"""A place is kept."""
PLACED = HELD | {State.CONFIRMED}
TO_CHECK = frozenset({State.ENTERED, State.WAITLISTED, State.PENDING})
"""Where a request may stand that somebody has to check."""
LIVE = PLACED | {State.UNVERIFIED, State.ASKED, State.ENTERED, State.WAITLISTED}


STEPS: Mapping[str, tuple[Set[State], Set[State]]] = {
    "begin": ({State.ASKED, State.UNVERIFIED}, {State.UNVERIFIED, State.ASKED, State.ENTERED, State.WAITLISTED}),
    "clear": (TO_CHECK, TO_CHECK),
    "send_back": (TO_CHECK, TO_CHECK),
    "mended": (TO_CHECK, TO_CHECK),
    "place": ({State.ENTERED, State.WAITLISTED, State.PENDING}, {State.PENDING, State.CONFIRMED}),
    "offer": ({State.ENTERED, State.WAITLISTED, State.PENDING}, {State.OFFERED}),
    "propose": ({State.CONFIRMED}, {State.OFFERED}),
    "accept": ({State.OFFERED, State.WAITLISTED}, {State.CONFIRMED}),
    "expire": ({State.OFFERED}, {State.EXPIRED}),
    "queue": ({State.ENTERED}, {State.WAITLISTED}),
    "miss": ({State.ENTERED, State.ASKED, State.UNVERIFIED}, {State.UNPLACED}),
    "put_behind": ({State.UNVERIFIED}, {State.UNVERIFIED}),
    "put_first": ({State.WAITLISTED}, {State.WAITLISTED}),
    "refuse": (LIVE - {State.CONFIRMED, State.OFFERED}, {State.REFUSED}),
    "supersede": (LIVE - HELD, {State.SUPERSEDED}),
    "go_over": (PLACED | {State.WAITLISTED}, PLACED | {State.WAITLISTED}),
    "follow": (LIVE, LIVE),
    "give_way": (PLACED | {State.WAITLISTED}, {State.SUPERSEDED}),
    "withdraw": (LIVE, {State.WITHDRAWN}),
    "cancel": (LIVE, {State.CANCELLED}),
}
"""Each step: from where it may be taken, and where it leads."""


class WrongState(ValueError):
    """The step is not allowed from where the enrollment stands."""


class Enrollment(NamedTuple):
    """One child in one group; `(band, seq)` is its turn in the group: first by priority, then by arrival or as drawn."""

    id: UUID
    group_id: UUID
    child_id: UUID
    state: State
    seq: int
    band: int = 0
    pool: str | None = None
    """The pool it counts for."""
    unit: UUID | None = None
    """Enrollments of one family that were asked for as one; None: alone."""
    choice: int = 1
    """Those of one choice get places together or not at all; of several choices one is granted, the first that can be."""
    cleared: bool = True
    """Nobody has to check it (any more)."""
    until: datetime | None = None
    """When its offer ends."""
    replaces: UUID | None = None
    """The enrollment that ends when this one is granted: an offer to move that is accepted, a place asked for instead."""
    mend_by: datetime | None = None
    """It was sent back: until when its family may mend it. None: it lies with whoever checks."""

    @property
    def to_check(self) -> bool:
        """Somebody still has to look at it, and not only whether it is another child, or to sign it up."""
        return not self.cleared and self.state in TO_CHECK

    @property
    def live(self) -> bool:
        """Has a place, waits for one, or takes part in a decision that is to come."""
        return self.state in LIVE

    @property
    def placed(self) -> bool:
        """Has a place, or one is kept for it."""
        return self.state in PLACED

    @property
    def whole(self) -> UUID:
        """Names the unit; an enrollment alone is its own."""
        return self.unit or self.id

    # -- a request is taken ------------------------------------------------------------------------------------------

    def begin(self, state: State, seq: int, *, band: int, cleared: bool) -> "Enrollment":
        """The request is taken, or taken up again by whoever looked at it: here it stands now, with this turn."""
        return self._step("begin", state, seq=seq, band=band, cleared=cleared)

    def clear(self) -> "Enrollment":
        """Somebody has checked it and said yes."""
        return self._step("clear", self.state, cleared=True, mend_by=None)

    def send_back(self, by: datetime) -> "Enrollment":
        """Somebody has checked it, and something is missing: the family may mend it until then."""
        return self._step("send_back", self.state, mend_by=by)

    def mended(self) -> "Enrollment":
        """The family has mended it."""
        return self._step("mended", self.state, mend_by=None)

    def refuse(self) -> "Enrollment":
        """Somebody has checked it and said no."""
        return self._step("refuse", State.REFUSED)

    # -- a place -----------------------------------------------------------------------------------------------------

    def place(self) -> "Enrollment":
        """From the waiting list, the common decision or the check to a place."""
        return self._step("place", State.CONFIRMED if self.cleared else State.PENDING)

    def offer(self, until: datetime) -> "Enrollment":
        """A place is kept until this instant."""
        return self._step("offer", State.OFFERED, until=until)

    def propose(self, id_: UUID, group_id: UUID, *, seq: int, until: datetime) -> "Enrollment":
        """A new one: a place in another group, kept until this instant, while its family keeps this one."""
        self._check("propose", State.OFFERED)
        return Enrollment(id_, group_id, self.child_id, State.OFFERED, seq, until=until, replaces=self.id)

    def accept(self) -> "Enrollment":
        """A guardian takes the offer, or an open place."""
        return self._step("accept", State.CONFIRMED, until=None)

    def expire(self) -> "Enrollment":
        """Nobody answered in time."""
        return self._step("expire", State.EXPIRED)

    # -- a turn, or none ---------------------------------------------------------------------------------------------

    def queue(self, seq: int, band: int) -> "Enrollment":
        """No place in the common decision, but this turn in the waiting list."""
        return self._step("queue", State.WAITLISTED, seq=seq, band=band)

    def miss(self) -> "Enrollment":
        """Neither place nor turn: the waiting list is full."""
        return self._step("miss", State.UNPLACED)

    def put_behind(self, seq: int) -> "Enrollment":
        """The others were decided on without it: its turn comes after theirs."""
        return self._step("put_behind", State.UNVERIFIED, seq=seq)

    def put_first(self, seq: int) -> "Enrollment":
        """To the head of the waiting list."""
        return self._step("put_first", State.WAITLISTED, seq=seq, band=-1)

    # -- its class becomes one with a parallel one -----------------------------------------------------------------------

    def go_over(self, id_: UUID, group_id: UUID, *, seq: int) -> "Enrollment":
        """A new one that stands in the other class as this one stands here."""
        return self._step("go_over", self.state)._replace(id=id_, group_id=group_id, seq=seq)

    def follow(self, id_: UUID) -> "Enrollment":
        """What it would replace goes on under this id."""
        return self._step("follow", self.state, replaces=id_)

    # -- the end -----------------------------------------------------------------------------------------------------

    def withdraw(self) -> "Enrollment":
        """The family gives it up."""
        return self._step("withdraw", State.WITHDRAWN)

    def cancel(self) -> "Enrollment":
        """The organizer ends it."""
        return self._step("cancel", State.CANCELLED)

    def supersede(self) -> "Enrollment":
        """Another one of the same family takes its part."""
        return self._step("supersede", State.SUPERSEDED)

    def give_way(self) -> "Enrollment":
        """What it was to be given up for is granted."""
        return self._step("give_way", State.SUPERSEDED)

    def _step(self, verb: str, to: State, **also: Any) -> "Enrollment":
        self._check(verb, to)
        return self._replace(state=to, **also)

    def _check(self, verb: str, to: State) -> None:
        accepted, reached = STEPS[verb]
        if self.state not in accepted or to not in reached:
            raise WrongState(f"{verb}: {self.state} → {to}")
