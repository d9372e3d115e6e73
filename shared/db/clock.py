"""What time it is by the database, so that all processes agree."""

from datetime import date, datetime

from shared.db.pool import Connection
from shared.kernel.clock import ZONE

_CLOCK = "SELECT clock_timestamp()"


async def clock(conn: Connection) -> datetime:
    """The instant, which goes on inside of a transaction."""
    now: datetime = await conn.fetchval(_CLOCK)
    return now


async def today(conn: Connection) -> date:
    """The day where the sites are."""
    return (await clock(conn)).astimezone(ZONE).date()
