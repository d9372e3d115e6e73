"""Notify comes back to 100,000 events that it has not heard: each is told once, in the order of its group; measured is how fast."""

import asyncio
import time
from uuid import UUID, uuid5

import pytest
from aiokafka import AIOKafkaProducer

from shared.messaging.topics import ensure_topics
from tests.support.backbone import backbone, record
from tests.support.eventually import eventually
from tests.support.long import LONG
from tests.support.notify import happened
from tests.support.roles import Part

EVENTS, GROUPS, FAMILIES = (100_000, 1_000, 20_000) if LONG else (1_000, 100, 200)
SLOWEST = 20
"""Events a second, on the busiest machine."""
TOPIC = "enrollment"
IDS = UUID(int=37)
REACHABLE = """
INSERT INTO recipient (person_id, email, confirmed_at) SELECT id, id || '@example.com', now() FROM unnest($1::uuid[]) AS id
"""
# In the order of a group's messages: what is told, and what was said before it.
OVERTAKEN = """
SELECT count(*) FROM (
    SELECT (params->>'child_name')::int AS said, lag((params->>'child_name')::int) OVER (PARTITION BY params->>'group_id' ORDER BY id) AS before
    FROM message
) AS told WHERE said < before
"""


def id_of(what: str, number: int) -> UUID:
    return uuid5(IDS, f"{what} {number}")


def said(number: int):
    """The group's events are numbered where a child's name stands."""
    group, family = id_of("group", number % GROUPS), id_of("family", number % FAMILIES)
    return happened("confirmed", family, group_id=group, child_name=str(number))


async def leave_unheard(kafka: str, topic: str) -> None:
    """All at once: nobody listens."""
    async with AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=20) as writer:
        sent = [await writer.send(topic, **record(said(number))) for number in range(EVENTS)]
        await asyncio.gather(*sent)


@pytest.mark.timeout(600 + EVENTS / SLOWEST)
async def test_each_is_told_once_in_order_of_its_group(settings, record_property):
    known = (await settings("notify")).model_copy(update={"role": "worker", "port": 0})
    await ensure_topics(known.kafka, known.topic_prefix)
    await leave_unheard(known.kafka, known.topic_prefix + TOPIC)
    async with backbone(known.database_url, known.kafka, known.topic_prefix) as bone:
        count = bone.pool.fetchval
        await bone.pool.execute(REACHABLE, [id_of("family", number) for number in range(FAMILIES)])
        part = Part("notify", known)
        try:
            await eventually(lambda: count("SELECT EXISTS (SELECT FROM message)"))
            began = time.monotonic()
            await eventually(
                lambda: count("SELECT count(*) = $1 FROM inbox", EVENTS), within=60 + EVENTS / SLOWEST, every=0.2
            )
            took = time.monotonic() - began
            await eventually(bone.all_sent, within=60 + EVENTS / SLOWEST, every=0.2)
        finally:
            part.kill()
        assert await count("SELECT count(DISTINCT event_id) FROM message") == EVENTS
        assert await count("SELECT count(*) FROM message") == EVENTS
        assert await count("SELECT count(*) FROM delivery WHERE channel = 'mail'") == EVENTS
        assert not await count(OVERTAKEN) and not await count("SELECT count(*) FROM dead_letter")
    record_property("compared", EVENTS)
    record_property("heard a second", round(EVENTS / took))
