"""The topics exist before anybody needs them, also on a broker that lost everything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.events import revocation
from shared.events.registry import TOPICS
from shared.messaging.address import options
from shared.messaging.broker import BrokerLost, start, within

PARTITIONS = 6
WHOLE = {revocation.TOPIC: {"retention.ms": "3600000", "segment.ms": "600000"}}
"""Topics of one partition, whose order is that of all they hold, with what the broker is told of them. What is revoked matters for as
long as a token lives; who starts reads all that is there.
"""
SECONDS = 10.0
_FINE = {0: "made", 36: "was there"}


async def ensure_topics(kafka: str, prefix: str) -> None:
    """Make the topics that are missing, with the broker's own replication factor; return when they have leaders.

    Raises BrokerLost, KafkaError or TimeoutError when the broker does not do it in time.
    """
    names = [prefix + topic for topic in TOPICS]
    async with _administered(kafka) as admin:
        while not await _led(admin, names):
            await _create(admin, prefix)


async def partitions_of(kafka: str, topic: str) -> list[TopicPartition]:
    """All of a topic's, asked of the broker: whoever runs it may have given it more than we did. Raises as `ensure_topics` does."""
    async with _administered(kafka) as admin:
        (told,) = await admin.describe_topics([topic])
        return [TopicPartition(topic, each["partition"]) for each in told["partitions"]]


@asynccontextmanager
async def _administered(kafka: str) -> AsyncIterator[Any]:
    admin = AIOKafkaAdminClient(**options(kafka), request_timeout_ms=5000)
    try:
        await start(SECONDS, admin.start())
        async with asyncio.timeout(SECONDS):
            yield admin
    finally:
        await within(1, admin.close())


async def _led(admin: Any, names: list[str]) -> bool:
    topics = await admin.describe_topics(names)
    return all(not t["error_code"] and all(p["leader"] >= 0 for p in t["partitions"]) for t in topics)


async def _create(admin: Any, prefix: str) -> None:
    topics = [
        NewTopic(prefix + topic, 1 if topic in WHOLE else PARTITIONS, 1, topic_configs=WHOLE.get(topic, {}))
        for topic in TOPICS
    ]
    for topic in topics:
        topic.replication_factor = -1  # the broker's default; the constructor does not know it
    answer = await admin.create_topics(topics)
    refused = {name: message or code for name, code, message in answer.topic_errors if code not in _FINE}
    if refused:
        raise BrokerLost(f"topics were refused: {refused}")
    await asyncio.sleep(0.02)  # the controller has them before the broker does
