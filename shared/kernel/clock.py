"""Where the sites are, and what time it is by this machine; by the database, which all processes share: shared/db/clock.py."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Of every site, and of whatever people read or write down."""


def machine_clock() -> datetime:
    """The instant by this machine's clock, where no database is asked: of a token's life, how late something is, how long to wait."""
    return datetime.now(UTC)
