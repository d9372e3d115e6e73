"""What has an age at which it goes: taken away a few rows at a time, so that nobody waits for it and no table swells.

Why nothing is missed afterwards: docs/decisions/0019. Dead letters that nobody has decided about stay, whatever their age.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from prometheus_client import Counter

from shared.db import readings
from shared.db.pool import Connections, transaction
from shared.kernel.pace import now_and_then
from shared.settings import Settings

ROWS = 500
PAUSE_SECONDS = 0.2
EVERY_SECONDS = 3600.0
FIRST_SECONDS = 120.0
"""After a start there is more to do than to tidy up."""
ANSWERS_LIFE = timedelta(days=90)
"""A key is sent again within minutes; a program that was broken off, perhaps after a holiday."""
LETTERS_LIFE = timedelta(days=400)
"""Since somebody decided about it. A copy that comes again is known by its row: no log and no outbox is kept for longer."""
CLOCKS_DIFFER = timedelta(days=1)
"""At most, and by far: an event is remembered until every clock says that it would not be heard any more."""


@dataclass(frozen=True, slots=True)
class Aged:
    """How one table's old rows go."""

    statement: str
    """Deletes at most `$1` rows that are older than `$2`, the oldest first, and leaves rows that others hold."""
    life: timedelta


Prunes = Mapping[str, Aged]
"""By table."""

_PRUNED = Counter("aixin_pruned", "Rows that were taken away because of their age", ["system", "table"])

# Locks what it takes away.
_ANSWERS = """
DELETE FROM idempotent_answer WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM idempotent_answer WHERE at < clock_timestamp() - $2::interval
    ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# Locks what it takes away.
_LETTERS = """
DELETE FROM dead_letter WHERE id = ANY (ARRAY (
    SELECT id FROM dead_letter WHERE coalesce(requeued_at, dropped_at) < clock_timestamp() - $2::interval
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# What has not been sent stays, and what the broker refused while nobody has decided: of those there are few, so the oldest of all are
# looked at, and no index is kept by a hot table for this alone. Locks what it takes away.
_OUTBOX = """
DELETE FROM outbox WHERE id = ANY (ARRAY (
    SELECT o.id FROM (SELECT id FROM outbox ORDER BY id LIMIT 10000) AS oldest JOIN outbox o USING (id)
    WHERE o.created_at < clock_timestamp() - $2::interval AND o.published_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM dead_letter d WHERE d.outbox_id = o.id AND d.requeued_at IS NULL AND d.dropped_at IS NULL)
    ORDER BY o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED
))
"""
# An event's id begins with its instant, so the key itself is in the order of age. Locks what it takes away.
_INBOX = """
DELETE FROM inbox WHERE event_id = ANY (ARRAY (
    SELECT event_id FROM inbox WHERE event_id < (SELECT uuidv7(-$2::interval)) AND uuid_extract_version(event_id) = 7
    ORDER BY event_id LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# The log's owner takes it away. Locks what goes.
_READINGS = "SELECT FROM let_log_go('reading', $1, $2)"


class Aging(Protocol):
    """What ages of a running system."""

    name: str
    settings: Settings
    pool: Connections
    prunes: Prunes


def everywhere(settings: Settings) -> Prunes:
    """What ages in every system."""
    return {
        "idempotent_answer": Aged(_ANSWERS, ANSWERS_LIFE),
        "dead_letter": Aged(_LETTERS, LETTERS_LIFE),
        "outbox": Aged(_OUTBOX, settings.outbox_life),
        "inbox": Aged(_INBOX, settings.inbox_life + CLOCKS_DIFFER),
        "reading": Aged(_READINGS, readings.LIFE),
    }


async def keep_pruning(system: Aging) -> None:
    """Every hour, as long as the database answers; any number of instances may. Raises Unavailable."""
    await now_and_then(lambda: prune(system), first=FIRST_SECONDS, every=EVERY_SECONDS)


async def prune(system: Aging) -> None:
    """Take away all that is old enough. Raises Unavailable."""
    for table, aged in {**everywhere(system.settings), **system.prunes}.items():
        gone = ROWS
        while gone == ROWS:
            async with transaction(system.pool) as conn:
                gone = int((await conn.execute(aged.statement, ROWS, aged.life)).rpartition(" ")[2])
            _PRUNED.labels(system.name, table).inc(gone)
            await asyncio.sleep(PAUSE_SECONDS)
