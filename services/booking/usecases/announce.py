"""Tell how many places are left: at most a few times a second for each group, not once a booking."""

import asyncio

from shared.db.pool import Database, transaction
from shared.events.enrollment import PlacesChanged
from shared.messaging import outbox

EVERY_SECONDS = 0.25

# Waits for no booking: a ledger that is locked just now is told of in the next round.
_CHANGED = """
UPDATE ledger l SET announced = l.version
WHERE group_id IN (SELECT group_id FROM ledger WHERE announced < version LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING group_id, version AS revision, capacity, taken, waiting, entered, held
"""


async def announce(system: Database) -> int:
    """Tell of every ledger that changed since it was last told of; how many there were."""
    async with transaction(system.pool) as conn:
        rows = await conn.fetch(_CHANGED)
        await outbox.put(conn, *(PlacesChanged(**row) for row in rows))
    if rows:
        system.committed()
    return len(rows)


async def keep_announcing(system: Database) -> None:
    """As long as the database answers. Raises Unavailable."""
    while True:
        await announce(system)
        await asyncio.sleep(EVERY_SECONDS)
