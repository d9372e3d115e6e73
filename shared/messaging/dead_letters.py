"""Events that could not take effect: kept whole with the cause, until somebody has them tried again, or drops them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from shared.db.pool import Connection, Connections, transaction
from shared.events.parked import EventParked
from shared.messaging import outbox
from shared.messaging.handler import Handlers, handle
from shared.messaging.letter import Letter, type_of
from shared.observability import metrics
from shared.observability.causes import cause_of, readable
from shared.observability.logs import redact

log = structlog.get_logger()

# One of ours that was sent again and refused again is parked again; a copy of what was requeued with success is not.
_PARK = """
INSERT INTO dead_letter (fingerprint, event_id, topic, partition, "offset", outbox_id, key, headers, body, cause)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (fingerprint) DO UPDATE SET requeued_at = NULL, cause = excluded.cause
    WHERE dead_letter.requeued_at IS NOT NULL AND dead_letter.outbox_id IS NOT NULL
RETURNING id
"""
_SEEN = "INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING"
_PARKED = "SELECT * FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL ORDER BY id"
_IDS = """
SELECT id FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL AND ($1::bigint[] IS NULL OR id = ANY($1))
ORDER BY id
"""
# Locks the letter; no row while somebody else requeues it.
_TAKE = "SELECT * FROM dead_letter WHERE id = $1 AND requeued_at IS NULL AND dropped_at IS NULL FOR UPDATE SKIP LOCKED"
_DROP = """
UPDATE dead_letter SET dropped_at = clock_timestamp(), dropped_by = $2, dropped_why = $3
WHERE id = ANY($1) AND requeued_at IS NULL AND dropped_at IS NULL RETURNING id
"""
_RESEND = "UPDATE outbox SET published_at = NULL WHERE id = $1"
_DONE = "UPDATE dead_letter SET requeued_at = clock_timestamp() WHERE id = $1"
_STILL = "UPDATE dead_letter SET cause = $2 WHERE id = $1"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parked event, as `parked` lists it."""

    id: int
    letter: Letter
    cause: str
    parked_at: Any
    outbox_id: int | None

    @classmethod
    def of(cls, row: Any) -> "DeadLetter":
        """From its row."""
        headers = [(name, value.encode()) for name, value in row["headers"]]
        letter = Letter(row["topic"], row["partition"], row["offset"], row["key"], headers, row["body"])
        return cls(row["id"], letter, row["cause"], row["parked_at"], row["outbox_id"])


@dataclass(frozen=True, slots=True)
class Requeued:
    """What a requeue did: ids that took effect, and the causes of those that still could not."""

    done: Sequence[int]
    failed: Mapping[int, str]


async def park(conn: Connection, system: str, letter: Letter, cause: str, *, outbox_id: int | None = None) -> None:
    """Keep the letter with the cause, tell of it on topic `dead-letter`, and let the others go on. Twice without harm.

    Whatever bytes letter and cause hold. With `outbox_id` it is one of our own events, which the broker would not take.
    """
    cause = readable(redact(cause))
    row = (letter.fingerprint(), letter.id(), letter.topic, letter.partition, letter.offset, outbox_id)
    number = await conn.fetchval(_PARK, *row, letter.key, letter.readable_headers(), letter.body, cause)
    if number is None:
        return
    if outbox_id is None and letter.id():
        await conn.execute(_SEEN, letter.id())
    fact = {"topic": letter.topic, "partition": letter.partition, "offset": letter.offset, "cause": cause}
    await outbox.put(conn, EventParked(system=system, dead_letter=number, **fact))
    metrics.PARKED.labels(system).inc()
    log.error("event_parked", system=system, dead_letter=number, **fact)


async def parked(conn: Connection) -> list[DeadLetter]:
    """What is parked and was neither requeued nor dropped, oldest first."""
    return [DeadLetter.of(row) for row in await conn.fetch(_PARKED)]


async def drop(conn: Connection, ids: Sequence[int], *, by: str, why: str) -> list[int]:
    """Have parked events never take effect; returns which were still parked. Their rows stay, and a copy that comes again is known."""
    return [row["id"] for row in await conn.fetch(_DROP, ids, by, why)]


async def requeue(pool: Connections, handlers: Handlers, ids: Sequence[int] | None = None) -> Requeued:
    """Try parked events again (these, or all), each in a transaction of its own, in order; what fails again stays parked.

    Raises Unavailable when the database is away.
    """
    async with transaction(pool) as conn:
        numbers = [row["id"] for row in await conn.fetch(_IDS, ids)]
    done, failed = [], {}
    for number in numbers:
        try:
            async with transaction(pool) as conn:
                if row := await conn.fetchrow(_TAKE, number):
                    await _again(conn, handlers, DeadLetter.of(row))
                    done.append(number)
        except Exception as error:
            failed[number] = cause_of(error)
            async with transaction(pool) as conn:
                await conn.execute(_STILL, number, failed[number])
    return Requeued(done, failed)


async def _again(conn: Connection, handlers: Handlers, dead: DeadLetter) -> None:
    await conn.execute(_DONE, dead.id)
    if dead.outbox_id is not None:
        await conn.execute(_RESEND, dead.outbox_id)
        return
    envelope = dead.letter.envelope()
    kind = type_of(envelope)
    await conn.execute(_SEEN, envelope.id)
    if kind in handlers:
        await handle(handlers, conn, dead.letter.event(kind), envelope)
