"""What time it is: of all machines the database alone says so."""

from datetime import date, datetime

from services.booking.domain.group import ZONE
from shared.db.pool import Connection


async def clock(conn: Connection) -> datetime:
    """The instant, also inside of a transaction."""
    now: datetime = await conn.fetchval("SELECT clock_timestamp()")
    return now


async def today(conn: Connection) -> date:
    """The day where the sites are."""
    return (await clock(conn)).astimezone(ZONE).date()
