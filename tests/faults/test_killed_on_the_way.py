"""A worker is killed while it relays (P5 to P7) or hears (P8, P11), and another goes on: nothing is lost, doubled or overtaken."""

import random
from uuid import uuid4

import pytest

from shared.events.catalogue import GroupPublished
from shared.messaging.topics import ensure_topics
from shared.settings import Settings
from tests.support.backbone import backbone, places, record
from tests.support.booking import facts
from tests.support.eventually import eventually
from tests.support.long import LONG, seeds
from tests.support.notify import happened
from tests.support.roles import STARTS, Part

EVENTS = 40
SAYING = ["accounts", "classes", "booking"] if LONG else ["booking"]
HEARING = ["booking", "classes", "notify"] if LONG else ["notify"]


async def dies_at(step: str, settings: Settings, name: str) -> None:
    """A worker of the system ends there, as in a power cut."""
    part = Part(name, settings, FAIL_AT=step)
    try:
        await eventually(lambda: part.process.poll() == 137, within=STARTS)
    finally:
        part.kill()


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("step", ["P5", "P6", "P7"])
@pytest.mark.parametrize("name", SAYING)
async def test_every_event_is_said_in_order(settings, record_property, name, step, seed):
    known = (await settings(name)).model_copy(update={"role": "worker", "port": 0})
    keys = random.Random(seed).sample([uuid4() for _ in range(30)], 8)
    async with backbone(known.database_url, known.kafka, known.topic_prefix) as bone:
        await bone.emit(EVENTS, keys)
        await dies_at(step, known, name)
        unsent = await bone.pool.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")
        assert unsent == (0 if step == "P7" else EVENTS)
        before = len(await bone.log("capacity"))  # on a busy machine a batch may be given up, and sent once more
        assert before == 0 if step == "P5" else before >= EVENTS
        part = Part(name, known)
        try:
            await eventually(bone.all_sent, within=STARTS)
        finally:
            part.kill()
        log = await bone.log("capacity")
        after = len(log) - before
        assert after == 0 if step == "P7" else after >= EVENTS
        for key in keys:
            said = [dict(sent.headers)["ce_id"].decode() for sent in log if sent.key == str(key).encode()]
            rows = await bone.pool.fetch("SELECT event_id::text FROM outbox WHERE key = $1 ORDER BY id", str(key))
            assert list(dict.fromkeys(said)) == [row["event_id"] for row in rows]
    record_property("compared", EVENTS)


def news(name):
    """An event that the system hears, and its topic."""
    if name == "booking":
        return "catalogue", GroupPublished(group_id=uuid4(), revision=1, facts=facts())
    if name == "classes":
        return "capacity", places(uuid4(), 1)
    return "enrollment", happened("confirmed", uuid4(), uuid4())


HEARD = "SELECT count(*) = $1 FROM inbox"
EFFECTS = {
    "booking": "SELECT count(*) FROM class_group g JOIN ledger l ON l.group_id = g.id",
    "classes": "SELECT count(*) FROM inbox",
    "notify": "SELECT count(*) / 2 FROM message",
}


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("step", ["P8", "P11"])
@pytest.mark.parametrize("name", HEARING)
async def test_every_event_is_heard_once(settings, record_property, name, step, seed):
    known = (await settings(name)).model_copy(update={"role": "worker", "port": 0})
    count = random.Random(seed).randint(1, EVENTS)
    said = [news(name) for _ in range(count)]
    await ensure_topics(known.kafka, known.topic_prefix)
    async with backbone(known.database_url, known.kafka, known.topic_prefix) as bone:
        await bone.write(said[0][0], [record(event) for _, event in said])
        await dies_at(step, known, name)
        part = Part(name, known)
        try:
            await eventually(lambda: bone.pool.fetchval(HEARD, count), within=STARTS)
            assert await bone.pool.fetchval(EFFECTS[name]) == count
        finally:
            part.kill()
        assert not await bone.pool.fetchval("SELECT count(*) FROM dead_letter")
    record_property("compared", count)
