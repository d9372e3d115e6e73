"""From the broker to the effect: once and in order, whatever comes and goes."""

from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.consumer import fetcher

from shared.errors import Skip
from shared.events.notification import MessageAccepted
from shared.messaging import consumer, inbox
from shared.messaging.dead_letters import parked
from shared.messaging.topics import partitions_of
from tests.support.backbone import places, record
from tests.support.eventually import eventually
from tests.support.flow import everything_arrives, flow
from tests.support.proxy import wire
from tests.support.read_only import read_only


@pytest.mark.parametrize("with_inbox", [True, False], ids=["inbox", "negative control"])
async def test_an_event_delivered_a_hundred_times_has_one_effect(bone, monkeypatch, with_inbox):
    if not with_inbox:
        monkeypatch.setattr(inbox, "_CLAIM", "SELECT unnest($1::uuid[]) AS event_id")
    group, event_id = uuid4(), uuid4()
    copies = [record(places(group, 7), event_id) for _ in range(100)]
    async with bone.consumer("one"), bone.consumer("two"):
        await bone.write("capacity", copies[:10])
        await eventually(lambda: bone.effects_of(7))  # in one batch the copies would be one event
        for n in range(10, 100, 10):
            await bone.write("capacity", copies[n : n + 10])
        await bone.write("capacity", [record(places(group, 8))])
        await eventually(lambda: bone.effects_of(8))
    once = await bone.effects_of(7) == 1
    assert once == with_inbox


async def test_a_quiet_broker_is_asked_seldom_and_a_busy_one_often(bone, monkeypatch):
    waits = []
    ask = fetcher.FetchRequest
    monkeypatch.setattr(
        fetcher, "FetchRequest", lambda wait, *rest, **how: waits.append(wait) or ask(wait, *rest, **how)
    )
    async with bone.consumer():
        await eventually(lambda: waits[-1:] == [consumer.QUIET_MS])
        await bone.write("capacity", [record(places(uuid4(), 1))])
        await eventually(lambda: consumer.BUSY_MS in waits[waits.index(consumer.QUIET_MS) :])
        await eventually(lambda: waits[-1] == consumer.QUIET_MS)


async def test_two_members_share_while_one_comes_and_goes(bone):
    async with bone.relay() as relay, bone.consumer("one"):
        async with flow(bone, relay):
            await eventually(bone.count)
            for _ in range(2):
                async with bone.consumer("two"):
                    await works(bone, "two")
        await everything_arrives(bone, within=60)


async def works(bone, instance):
    """Return when the instance has an effect after now."""
    now = await bone.count()
    sql = "SELECT count(*) FROM effect WHERE instance = $1 AND n > $2"
    await eventually(lambda: bone.pool.fetchval(sql, instance, now))


async def test_a_failure_that_passes_has_its_effect_once_and_in_order(bone, monkeypatch):
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.01)
    failures = iter([True] * inbox.TRIES)

    async def fail_at_first(event):
        if event.revision == 3 and next(failures, False):
            raise asyncpg.DeadlockDetectedError("two transactions wait for each other")

    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(10)])
    async with bone.consumer(before=fail_at_first):
        await eventually(lambda: bone.has(10))
    await bone.assert_each_once_in_order(10)


async def test_nothing_to_do_and_not_for_us_are_no_errors(bone):
    async def nothing(event):
        if event.revision == 0:
            raise Skip("an older revision")

    accepted = MessageAccepted(person_id=uuid4(), cause_id=uuid4(), kind="confirmed", channel="inbox")
    other = record(places(uuid4(), 1)) | {"key": accepted.key.encode(), "value": accepted.model_dump_json().encode()}
    group = uuid4()
    await bone.write("notification", [other])
    await bone.write("capacity", [record(places(group, 0)), record(places(group, 1))])
    async with bone.consumer(before=nothing):
        await eventually(bone.count)
    assert [e["revision"] for e in await bone.effects()] == [1] and await parked(bone.pool) == []


async def test_a_database_that_is_away_is_no_fault_of_the_event(bone):
    host, _, port = bone.dsn.rpartition("/")[0].rpartition("@")[2].partition(":")
    keys = [uuid4() for _ in range(5)]
    async with wire(host, int(port)) as between:
        through = bone.dsn.replace(f"@{host}:{port}", f"@127.0.0.1:{between.port}")
        async with bone.relay(), bone.consumer(dsn=through):
            await bone.emit(50, keys)
            await eventually(bone.count)
            between.cut()
            await bone.emit(50, keys, start=50)
            await eventually(bone.all_sent)
            await eventually(lambda: between.refused > inbox.TRIES)  # an event that fails by itself would be parked now
            between.mend()
            await eventually(lambda: bone.has(100))
    await bone.assert_each_once_in_order(100)
    assert await parked(bone.pool) == []


async def test_a_database_that_takes_no_writes_is_no_fault_of_the_event_either(bone, postgres):
    group, name = uuid4(), bone.dsn.rpartition("/")[2]
    undone = "SELECT xact_rollback FROM pg_stat_database WHERE datname = $1"
    async with bone.consumer():
        await bone.write("capacity", [record(places(group, 0))])
        await eventually(bone.count)
        async with read_only(postgres, bone.dsn) as admin:
            before = await admin.fetchval(undone, name)

            async def tried_often():
                return await admin.fetchval(undone, name) > before + 2 * inbox.TRIES

            await bone.write("capacity", [record(places(group, 1))])
            await eventually(tried_often)  # an event that fails by itself would be parked now
        await eventually(lambda: bone.has(2))
    await bone.assert_each_once_in_order(2)
    assert await parked(bone.pool) == []


async def test_offsets_that_mean_nothing_here_start_from_the_beginning(bone):
    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(5)])
    async with bone.consumer():
        await eventually(lambda: bone.has(5))
    async with AIOKafkaConsumer(bootstrap_servers=bone.kafka, group_id=bone.prefix + "hearer") as vandal:
        partitions = await partitions_of(bone.kafka, bone.prefix + "capacity")
        vandal.assign(partitions)
        await vandal.commit(dict.fromkeys(partitions, 1_000_000))
    await bone.write("capacity", [record(places(group, 5))])
    async with bone.consumer("after"):
        await eventually(lambda: bone.has(6))
    await bone.assert_each_once_in_order(6)
