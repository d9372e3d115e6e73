"""From the broker to the effect: once, in order, and nobody waits long for poison."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.enrollment import PlacesChanged
from shared.events.notification import MessageAccepted
from shared.messaging import inbox
from shared.messaging.dead_letters import drop, parked, requeue
from shared.messaging.topics import PARTITIONS, ensure_topics
from tests.support.backbone import backbone, noting, places, record
from tests.support.eventually import eventually
from tests.support.proxy import wire
from tests.support.read_only import read_only


@pytest.fixture
async def bone(database, kafka, topic_prefix):
    async with backbone(await database("shared"), kafka, topic_prefix) as made:
        await ensure_topics(kafka, topic_prefix)
        yield made


async def effects_of(bone, revision):
    return await bone.pool.fetchval("SELECT count(*) FROM effect WHERE revision = $1", revision)


@pytest.mark.parametrize("with_inbox", [True, False], ids=["inbox", "negative control"])
async def test_an_event_delivered_a_hundred_times_has_one_effect(bone, monkeypatch, with_inbox):
    if not with_inbox:
        monkeypatch.setattr(inbox, "_CLAIM", "SELECT unnest($1::uuid[]) AS event_id")
    group, event_id = uuid4(), uuid4()
    copies = [record(places(group, 7), event_id) for _ in range(100)]
    async with bone.consumer("one"), bone.consumer("two"):
        await bone.write("capacity", copies[:10])
        await eventually(lambda: effects_of(bone, 7), within=30)  # in one batch the copies would be one event
        for n in range(10, 100, 10):
            await bone.write("capacity", copies[n : n + 10])
        await bone.write("capacity", [record(places(group, 8))])
        await eventually(lambda: effects_of(bone, 8), within=30)
    once = await effects_of(bone, 7) == 1
    assert once == with_inbox


async def test_two_members_share_while_one_comes_and_goes(bone):
    keys = [uuid4() for _ in range(24)]
    async with bone.relay():
        flow = asyncio.create_task(bone.emit(400, keys, pause=0.005))
        async with bone.consumer("one"):
            await eventually(bone.count, within=20)
            for _ in range(2):
                async with bone.consumer("two"):
                    await works(bone, "two")
            await flow
            await eventually(lambda: is_count(bone, 400), within=30)
    await bone.assert_each_once_in_order(400)


async def works(bone, instance):
    """Return when the instance has an effect after now."""
    now = await bone.count()
    sql = "SELECT count(*) FROM effect WHERE instance = $1 AND n > $2"
    await eventually(lambda: bone.pool.fetchval(sql, instance, now), within=20)


async def is_count(bone, count):
    return await bone.count() >= count


EVENT = places(uuid4(), 1)
POISON = {
    "bad JSON": (record(EVENT) | {"value": b"{oh no"}, "Invalid JSON"),
    "no body": (record(EVENT) | {"value": None}, "invalid body"),
    "invalid body": (record(EVENT) | {"value": b'{"group_id": 7}'}, "group_id"),
    "2 MB": (record(EVENT) | {"value": b'{"x": "' + b"y" * 2_000_000 + b'"}'}, "2000009 bytes"),
    "no headers": (record(EVENT) | {"headers": []}, "missing header 'ce_specversion'"),
    "no id": (record(EVENT, ce_id=None), "missing header 'ce_id'"),
    "invalid id": (record(EVENT, ce_id="7"), "invalid header"),
    "invalid time": (record(EVENT, ce_time="noon"), "invalid header"),
    "other CloudEvents": (record(EVENT, ce_specversion="0.3"), "version 0.3"),
    "unknown type": (record(EVENT, ce_type="booking.places-sung.v1"), "unknown type booking.places-sung.v1"),
    "later version": (record(EVENT, ce_type="booking.places-changed.v2"), "unknown type booking.places-changed.v2"),
    "other topic": (record(EVENT, ce_type=MessageAccepted.TYPE), "does not belong to topic capacity"),
    "NUL in the body": (record(EVENT) | {"value": b'{"group_id": "\\u0000"}'}, "found `\\x00`"),
    "NUL in a header": (record(EVENT, ce_type="a\0b"), "unknown type a\\x00b"),
    "control characters": (record(EVENT, ce_specversion="\x1b[2J\u202e"), "version \\x1b[2J\\u202e"),
    "header without a value": (record(EVENT) | {"headers": [("ce_specversion", None)]}, "missing header 'ce_id'"),
    "time without a zone": (record(EVENT, ce_time="2027-01-18T09:00:00"), "without a time zone"),
    "key not UTF-8": (record(EVENT) | {"value": b"{}", "key": b"\xff\x00"}, "invalid header"),
    "not UTF-8": (record(EVENT) | {"headers": [("ce_id", b"\xff\x00")]}, "missing header"),
}


async def test_every_sort_of_poison_is_parked_with_its_cause_and_others_go_on(bone):
    await allow_large_records(bone)
    async with bone.consumer(), bone.relay():
        for _ in range(2):  # the second time it is known already
            await bone.write("capacity", [raw for raw, _ in POISON.values()])
        await bone.write("capacity", [record(places(EVENT.group_id, 2))])
        await eventually(lambda: effects_of(bone, 2), within=30)
        dead = await parked(bone.pool)
        assert len(dead) == len(POISON)
        for name, (raw, cause) in POISON.items():
            assert any(cause in one.cause and one.letter.body == raw["value"] for one in dead), name
        told = await eventually(lambda: all_told(bone, len(POISON)), within=10)
        assert b'"cause":' in told[0].value and b"oh no" not in told[0].value
    again = await requeue(bone.pool, {PlacesChanged: noting("requeued")})
    assert again.done == [] and len(again.failed) == len(POISON)


async def swallows(conn):
    with suppress(asyncpg.PostgresError):
        await conn.execute("SELECT 1 / 0")


DEADLY = {
    "what a database cannot keep": (lambda conn: conn.execute("SELECT $1::text", "\0"), "CharacterNotInRepertoireError"),
    "what no number holds": (lambda conn: conn.execute("SELECT $1::int", 10**30), "DataError"),
    "a cancellation": (lambda _: raises(asyncio.CancelledError()), "Ended"),
    "an error without words": (lambda _: raises(AssertionError()), "AssertionError"),
    "a refusal at commit": (lambda conn: conn.execute("INSERT INTO late VALUES (1), (1)"), "UniqueViolationError"),
    "an error that was swallowed": (swallows, "InFailedSQLTransactionError"),
    "the end of its session": (lambda conn: conn.execute("SELECT pg_terminate_backend(pg_backend_pid())"), "Error"),
    "too long a statement": (
        lambda conn: conn.execute("SET LOCAL statement_timeout = 10; SELECT pg_sleep(60)"), "QueryCanceledError"
    ),
    "what is beyond the limits": (lambda conn: conn.execute("SELECT repeat('x', 2000000000)"), "ProgramLimitExceeded"),
}  # fmt: skip


async def raises(error):
    raise error


async def test_whatever_a_handler_does_its_event_is_parked_and_those_behind_it_arrive(bone, monkeypatch):
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.01)
    await bone.pool.execute("CREATE TABLE late (n int, UNIQUE (n) DEFERRABLE INITIALLY DEFERRED)")
    deeds = [deed for deed, _ in DEADLY.values()]

    async def handle(conn, event, envelope):
        await noting("one")(conn, event, envelope)
        if event.revision < len(deeds):
            await deeds[event.revision](conn)

    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(len(deeds) + 1)])
    async with bone.consumer(handler=handle):
        await eventually(lambda: effects_of(bone, len(deeds)), within=60)
    dead = await parked(bone.pool)
    for letter, (name, (_, cause)) in zip(dead, DEADLY.items(), strict=True):
        assert cause in letter.cause.partition(":")[0], name
    assert await bone.count() == 1


async def test_what_not_even_the_brokers_client_can_read_is_stepped_over(bone):
    async with AIOKafkaProducer(bootstrap_servers=bone.kafka) as writer:
        await writer.send_and_wait(bone.prefix + "capacity", **record(places(uuid4(), 0)), partition=0)
        for _ in range(2):
            await bone.write_garbled("capacity", 0)
        await writer.send_and_wait(bone.prefix + "capacity", **record(places(uuid4(), 1)), partition=0)
    async with bone.consumer():
        await eventually(lambda: is_count(bone, 2), within=60)
        await bone.write("capacity", [record(places(uuid4(), n)) for n in range(2, 20)])
        await eventually(lambda: is_count(bone, 20), within=60)
    dead = await parked(bone.pool)
    assert [(one.letter.partition, one.letter.offset, one.letter.body) for one in dead] == [(0, 1, None), (0, 2, None)]
    assert all("cannot be unpacked" in one.cause for one in dead)


async def all_told(bone, count):
    records = await bone.log("dead-letter")
    return records if len(records) >= count else None


async def allow_large_records(bone):
    async with bone.admin() as admin:
        limit = {"max.message.bytes": "3000000"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, bone.prefix + "capacity", configs=limit)])

    async def takes_it():
        try:
            await bone.write("capacity", [POISON["2 MB"][0]])
        except MessageSizeTooLargeError:
            return False
        return True

    await eventually(takes_it)


async def test_a_failing_handler_is_tried_again_then_parked_then_requeued(bone, monkeypatch):
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.01)
    group, tries = uuid4(), []

    async def fail_for_one(event):
        if event.revision == 5:
            tries.append(event)
            raise ValueError("call 13812345678")

    await bone.write("capacity", [record(places(group, n)) for n in range(10)])
    async with bone.consumer(before=fail_for_one):
        await eventually(lambda: is_count(bone, 9), within=30)
        [dead] = await eventually(lambda: parked(bone.pool))
    assert dead.cause == "ValueError: call [phone]" and len(tries) == inbox.TRIES + 1
    handlers = {PlacesChanged: noting("requeued")}
    assert (await requeue(bone.pool, handlers, [dead.id])).done == [dead.id]
    assert (await requeue(bone.pool, handlers)).done == []
    assert await effects_of(bone, 5) == 1 and await parked(bone.pool) == []
    async with bone.consumer():  # the log still holds it
        await bone.write("capacity", [record(places(group, 5), dead.letter.id()), record(places(group, 10))])
        await eventually(lambda: effects_of(bone, 10), within=20)
    assert await effects_of(bone, 5) == 1


async def test_a_failure_that_passes_has_its_effect_once_and_in_order(bone, monkeypatch):
    monkeypatch.setattr(inbox, "FIRST_PAUSE", 0.01)
    failures = iter([True] * inbox.TRIES)

    async def fail_at_first(event):
        if event.revision == 3 and next(failures, False):
            raise asyncpg.DeadlockDetectedError("two transactions wait for each other")

    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(10)])
    async with bone.consumer(before=fail_at_first):
        await eventually(lambda: is_count(bone, 10), within=30)
    await bone.assert_each_once_in_order(10)


async def test_nothing_to_do_and_not_for_us_are_no_errors(bone):
    async def nothing(event):
        if event.revision == 0:
            raise Skip("an older revision")

    accepted = MessageAccepted(person_id=uuid4(), cause_id=uuid4(), kind="confirmed", channel="inbox")
    other = record(EVENT) | {"key": accepted.key.encode(), "value": accepted.model_dump_json().encode()}
    group = uuid4()
    await bone.write("notification", [other])
    await bone.write("capacity", [record(places(group, 0)), record(places(group, 1))])
    async with bone.consumer(before=nothing):
        await eventually(bone.count, within=20)
    assert [e["revision"] for e in await bone.effects()] == [1] and await parked(bone.pool) == []


async def test_a_database_that_is_away_is_no_fault_of_the_event(bone):
    host, _, port = bone.dsn.rpartition("/")[0].rpartition("@")[2].partition(":")
    keys = [uuid4() for _ in range(5)]
    async with wire(host, int(port)) as between:
        through = bone.dsn.replace(f"@{host}:{port}", f"@127.0.0.1:{between.port}")
        async with bone.relay(), bone.consumer(dsn=through):
            await bone.emit(50, keys)
            await eventually(bone.count, within=20)
            between.cut()
            await bone.emit(50, keys, start=50)
            await eventually(bone.all_sent)
            await eventually(lambda: between.refused > inbox.TRIES)  # an event that fails by itself would be parked now
            between.mend()
            await eventually(lambda: is_count(bone, 100), within=20)
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
        await eventually(lambda: is_count(bone, 2))
    await bone.assert_each_once_in_order(2)
    assert await parked(bone.pool) == []


async def test_what_was_dropped_stays_dropped_and_says_who_and_why(bone):
    bad = record(EVENT, ce_id=None)
    await bone.write("capacity", [bad, record(places(EVENT.group_id, 2))])
    async with bone.consumer():
        [dead] = await eventually(lambda: parked(bone.pool))
        async with transaction(bone.pool) as conn:
            assert await drop(conn, [dead.id, 4711], by="li", why="a test") == [dead.id]
            assert await drop(conn, [dead.id], by="li", why="again") == []
        await bone.write("capacity", [bad, record(places(EVENT.group_id, 3))])
        await eventually(lambda: effects_of(bone, 3))
    assert await parked(bone.pool) == []
    assert (await requeue(bone.pool, {PlacesChanged: noting("requeued")})).done == []
    row = await bone.pool.fetchrow("SELECT * FROM dead_letter")
    assert (row["dropped_by"], row["dropped_why"], row["body"]) == ("li", "a test", bad["value"]) and row["dropped_at"]


async def test_offsets_that_mean_nothing_here_start_from_the_beginning(bone):
    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(5)])
    async with bone.consumer():
        await eventually(lambda: is_count(bone, 5), within=20)
    async with AIOKafkaConsumer(bootstrap_servers=bone.kafka, group_id=bone.prefix + "hearer") as vandal:
        partitions = [TopicPartition(bone.prefix + "capacity", n) for n in range(PARTITIONS)]
        vandal.assign(partitions)
        await vandal.commit(dict.fromkeys(partitions, 1_000_000))
    await bone.write("capacity", [record(places(group, 5))])
    async with bone.consumer("after"):
        await eventually(lambda: is_count(bone, 6), within=20)
    await bone.assert_each_once_in_order(6)
