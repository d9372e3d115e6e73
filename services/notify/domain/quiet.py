"""Quiet hours: from 22:00 to 08:00 nobody is disturbed by what can wait until the morning."""

from datetime import datetime, time, timedelta

from shared.kernel.clock import ZONE

BEGIN, END = time(22), time(8)


def hold(now: datetime, needed_by: datetime | None) -> timedelta | None:
    """How long a notice waits; None: not at all, for it is day, or it is needed before the morning."""
    local = now.astimezone(ZONE)
    if END <= local.time() < BEGIN:
        return None
    day = local.date() + timedelta(days=local.time() >= BEGIN)
    morning = datetime.combine(day, END, ZONE)
    return None if needed_by is not None and needed_by <= morning else morning - local
