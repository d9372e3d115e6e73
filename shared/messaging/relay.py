"""From the outbox to the broker: every committed event, at least once, in order for each key.

Why the order holds: one relay holds a shard; it sends a shard's unsent rows in the order of ids through one idempotent producer, which the
broker refuses to let skip a batch; and what a relay that lost its lease still sends are copies of rows that its successor
sends too, so for every reader the first copies come in order. History that is told again goes beside it (refill.py).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer

from shared import faults
from shared.db.pool import Connection, Connections, connection, transaction
from shared.events.envelope import Envelope
from shared.messaging import broker
from shared.messaging.address import options
from shared.messaging.dead_letters import park
from shared.messaging.lease import Leases
from shared.messaging.letter import Letter
from shared.messaging.record_batches import ForTopic, send_all
from shared.messaging.refill import ROWS_PER_SHARD, Retelling
from shared.messaging.topics import ensure_topics
from shared.observability import metrics, trace
from shared.observability.causes import cause_of

POLL_SECONDS, SELDOM_SECONDS = 0.2, 1.0
"""How soon an event of another process is seen; those of our own wake us. Seldom, where a process does everything itself."""
BREATH_SECONDS = 0.05
"""Between two looks that found something: what is committed meanwhile goes in one piece, and answering has the processor. The first is
told at once.
"""
SEND_SECONDS = 4.0
"""Shorter than a lease. Afterwards nobody knows what arrived, so the producer goes and the rows are sent again."""
COUNT_SECONDS = 5.0

log = structlog.get_logger()
Retell = Callable[[Connection], Awaitable[None]]
"""Puts into the outbox, as it is now, what others must know for longer than the outbox keeps what was said. Locks nothing."""

_UNSENT = """
SELECT o.* FROM unnest($1::smallint[]) AS mine(shard) CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE shard = mine.shard AND published_at IS NULL ORDER BY id LIMIT $2
) o
"""
# The lease is locked first: a successor, or a refill, waits for us or we see its token and mark nothing.
_MARK = """
WITH held AS MATERIALIZED (
    SELECT shard FROM relay_lease JOIN unnest($1::smallint[], $2::bigint[]) AS mine(shard, token) USING (shard, token)
    ORDER BY shard FOR SHARE OF relay_lease
), marked AS (
    UPDATE outbox SET published_at = clock_timestamp() FROM held
    WHERE outbox.id = ANY($3) AND outbox.shard = held.shard
    RETURNING published_at - created_at AS lag
)
SELECT count(*), max(lag) AS lag FROM marked
"""
# Relays that start at once aim one after the other.
_TARGET = "SELECT cluster_id FROM relay_target FOR UPDATE"
_AIM = """
INSERT INTO relay_target (cluster_id) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET cluster_id = excluded.cluster_id
"""
# Leases first, in the order of shards, as everywhere; then nobody can mark a row as sent to the broker that is no more.
_VOID = """
WITH every AS MATERIALIZED (SELECT shard FROM relay_lease ORDER BY shard FOR UPDATE)
UPDATE relay_lease l SET holder = NULL, token = token + 1, until = '-infinity', refilled = 0 FROM every WHERE l.shard = every.shard
"""
_REFILL = "UPDATE relay_lease SET refill_end = (SELECT coalesce(max(id), 0) FROM outbox) RETURNING refill_end"
_NO_HURRY = "SET LOCAL statement_timeout = 0"
_COUNT = "SELECT count(*) FROM (SELECT FROM outbox WHERE published_at IS NULL LIMIT 10000) unsent"


class Relay:
    """Sends one system's events while it runs; any number of relays of a system may run at once."""

    def __init__(
        self,
        pool: Connections,
        kafka: str,
        prefix: str,
        *,
        system: str,
        source: str,
        poll: float = POLL_SECONDS,
        retell: Retell | None = None,
    ) -> None:
        """`poll`: seconds between two looks when nobody wakes it. `retell` is done for a broker that has lost what we sent."""
        self._pool, self._kafka, self._prefix = pool, kafka, prefix
        self._system, self._source, self._poll, self._retell = system, source, poll, retell
        self._woken = asyncio.Event()
        self._counted = 0.0
        self.connected = False

    def wake(self) -> None:
        """Look at once: something was committed."""
        self._woken.set()

    async def run(self) -> None:
        """As long as broker and database answer; then raises BrokerLost, Unavailable or what the broker's client raises."""
        await broker.session(self._kafka, self._serve)

    async def _serve(self, cluster: str) -> None:
        await ensure_topics(self._kafka, self._prefix)
        await self._aim(cluster)
        leases, refill = Leases(self._pool), Retelling()
        producer = AIOKafkaProducer(
            **options(self._kafka),
            enable_idempotence=True,
            max_batch_size=64 * 1024,
            request_timeout_ms=int(SEND_SECONDS * 1000),
        )
        try:
            await broker.start(SEND_SECONDS, producer.start())
            self._is_connected(True)
            await self._send_for_ever(producer, leases, refill)
        finally:
            self._is_connected(False)
            await _discard(producer)
            await broker.within(1, leases.release())

    async def _send_for_ever(self, producer: Any, leases: Leases, refill: Retelling) -> None:
        while True:
            self._woken.clear()
            held = await leases.keep()
            sent = await self._send_some(producer, held, refill)
            if 0 < sent < ROWS_PER_SHARD:
                await asyncio.sleep(BREATH_SECONDS)
            elif not sent:
                await self._count()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._poll):
                        await self._woken.wait()

    async def _send_some(self, producer: Any, held: Mapping[int, int], refill: Retelling) -> int:
        async with connection(self._pool) as conn:
            unsent = await conn.fetch(_UNSENT, list(held), ROWS_PER_SHARD)
            rows, fresh = await refill.beside(conn, held, unsent)
        if rows:
            await faults.reached("P5")
            began = trace.now()
            refused = await self._send(producer, rows)
            for row in rows:
                about: trace.Facts = {"event": row["type"], "event_id": str(row["event_id"])}
                trace.past("send", "producer", row["traceparent"], began, about)
            await faults.reached("P6")
            await self._mark(held, fresh, [(row, refused[row["id"]]) for row in rows if row["id"] in refused])
            await faults.reached("P7")
        await refill.keep(self._pool, held)
        return len(rows)

    async def _send(self, producer: Any, rows: Sequence[asyncpg.Record]) -> dict[int, Exception]:
        """Send all in order and wait for the broker's word; returns the rows it will never take. Raises anything else."""
        async with asyncio.timeout(SEND_SECONDS):
            return await send_all(producer, {row["id"]: self._record(row) for row in rows})

    def _record(self, row: asyncpg.Record) -> ForTopic:
        letter = self._letter(row)
        return ForTopic(self._prefix + letter.topic, letter.key or b"", letter.headers, letter.body or b"")

    def _letter(self, row: asyncpg.Record) -> Letter:
        envelope = Envelope(
            id=row["event_id"],
            type=row["type"],
            source=self._source,
            time=row["created_at"],
            topic=row["topic"],
            key=row["key"],
            traceparent=row["traceparent"],
        )
        return Letter(row["topic"], None, None, row["key"].encode(), envelope.headers(), row["body"])

    async def _mark(
        self,
        held: Mapping[int, int],
        rows: Sequence[asyncpg.Record],
        refused: Sequence[tuple[asyncpg.Record, Exception]],
    ) -> None:
        """These were sent; of all that was, the broker `refused` some."""
        async with transaction(self._pool) as conn:
            ids = [row["id"] for row in rows]
            marked = await conn.fetchrow(_MARK, list(held), list(held.values()), ids)
            assert marked is not None  # noqa: S101 — an aggregate always answers
            for row, error in refused if marked["count"] == len(rows) else ():
                await park(conn, self._system, self._letter(row), cause_of(error), outbox_id=row["id"])
        if marked["count"] < len(rows):
            log.warning("relay_lost_lease", system=self._system, unmarked=len(rows) - marked["count"])
        if marked["lag"] is not None:
            metrics.RELAYED.labels(self._system).inc(marked["count"])
            metrics.RELAY_LAG.labels(self._system).observe(marked["lag"].total_seconds())

    async def _aim(self, cluster: str) -> None:
        """When the broker is not the one that has what we sent, send everything again that is kept, and tell what lasts."""
        async with transaction(self._pool) as conn:
            before = await conn.fetchval(_TARGET)
            if before == cluster:
                return
            await conn.execute(_AIM, cluster)
            if before is not None:
                await conn.execute(_NO_HURRY)
                await conn.execute(_VOID)
                until = await conn.fetchval(_REFILL)
                if self._retell:
                    await self._retell(conn)
                log.warning("relay_refills_broker", system=self._system, until=until, was=before, now=cluster)

    async def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._counted >= COUNT_SECONDS:
            self._counted = now
            async with connection(self._pool) as conn:
                metrics.BACKLOG.labels(self._system).set(await conn.fetchval(_COUNT) or 0)

    def _is_connected(self, connected: bool) -> None:
        self.connected = connected
        metrics.BROKER_ANSWERS.labels(self._system, "relay").set(connected)


async def _discard(producer: Any) -> None:
    """End a producer without letting it send anything more: what it still holds would reach another broker's log.

    So not by `stop()`, which flushes first, and waits for ever for a broker that is gone.
    """
    producer._closed = True
    await broker.within(1, producer.client.close())
    await broker.within(1, producer._sender.close())
