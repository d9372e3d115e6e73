"""A delivery: one message by one channel, from queued to accepted, failed, suppressed or unknown; by a receipt, to delivered."""

from dataclasses import dataclass
from typing import Literal

from shared.kernel.sending import Accepted, Doubtful, Outcome, Refused, Suppressed

State = Literal["queued", "sending", "accepted", "delivered", "failed", "suppressed", "unknown"]

MAX_ATTEMPTS = 9
"""Of refusals that may pass; with the pauses below the last one comes after about three hours."""
MAX_DOUBTS = 2
"""Sendings of unknown outcome: the second carries the same Message-ID, a third could only make it worse."""
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 3600.0
"""Seconds."""
MAX_AGE = 3 * 24 * 3600.0
"""Seconds after which news is none; the inbox keeps it."""


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a delivery: its state, and the seconds until it is tried again (None: never)."""

    state: State
    again_in: float | None = None
    provider_id: str | None = None
    reason: str | None = None

    @property
    def given_up(self) -> bool:
        """True when the family will not get it by this channel, or nobody will ever know."""
        return self.again_in is None and self.state != "accepted"


@dataclass(frozen=True, slots=True)
class Postponed:
    """It waits until nobody is disturbed by it."""

    seconds: float


def pause(attempts: int, jitter: float) -> float:
    """Seconds before the next attempt: doubling, at most an hour, the upper half of it by `jitter` in [0, 1]."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (attempts - 1))
    return longest * (0.5 + jitter / 2)


def after(outcome: Outcome | Postponed, *, attempts: int, doubts: int, jitter: float) -> Next:
    """The next state of a delivery that is being sent; `attempts` counts this one, `doubts` the earlier ones.

    Whatever is not for the person's own sake may be taken later: what is set up wrongly is mended by whoever operates it.
    """
    match outcome:
        case Accepted(provider_id):
            return Next("accepted", provider_id=provider_id)
        case Postponed(seconds):
            return Next("queued", seconds, reason="quiet")
        case Suppressed(reason):
            return Next("suppressed", reason=reason)
        case Doubtful(reason):
            again = doubts + 1 < MAX_DOUBTS and attempts < MAX_ATTEMPTS
            return Next("unknown", pause(attempts, jitter) if again else None, reason=reason)
        case Refused(reason):
            if outcome.why != "user" and attempts < MAX_ATTEMPTS:
                return Next("queued", pause(attempts, jitter), reason=reason)
            return Next("failed", reason=reason)
