"""An enrollment (报名): one child in one group, and the steps it may take.

unverified ─────▶ (as a new one, with its turn)     a person has looked: it is another child than the one that stands there
asked ───sign up──▶ (as a new one)                  the employer's union signs up its workers
entered ──win────▶ a place     entered ──queue──▶ waitlisted     entered ──miss──▶ unplaced      decided together
waitlisted ──────▶ a place
a place is:  pending (kept until somebody has checked the request)
             offered (kept until a guardian accepts, or the time is over)
             confirmed
pending ──▶ offered / confirmed / refused           offered ──▶ confirmed / expired
whatever is live ──withdraw──▶ withdrawn   ──cancel──▶ cancelled   ──supersede──▶ superseded
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
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


HELD = frozenset({State.PENDING, State.OFFERED})
"""A place is kept."""
PLACED = HELD | {State.CONFIRMED}
LIVE = PLACED | {State.UNVERIFIED, State.ASKED, State.ENTERED, State.WAITLISTED}


class WrongState(ValueError):
    """The step is not allowed from where the enrollment stands."""


@dataclass(frozen=True, slots=True)
class Enrollment:
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
    """The enrollment that ends when this offer is accepted."""

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

    def sign_up(self, state: State, seq: int) -> "Enrollment":
        """The employer's union signs up."""
        return replace(self._step({State.ASKED}, state), seq=seq, cleared=True)

    def clear(self) -> "Enrollment":
        """Somebody has checked it and said yes."""
        return replace(self._step({State.ENTERED, State.WAITLISTED, State.PENDING}, self.state), cleared=True)

    def place(self) -> "Enrollment":
        """From the waiting list, the common decision or the check to a place."""
        state = State.CONFIRMED if self.cleared else State.PENDING
        return self._step({State.ENTERED, State.WAITLISTED, State.PENDING}, state)

    def offer(self, until: datetime) -> "Enrollment":
        """A place is kept until this instant."""
        accepted = {State.ENTERED, State.WAITLISTED, State.PENDING, State.CONFIRMED}
        return replace(self._step(accepted, State.OFFERED), until=until)

    def accept(self) -> "Enrollment":
        """A guardian takes the offer, or an open place."""
        return replace(self._step({State.OFFERED, State.WAITLISTED}, State.CONFIRMED), until=None)

    def queue(self, seq: int) -> "Enrollment":
        """No place in the common decision, but this turn in the waiting list."""
        return replace(self._step({State.ENTERED}, State.WAITLISTED), seq=seq)

    def miss(self) -> "Enrollment":
        """Neither place nor turn: the waiting list is full."""
        return self._step({State.ENTERED}, State.UNPLACED)

    def expire(self) -> "Enrollment":
        """Nobody answered in time."""
        return self._step({State.OFFERED}, State.EXPIRED)

    def refuse(self) -> "Enrollment":
        """Somebody has checked it and said no."""
        return self._step(LIVE - {State.CONFIRMED, State.OFFERED}, State.REFUSED)

    def withdraw(self) -> "Enrollment":
        """The family gives it up."""
        return self._step(LIVE, State.WITHDRAWN)

    def cancel(self) -> "Enrollment":
        """The organizer ends it."""
        return self._step(LIVE, State.CANCELLED)

    def supersede(self) -> "Enrollment":
        """Another one of the same family takes its part."""
        return self._step(LIVE, State.SUPERSEDED)

    def put_behind(self, seq: int) -> "Enrollment":
        """The others were decided on without it: its turn comes after theirs."""
        return replace(self._step({State.UNVERIFIED}, State.UNVERIFIED), seq=seq)

    def put_first(self, seq: int) -> "Enrollment":
        """To the head of the waiting list."""
        return replace(self._step({State.WAITLISTED}, State.WAITLISTED), seq=seq, band=-1)

    def _step(self, accepted: "frozenset[State] | set[State]", to: State) -> "Enrollment":
        if self.state not in accepted:
            raise WrongState(f"{self.state} → {to}")
        return replace(self, state=to)
