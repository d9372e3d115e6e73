"""The broker is killed, wiped, stopped in mid-breath or not there at all: every event has its effect once, in order."""

import asyncio
import os
import signal
import time

import psutil
import pytest

from shared.messaging.topics import ensure_topics
from tests.support.backbone import backbone
from tests.support.eventually import eventually
from tests.support.flow import KEYS, everything_arrives, flow

BACK_SECONDS = 120
"""After this the broker has been back for long enough, also on a busy machine."""


@pytest.fixture
async def bone(database, own_kafka):
    async with backbone(await database("shared"), own_kafka.bootstrap, f"t{os.urandom(4).hex()}-") as made:
        yield made


async def in_thread(work):
    """Starting and stopping servers waits; the flow goes on meanwhile."""
    return await asyncio.to_thread(work)


async def test_killed_and_started_again(bone, own_kafka):
    async with bone.relay() as relay, bone.consumer():
        async with flow(bone, relay) as emitted:
            await eventually(lambda: bone.has(30))
            await in_thread(own_kafka.kill)
            before = emitted[0]
            await eventually(lambda: not relay.connected)
            await eventually(lambda: emitted[0] > before + 30)  # nobody waits for the broker
            await in_thread(own_kafka.start)
            await eventually(lambda: bone.has(before + 30), within=BACK_SECONDS)
        await everything_arrives(bone, within=BACK_SECONDS)


async def test_wiped(bone, own_kafka):
    async with bone.relay() as relay, bone.consumer():
        async with flow(bone, relay) as emitted:
            await eventually(lambda: bone.has(50))
            await in_thread(own_kafka.wipe)
            before = emitted[0]
            await in_thread(own_kafka.start)
            await eventually(lambda: bone.has(before + 30), within=BACK_SECONDS)
        await everything_arrives(bone, within=BACK_SECONDS, in_order=False)
    refilled = {dict(r.headers)["ce_id"].decode() for r in await bone.log("capacity")}
    told = {str(row["event_id"]) for row in await bone.pool.fetch("SELECT event_id FROM outbox")}
    assert refilled == told


async def test_stopped_in_mid_breath(bone, own_kafka):
    async with bone.relay() as relay, bone.consumer() as consumer:
        async with flow(bone, relay) as emitted:
            await eventually(lambda: bone.has(30))
            psutil.Process(own_kafka.pid).suspend()
            before = emitted[0]
            await eventually(lambda: not relay.connected and not consumer.connected)
            assert emitted[0] > before
            psutil.Process(own_kafka.pid).resume()
            await eventually(lambda: bone.has(before + 30), within=BACK_SECONDS)
        await everything_arrives(bone, within=BACK_SECONDS)


async def test_workers_end_in_time_while_the_broker_is_stopped(bone, own_kafka):
    async with bone.relay() as relay, bone.consumer() as consumer:
        await eventually(lambda: relay.connected and consumer.connected)
        await bone.emit(5, KEYS)
        psutil.Process(own_kafka.pid).send_signal(signal.SIGSTOP)
        relay.wake()
        began = time.monotonic()
    assert time.monotonic() - began < 15  # five for each, as a system's stop allows, and a busy machine
    # No zombie holds partitions in our name, or sends what it still had, when the broker goes on.
    await eventually(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def test_not_there_at_the_start(bone, own_kafka):
    own_kafka.stop()
    async with bone.relay() as relay, bone.consumer():
        async with flow(bone, relay) as emitted:
            await eventually(lambda: emitted[0] > 30)
            assert not relay.connected
            await in_thread(own_kafka.start)
            await eventually(lambda: bone.has(30), within=BACK_SECONDS)
        await everything_arrives(bone, within=BACK_SECONDS)


async def test_topics_are_made_by_many_at_once(own_kafka):
    await asyncio.gather(*(ensure_topics(own_kafka.bootstrap, "many-") for _ in range(4)))
