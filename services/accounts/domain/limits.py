"""How often a code may be asked for and tried, and how long a log-in lasts."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
SENDING = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
"""At most so many codes in so long, for one phone."""
SESSION_IDLE, SESSION_LIFE = timedelta(days=30), timedelta(days=90)


def wait_before_sending(ages: Sequence[timedelta]) -> int:
    """Seconds until the next code may be sent, given how long ago earlier ones were, newest first; 0 means now."""
    waits = [span - ages[count - 1] for count, span in SENDING if len(ages) >= count and ages[count - 1] < span]
    return ceil(max(waits, default=timedelta()).total_seconds())
