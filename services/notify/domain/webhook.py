"""What becomes of sending an event to a program: delivered, tried again by the schedule of Standard Webhooks, or given up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

State = Literal["queued", "sending", "delivered", "failed"]

PAUSES = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
"""Seconds after the first attempt, the second …: ten attempts in three days and a little more."""
REST, LONGEST_REST = 1.0, 300.0
"""Seconds that an address is left alone after a failure, doubled with each."""
PATIENCE = timedelta(days=3)
"""An address that has taken nothing for so long is not tried any more."""
GONE = 410
"""What a program answers that wants no more."""
OVERLAP = timedelta(hours=24)
"""So long the old secret signs beside the new one."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of one attempt."""

    status: int | None = None
    """Of the answer; None: there was none."""
    reason: str | None = None
    """Why there was none."""
    left: bool = True
    """False: nothing went out."""

    @property
    def taken(self) -> bool:
        """Any 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Then:
    """What becomes of the delivery: its state, and the seconds until it is tried again (None: never)."""

    state: State
    again_in: float | None = None


def after(posted: Posted, attempts: int, jitter: float) -> Then:
    """`attempts` counts this one; `jitter` in [0, 1] adds up to a tenth of the pause, so that not all come at once."""
    if posted.taken:
        return Then("delivered")
    if attempts > len(PAUSES) or posted.status == GONE:
        return Then("failed")
    return Then("queued", PAUSES[attempts - 1] * (1 + jitter / 10))


def rest(failures: int, jitter: float) -> float:
    """Seconds to leave an address alone that has failed so often in a row, by chance down to the half."""
    return min(LONGEST_REST, REST * 2.0 ** min(failures - 1, 10)) * (0.5 + jitter / 2)


def why_disabled(posted: Posted, failing: timedelta) -> str | None:
    """Why an address that has failed is not tried any more; None: it is."""
    if posted.status == GONE:
        return "gone"
    return "failing" if failing >= PATIENCE else None


def known(kinds: Collection[str], all_kinds: Collection[str]) -> bool:
    """Whether these may be asked for."""
    return bool(kinds) and set(kinds) <= set(all_kinds)
