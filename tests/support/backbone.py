"""Relays and consumers on a database with the backbone's tables, and a table that shows each effect."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c

from shared.db.pool import Connection, Connections, connection, open_pool, transaction
from shared.errors import Unavailable
from shared.events.capacity import PlacesChanged
from shared.events.envelope import Envelope
from shared.messaging import outbox
from shared.messaging.consumer import Consumer
from shared.messaging.handler import Handler
from shared.messaging.relay import POLL_SECONDS, Relay
from shared.messaging.topics import partitions_of
from shared.supervision import Supervisor
from tests.support.owner import as_owner

EFFECTS = """
CREATE TABLE IF NOT EXISTS effect (
    n bigint GENERATED ALWAYS AS IDENTITY, instance text, group_id uuid, revision int, event_id uuid
);
GRANT ALL ON effect TO PUBLIC
"""


@dataclass
class Backbone:
    """One system's database beside a broker; every relay and consumer has a pool of its own, as in a process of its own."""

    dsn: str
    kafka: str
    prefix: str
    pool: Connections

    async def emit(self, count: int, keys: Sequence[UUID], start: int = 0, pause: float = 0.0) -> None:
        """Commit `count` events one by one, round the keys; revisions tell their order."""
        for n in range(start, start + count):
            async with transaction(self.pool) as conn:
                await outbox.put(conn, places(keys[n % len(keys)], n))
            await asyncio.sleep(pause)

    @asynccontextmanager
    async def relay(self, poll: float = POLL_SECONDS) -> AsyncIterator[Relay]:
        """A relay that runs."""
        async with self._running(
            lambda pool: Relay(pool, self.kafka, self.prefix, system="tests", source="booking", poll=poll)
        ) as relay:
            yield relay

    @asynccontextmanager
    async def consumer(
        self, instance: str = "one", dsn: str = "", handler: Handler | None = None, **how: Any
    ) -> AsyncIterator[Consumer]:
        """A consumer that runs and notes each effect, if it has no other handler; `before` is called first and may raise."""
        handlers = {PlacesChanged: handler or noting(instance, **how)}

        def build(pool: Connections) -> Consumer:
            return Consumer(pool, self.kafka, self.prefix, "hearer", handlers, committed=lambda: None)

        async with self._running(build, dsn) as consumer:
            yield consumer

    async def effects(self) -> list[asyncpg.Record]:
        """In the order they took place."""
        return await self.pool.fetch("SELECT * FROM effect ORDER BY n")

    async def count(self) -> int:
        """How many effects are known of: none while the database does not say."""
        try:
            async with connection(self.pool) as conn:
                return int(await conn.fetchval("SELECT count(*) FROM effect"))
        except Unavailable:
            return 0

    async def has(self, count: int) -> bool:
        """Whether so many effects are known of."""
        return await self.count() >= count

    async def effects_of(self, revision: int) -> int:
        """How many effects events of this revision had."""
        return int(await self.pool.fetchval("SELECT count(*) FROM effect WHERE revision = $1", revision))

    async def all_sent(self) -> bool:
        """Whether the outbox is empty, so to speak, and nothing is left to be told again."""
        return not await self.pool.fetchval("""
            SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) OR EXISTS (SELECT FROM relay_lease WHERE refilled < refill_end)
        """)

    async def assert_each_once_in_order(self, count: int) -> None:
        """Nothing lost, nothing doubled, nothing overtaken."""
        effects = await self.effects()
        assert sorted(e["revision"] for e in effects) == list(range(count))
        for key in {e["group_id"] for e in effects}:
            revisions = [e["revision"] for e in effects if e["group_id"] == key]
            assert all(a < b for a, b in pairwise(revisions)), revisions

    async def log(self, topic: str) -> list[Any]:
        """Everything a topic holds now, as any reader gets it."""
        async with AIOKafkaConsumer(bootstrap_servers=self.kafka) as reader:
            partitions = await partitions_of(self.kafka, self.prefix + topic)
            reader.assign(partitions)
            await reader.seek_to_beginning(*partitions)
            ends = await reader.end_offsets(partitions)
            records: list[Any] = []
            while [p for p in partitions if await reader.position(p) < ends[p]]:
                for part in (await reader.getmany(timeout_ms=200)).values():
                    records += part
            return records

    async def write(self, topic: str, records: Sequence[dict[str, Any]]) -> None:
        """Put records into a topic past the relay."""
        async with AIOKafkaProducer(bootstrap_servers=self.kafka, max_request_size=4_000_000) as writer:
            for record in records:
                await writer.send_and_wait(self.prefix + topic, **record)

    async def write_garbled(self, topic: str, partition: int) -> None:
        """Put a record into a partition that has a header whose name is no text: no client of ours could."""
        batch = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, 0, 10_000)
        batch.append(0, 0, b"key", b"{}", [("garbled", b"")])
        raw = bytearray(batch.build())
        raw[raw.index(b"garbled") + 3] = 0xFF
        struct.pack_into(">I", raw, 17, calc_crc32c(memoryview(raw)[21:].tobytes()))
        client = AIOKafkaClient(bootstrap_servers=self.kafka)
        try:
            await client.bootstrap()
            parts = [(self.prefix + topic, [(partition, bytes(raw))])]
            request = ProduceRequest(required_acks=-1, timeout=10_000, topics=parts, transactional_id=None)
            answer = await client.send(next(iter(client.cluster.brokers())).nodeId, request)
            assert answer.topics[0][1][0][1] == 0, answer
        finally:
            await client.close()

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        """The broker's administrator."""
        client = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        try:
            await client.start()
            yield client
        finally:
            await client.close()

    @asynccontextmanager
    async def _running(self, build: Callable[[Connections], Any], dsn: str = "") -> AsyncIterator[Any]:
        pool = await open_pool(dsn or self.dsn, 4)
        worker = build(pool)
        supervisor = Supervisor("booking")
        try:
            async with supervisor:
                supervisor.start("worker", worker.run)
                yield worker
        finally:
            pool.terminate()


@asynccontextmanager
async def backbone(dsn: str, kafka: str, prefix: str) -> AsyncIterator[Backbone]:
    """On a database of `database("shared")`."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(dsn, 4))
        await as_owner(dsn, EFFECTS)
        yield Backbone(dsn, kafka, prefix, pool)


def places(group_id: UUID, revision: int) -> PlacesChanged:
    """An event whose key is the group."""
    return PlacesChanged(group_id=group_id, revision=revision, capacity=30, taken=0, waiting=0)


def noting(
    instance: str, before: Callable[[PlacesChanged], Awaitable[None]] | None = None
) -> Callable[[Connection, PlacesChanged, Envelope], Awaitable[None]]:
    """A handler whose effect is a row."""

    async def note(conn: Connection, event: PlacesChanged, envelope: Envelope) -> None:
        if before:
            await before(event)
        sql = "INSERT INTO effect (instance, group_id, revision, event_id) VALUES ($1, $2, $3, $4)"
        await conn.execute(sql, instance, event.group_id, event.revision, envelope.id)

    return note


def record(event: PlacesChanged, event_id: UUID | None = None, **headers: str | None) -> dict[str, Any]:
    """An event as the relay would send it; a header can be changed, or left out by None."""
    attributes = {
        "ce_specversion": "1.0", "ce_id": str(event_id or uuid4()), "ce_type": event.TYPE, "ce_source": "booking",
        "ce_time": "2027-01-18T09:00:00+08:00", "content-type": "application/json",
    } | headers  # fmt: skip
    return {
        "key": event.key.encode(),
        "value": event.model_dump_json().encode(),
        "headers": [(name, value.encode()) for name, value in attributes.items() if value is not None],
    }
