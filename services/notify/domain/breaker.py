"""Leaves a provider alone after trouble: ever longer, until it takes something again."""

FIRST, LONGEST = 1.0, 60.0
"""Seconds."""
TOLERATED = 5
"""Passing refusals in a row that are taken for trouble of single messages, not of the provider."""


class Breaker:
    """Closed lets messages through; open until an instant of the caller's clock, then one step further or closed again."""

    def __init__(self) -> None:
        self._open_until = 0.0
        self._openings = 0
        self._refusals = 0

    def rest(self, now: float) -> float:
        """Seconds to leave the provider alone; 0 when closed."""
        return max(0.0, self._open_until - now)

    @property
    def in_trouble(self) -> bool:
        """After trouble until the provider takes something again: one message at a time, so that no more than one comes to harm."""
        return self._openings > 0

    def took(self) -> None:
        """The provider took a message."""
        self._openings = self._refusals = 0

    def refused(self, now: float, jitter: float) -> None:
        """The provider asked to come later with one message."""
        self._refusals += 1
        if self._refusals >= TOLERATED:
            self.away(now, jitter)

    def away(self, now: float, jitter: float) -> None:
        """The provider takes nothing, or took something and did not say so. Several senders that find out at the same time count once. `jitter` is in [0, 1]."""
        if self.rest(now):
            return
        self._open_until = now + min(LONGEST, FIRST * 2.0**self._openings) * (0.5 + jitter / 2)
        self._openings = min(self._openings + 1, 10)
