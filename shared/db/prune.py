"""What has an age at which it goes: taken away a few rows at a time, so that nobody waits for it and no table swells.

A statement of `Prunes` deletes at most `$1` rows, the oldest first, and leaves rows that others hold. Dead letters that nobody has
decided about stay, whatever their age.
"""

import asyncio
from typing import Protocol

from prometheus_client import Counter

from shared.db.pool import Connections, transaction
from shared.kernel.pace import now_and_then

ROWS = 500
PAUSE_SECONDS = 0.2
EVERY_SECONDS = 3600.0
FIRST_SECONDS = 120.0
"""After a start there is more to do than to tidy up."""

Prunes = dict[str, str]
"""Table → the statement."""

_PRUNED = Counter("aixin_pruned", "Rows that were taken away because of their age", ["system", "table"])

# A key is sent again within minutes; a program that was broken off, perhaps after a holiday. Locks what it takes away.
_ANSWERS = """
DELETE FROM idempotent_answer WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM idempotent_answer WHERE at < clock_timestamp() - interval '90 days'
    ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# A copy that comes again is known by its row: no log and no outbox is kept for longer. Locks what it takes away.
_LETTERS = """
DELETE FROM dead_letter WHERE id = ANY (ARRAY (
    SELECT id FROM dead_letter WHERE coalesce(requeued_at, dropped_at) < clock_timestamp() - interval '400 days'
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
EVERYWHERE = {"idempotent_answer": _ANSWERS, "dead_letter": _LETTERS}


class Aging(Protocol):
    """What ages of a running system."""

    name: str
    pool: Connections
    prunes: Prunes


async def keep_pruning(system: Aging) -> None:
    """Every hour, as long as the database answers; any number of instances may. Raises Unavailable."""
    await now_and_then(lambda: prune(system), first=FIRST_SECONDS, every=EVERY_SECONDS)


async def prune(system: Aging) -> None:
    """Take away all that is old enough. Raises Unavailable."""
    for table, statement in (EVERYWHERE | system.prunes).items():
        gone = ROWS
        while gone == ROWS:
            async with transaction(system.pool) as conn:
                gone = int((await conn.execute(statement, ROWS)).rpartition(" ")[2])
            _PRUNED.labels(system.name, table).inc(gone)
            await asyncio.sleep(PAUSE_SECONDS)
