"""Read what groups say before families ask for them: the first who comes at the opening waits for nothing to be read."""

import asyncio

from services.booking.store.groups import GroupBook
from shared.db.pool import Database, connection

EVERY_SECONDS = 2.0


async def keep_reading_ahead(system: Database, book: GroupBook) -> None:
    """As long as the database answers. Raises Unavailable."""
    while True:
        async with connection(system.pool) as conn:
            await book.read_ahead(conn)
        await asyncio.sleep(EVERY_SECONDS)
