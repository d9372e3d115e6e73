"""A database that was put back from a backup: what it does not know any more, and what it must say anew so that the others follow it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from shared.db.pool import Connection, open_pool, transaction

AfterRestore = Callable[[Connection], Awaitable[None]]
"""What a system does, once, in a database that was put back, before anything else is done with it."""

_TAKE_YOUR_TIME = "SET LOCAL statement_timeout = 0"
_NOTE = "INSERT INTO restored (taken_at) VALUES ($1)"
# A relay of the database that is no more must not mark rows of this one.
_FREE = "UPDATE relay_lease SET holder = NULL, token = token + 1000000, until = '-infinity'"


async def begin_anew(dsn: str, taken_at: datetime, after: AfterRestore | None) -> None:
    """Note that the database is of `taken_at`, and do what its system does then; in one transaction. It is migrated, and nobody works on it."""
    async with await open_pool(dsn, 1) as pool, transaction(pool) as conn:
        await conn.execute(_TAKE_YOUR_TIME)
        await conn.execute(_NOTE, taken_at)
        await conn.execute(_FREE)
        if after:
            await after(conn)
