"""A membership that ends with a day is told as ended when that day is over, whether or not its owner logs in."""

from datetime import datetime, time, timedelta

from services.accounts.store import people
from services.accounts.usecases.tell_memberships import tell_memberships
from shared.db.clock import clock, today
from shared.db.pool import Connection, Database, transaction
from shared.kernel.clock import ZONE
from shared.messaging.timers import set_timer

TIMER = "expire-memberships"


async def begin(system: Database) -> None:
    """At a start, catch up with the days that passed meanwhile."""
    async with transaction(system.pool) as conn:
        await set_timer(conn, TIMER, "daily", await clock(conn))
    system.committed()


async def expire_memberships(conn: Connection, subject: str) -> None:
    """Tell memberships that have run out, and come again after midnight."""
    day = await today(conn)
    await tell_memberships(conn, await people.with_ended_membership(conn, day))
    await set_timer(conn, TIMER, subject, datetime.combine(day + timedelta(days=1), time.min, ZONE))
