"""An event that can have no effect, now or ever: it is parked, said to people, and nobody behind it waits long."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import MessageSizeTooLargeError

from shared.db.pool import transaction
from shared.events.capacity import PlacesChanged
from shared.events.notification import MessageAccepted
from shared.messaging import inbox
from shared.messaging.dead_letters import drop, parked, requeue
from tests.support.backbone import noting, places, record
from tests.support.eventually import eventually
from tests.support.owner import GRANTED, as_owner

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
        await eventually(lambda: bone.effects_of(2))
        dead = await parked(bone.pool)
        assert len(dead) == len(POISON)
        for name, (raw, cause) in POISON.items():
            assert any(cause in one.cause and one.letter.body == raw["value"] for one in dead), name
        told = await eventually(lambda: all_told(bone, len(POISON)))
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
    await as_owner(
        bone.dsn, f"CREATE TABLE late (n int, UNIQUE (n) DEFERRABLE INITIALLY DEFERRED); {GRANTED.format('late')}"
    )
    deeds = [deed for deed, _ in DEADLY.values()]

    async def handle(conn, event, envelope):
        await noting("one")(conn, event, envelope)
        if event.revision < len(deeds):
            await deeds[event.revision](conn)

    group = uuid4()
    await bone.write("capacity", [record(places(group, n)) for n in range(len(deeds) + 1)])
    async with bone.consumer(handler=handle):
        await eventually(lambda: bone.effects_of(len(deeds)))
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
        await eventually(lambda: bone.has(2))
        await bone.write("capacity", [record(places(uuid4(), n)) for n in range(2, 20)])
        await eventually(lambda: bone.has(20))
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
        await eventually(lambda: bone.has(9))
        [dead] = await eventually(lambda: parked(bone.pool))
    assert dead.cause == "ValueError: call [phone]" and len(tries) > inbox.TRIES
    handlers = {PlacesChanged: noting("requeued")}
    assert (await requeue(bone.pool, handlers, [dead.id])).done == [dead.id]
    assert (await requeue(bone.pool, handlers)).done == []
    assert await bone.effects_of(5) == 1 and await parked(bone.pool) == []
    async with bone.consumer():  # the log still holds it
        await bone.write("capacity", [record(places(group, 5), dead.letter.id()), record(places(group, 10))])
        await eventually(lambda: bone.effects_of(10))
    assert await bone.effects_of(5) == 1


async def test_what_was_dropped_stays_dropped_and_says_who_and_why(bone):
    bad = record(EVENT, ce_id=None)
    await bone.write("capacity", [bad, record(places(EVENT.group_id, 2))])
    async with bone.consumer():
        [dead] = await eventually(lambda: parked(bone.pool))
        async with transaction(bone.pool) as conn:
            assert await drop(conn, [dead.id, 4711], by="li", why="a test") == [dead.id]
            assert await drop(conn, [dead.id], by="li", why="again") == []
        await bone.write("capacity", [bad, record(places(EVENT.group_id, 3))])
        await eventually(lambda: bone.effects_of(3))
    assert await parked(bone.pool) == []
    assert (await requeue(bone.pool, {PlacesChanged: noting("requeued")})).done == []
    row = await bone.pool.fetchrow("SELECT * FROM dead_letter")
    assert (row["dropped_by"], row["dropped_why"], row["body"]) == ("li", "a test", bad["value"]) and row["dropped_at"]
