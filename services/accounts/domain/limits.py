"""How often a code may be asked for and tried, and how long a log-in lasts."""

from collections.abc import Iterable
from datetime import timedelta
from math import ceil

CODE_LIFE = timedelta(minutes=10)
TRIES = 5
TRIES_REST = timedelta(minutes=15)
"""So long after the last of too many wrong codes of a second factor none is taken."""
STEP_SECONDS = 30
"""So long an authenticator shows a code (RFC 6238)."""
RECOVERY_CODES = 10
SESSION_IDLE, SESSION_LIFE = timedelta(days=30), timedelta(days=90)
BROWSER_LIFE = timedelta(days=365)
"""A browser that nobody logged in with for so long is known no more."""

Limits = tuple[tuple[int, timedelta], ...]
"""At most so many codes in so long."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OF_A_BROWSER: Limits = ((1, _MINUTE), (5, _HOUR), (10, _DAY))
"""For one phone. The only ones for a browser that the phone's owner has logged in with before: others never lock them out."""
OF_STRANGERS: dict[str, Limits] = {
    "address": ((30, 10 * _MINUTE), (120, _HOUR)),
    "phone": ((10, _HOUR), (30, _DAY)),
    "all": ((1_000, 10 * _MINUTE), (20_000, _DAY)),
}
"""Of all browsers that were never logged in with together: from one address, for one phone, at all."""

ASLEEP_AFTER = timedelta(days=180)
"""A number that was not used for so long proves itself: providers give it to somebody else after some months."""
PROOF_LIFE = timedelta(minutes=30)
"""So long a log-in waits for its proof."""
ELSEWHERE_LIFE = timedelta(minutes=15)
"""So long one may be at the service that vouches; and then, before one shows whose phone one has."""
INVITED_LIFE = timedelta(days=1)
"""So long an invitation to a phone can be accepted."""
INVITED_BY: Limits = ((5, _HOUR), (10, _DAY))
INVITED_TO: Limits = ((3, _DAY),)
"""So many phones one person names, and so often one phone is named: each may be a text to somebody who did not ask for it."""


def wait_before_sending(limits: Limits, ages: Iterable[timedelta | None]) -> int:
    """Seconds until the next code may be sent; 0 means now. `ages`: for each limit how long ago the code was sent that fills it, None without one."""
    waits = [span - age for (_, span), age in zip(limits, ages, strict=True) if age is not None and age < span]
    return ceil(max(waits, default=timedelta()).total_seconds())
