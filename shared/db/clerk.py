"""Who works with a system's database is its clerk, and owns nothing in it (docs/decisions/0033).

The owner alone brings tables up to date, and each time says what the clerk may: read and write rows, add to a log, and no more. So
neither a fault of ours nor whoever breaks into a system empties a log, switches its guard off, or changes a table.
"""

from pathlib import Path

import asyncpg

from shared.errors import Unusable
from shared.words import terminal as words

CLERK = "_clerk"
"""Ends its name, which begins with the owner's."""

_MAY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
_OWNER = "SELECT current_user"


class NoClerk(Unusable):
    """Nobody has made the role."""

    def __init__(self, role: str) -> None:
        super().__init__(*words.NO_CLERK.of(role=role))


async def let_clerk_work(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Say what the clerk of the database's owner, as whom we are connected, may do in it as it is now. Raises NoClerk."""
    try:
        await conn.execute(_MAY)
    except asyncpg.UndefinedObjectError as nobody:
        raise NoClerk(await conn.fetchval(_OWNER) + CLERK) from nobody
