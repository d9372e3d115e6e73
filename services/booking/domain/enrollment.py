"""An enrollment (报名): one child in one group, and the steps it may take.

confirmed ──withdraw──▶ withdrawn      waitlisted ──promote──▶ confirmed
    └──────cancel────▶ cancelled       waitlisted ──withdraw / cancel──▶ …

entered ──win──▶ confirmed                 only in a group whose places are drawn
    └────queue──▶ waitlisted
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """Where an enrollment stands."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


LIVE = frozenset({State.ENTERED, State.CONFIRMED, State.WAITLISTED})


class WrongState(ValueError):
    """The step is not allowed from where the enrollment stands."""


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One child in one group; `seq` is its turn in the group: in order of arrival, or as drawn."""

    id: UUID
    group_id: UUID
    child_id: UUID
    state: State
    seq: int

    @property
    def live(self) -> bool:
        """Has a place, waits for one, or takes part in a draw."""
        return self.state in LIVE

    def promote(self) -> "Enrollment":
        """From the waiting list to a place."""
        return self._step({State.WAITLISTED}, State.CONFIRMED)

    def win(self) -> "Enrollment":
        """Drawn for a place."""
        return self._step({State.ENTERED}, State.CONFIRMED)

    def queue(self, seq: int) -> "Enrollment":
        """Not drawn for a place, but for this turn in the waiting list."""
        return replace(self._step({State.ENTERED}, State.WAITLISTED), seq=seq)

    def withdraw(self) -> "Enrollment":
        """The family gives it up."""
        return self._step(LIVE, State.WITHDRAWN)

    def cancel(self) -> "Enrollment":
        """The organizer ends it."""
        return self._step(LIVE, State.CANCELLED)

    def _step(self, accepted: "frozenset[State] | set[State]", to: State) -> "Enrollment":
        if self.state not in accepted:
            raise WrongState(f"{self.state} → {to}")
        return replace(self, state=to)
