"""An enrollment (报名): one child in one group, and the steps it may take.

confirmed ──withdraw──▶ withdrawn      waitlisted ──promote──▶ confirmed
    └──────cancel────▶ cancelled       waitlisted ──withdraw / cancel──▶ …
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    """Where an enrollment stands."""

    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


LIVE = frozenset({State.CONFIRMED, State.WAITLISTED})


class WrongState(ValueError):
    """The step is not allowed from where the enrollment stands."""


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One child in one group; `seq` is its turn in the group, given once and never changed."""

    id: UUID
    group_id: UUID
    child_id: UUID
    state: State
    seq: int

    @property
    def live(self) -> bool:
        """Has a place or waits for one."""
        return self.state in LIVE

    def promote(self) -> "Enrollment":
        """From the waiting list to a place."""
        return self._step({State.WAITLISTED}, State.CONFIRMED)

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
