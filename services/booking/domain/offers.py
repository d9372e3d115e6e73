"""How long a family may think about a place: the nearer the start, the shorter; nobody must answer at night."""

from datetime import datetime, timedelta

from services.booking.domain.group import Group
from shared.kernel.clock import ZONE

SHARE = 4
"""At most one part in so many of the time that is left before the start."""
SHORTEST = timedelta(minutes=30)
NIGHT_BEGINS, NIGHT_ENDS, ANSWER_BY = 22, 8, 9
"""Hours of the day where the sites are: a deadline between the first two is put off to the third."""
REMINDER = 4
"""A reminder comes when one part in so many of the time is left."""


def deadline(now: datetime, within: timedelta, starts_at: datetime) -> datetime:
    """Until when an offer made now stands, if the notice gives families `within`.

    Shortened to a quarter of what is left before the start, but half an hour at least; never after the start, unless that has passed.
    """
    left = starts_at - now
    if left <= SHORTEST:
        return now + SHORTEST
    until = now + min(within, max(SHORTEST, left / SHARE))
    return min(_by_day(until), starts_at)


def confirmation_deadline(now: datetime, within: timedelta, starts_at: datetime) -> datetime:
    """Until when a first place must be confirmed: as the notice says, but not after the start."""
    return min(now + within, max(starts_at, now + SHORTEST))


def reminder_at(now: datetime, until: datetime) -> datetime:
    """When to remind a family that was made an offer now."""
    return until - (until - now) / REMINDER


def open_to_all(group: Group, now: datetime) -> bool:
    """So near the start that a freed place goes to the first of those who wait that takes it."""
    return group.starts_at - group.all_at_once <= now < group.starts_at


def _by_day(at: datetime) -> datetime:
    local = at.astimezone(ZONE)
    if NIGHT_ENDS <= local.hour < NIGHT_BEGINS:
        return at
    morning = local.replace(hour=ANSWER_BY, minute=0, second=0, microsecond=0)
    return (morning + timedelta(days=1) if local.hour >= NIGHT_BEGINS else morning).astimezone(at.tzinfo)
