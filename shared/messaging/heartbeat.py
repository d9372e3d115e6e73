"""Accounts says every other second that whatever was revoked is told: as long as it is true, and can be said."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from shared.db.pool import Connections, connection
from shared.events.envelope import Envelope
from shared.events.revocation import TOPIC, AllTold
from shared.messaging import broker
from shared.messaging.address import options
from shared.messaging.topics import ensure_topics

EVERY_SECONDS = 2.0
SEND_SECONDS = 4.0

# What was revoked within these seconds may be on its way: where many log out, something always is. A broker that lost its log must have
# been told history again.
_SINCE = """
SELECT clock_timestamp() WHERE NOT EXISTS (
    SELECT FROM outbox WHERE published_at IS NULL AND topic = $1 AND created_at < clock_timestamp() - interval '2 seconds'
) AND NOT EXISTS (SELECT FROM relay_lease WHERE refilled < refill_end)
"""


class Heartbeat:
    """Of one process of accounts; any number may beat. It writes no row: said of a moment, it is of no use after it."""

    def __init__(self, pool: Connections, kafka: str, prefix: str, source: str) -> None:
        """`source` as an Envelope names it."""
        self._pool, self._kafka, self._prefix, self._source = pool, kafka, prefix, source

    async def run(self) -> None:
        """As long as broker and database answer; then raises BrokerLost, Unavailable or what the broker's client raises."""
        await broker.session(self._kafka, self._beat)

    async def _beat(self, _: str) -> None:
        await ensure_topics(self._kafka, self._prefix)
        producer = AIOKafkaProducer(**options(self._kafka), acks="all", request_timeout_ms=int(SEND_SECONDS * 1000))
        try:
            await broker.start(SEND_SECONDS, producer.start())
            while True:
                async with connection(self._pool) as conn:
                    now: datetime | None = await conn.fetchval(_SINCE, TOPIC)
                if now:
                    await self._say(producer, now)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            await broker.within(1, producer.stop())
            await broker.within(1, producer.client.close())

    async def _say(self, producer: Any, now: datetime) -> None:
        told = AllTold()
        said = Envelope(uuid4(), told.TYPE, self._source, now, TOPIC, told.key)
        async with asyncio.timeout(SEND_SECONDS):
            await producer.send_and_wait(
                self._prefix + TOPIC, told.model_dump_json().encode(), key=told.key.encode(), headers=said.headers()
            )
