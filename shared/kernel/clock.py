"""Where time comes from. The database says what time it is, so that all processes agree; away from it, a machine does."""

from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Of every site, and of whatever people read or write down."""


class _Asked(Protocol):
    """A connection to a database."""

    async def fetchval(self, query: str, /) -> Any: ...


async def clock(conn: _Asked) -> datetime:
    """The instant by the database's clock, which goes on inside of a transaction."""
    now: datetime = await conn.fetchval("SELECT clock_timestamp()")
    return now


async def today(conn: _Asked) -> date:
    """The day where the sites are, by the database's clock."""
    return (await clock(conn)).astimezone(ZONE).date()


def machine_clock() -> datetime:
    """The instant by this machine's clock, where no database is asked: of a token's life, how late something is, how long to wait."""
    return datetime.now(UTC)
