"""Where the sites are, and what time it is by this machine; by the database, which all processes share: shared/db/clock.py."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Of every site, and of whatever people read or write down."""


_error = [timedelta()]
"""By how much the machine's clock is surely behind the database's."""


def set_right(said: datetime, asked: datetime, heard: datetime) -> None:
    """The database's clock `said` this between two instants of the machine's own; what lies between them is no error."""
    _error[0] = max(said - heard, timedelta()) + min(said - asked, timedelta())


def own_clock() -> datetime:
    """The instant as the machine has it."""
    return datetime.now(UTC)


def machine_clock() -> datetime:
    """The instant by this machine's clock, where no database is asked: of a token's life, of a page's countdown, how late something is.

    Once the database was heard it is wrong by no more than it is quick to answer.
    """
    return own_clock() + _error[0]
