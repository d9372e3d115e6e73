"""Tell how many places are left: at most a few times a second for each group, not once a booking."""

import asyncio

from services.booking.store import ledgers
from shared.db.pool import Database, transaction
from shared.messaging import outbox

OFTEN, SELDOM = 0.25, 1.0
"""Seconds between two looks: while something changes, and when nothing has for a while."""


async def announce(system: Database) -> int:
    """Tell of every ledger that changed since it was last told of; how many there were."""
    async with transaction(system.pool) as conn:
        changed = await ledgers.to_tell(conn)
        await outbox.put(conn, *changed)
    if changed:
        system.committed()
    return len(changed)


async def keep_announcing(system: Database) -> None:
    """As long as the database answers. Raises Unavailable."""
    pause = OFTEN
    while True:
        pause = OFTEN if await announce(system) else min(2 * pause, SELDOM)
        await asyncio.sleep(pause)
