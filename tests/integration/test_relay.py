"""From the outbox to the broker: nothing lost, nothing overtaken, whoever relays."""

import asyncio
import os
import sys
from uuid import uuid4

import pytest

from shared import faults
from shared.events.catalogue import GroupCancelled
from shared.messaging import lease, outbox
from shared.messaging import relay as relays
from shared.messaging.dead_letters import parked, requeue
from tests.support.backbone import backbone, places
from tests.support.eventually import eventually


@pytest.fixture
async def bone(database, kafka, topic_prefix):
    async with backbone(await database("shared"), kafka, topic_prefix) as made:
        yield made


@pytest.fixture
def short_leases(monkeypatch):
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.2)


def first_copies(records):
    """Group → revisions in the order in which a reader first sees them."""
    seen, order = set(), {}
    for r in records:
        event_id = dict(r.headers)["ce_id"]
        if event_id not in seen:
            seen.add(event_id)
            order.setdefault(r.key, []).append(int(r.value.split(b'"revision":')[1].split(b",")[0]))
    return order


async def test_a_commit_is_sent_at_once_when_the_relay_is_woken(bone):
    async with bone.relay(poll=600.0) as relay, bone.consumer():  # it looks when it is woken, or not at all
        await eventually(lambda: relay.connected)
        await bone.emit(1, [uuid4()])
        relay.wake()
        await eventually(bone.count)
        for n in range(20):
            await bone.emit(1, [uuid4()], start=n)
            relay.wake()
            await eventually(bone.all_sent)


async def test_three_relays_keep_the_order_of_each_key(bone, short_leases):
    keys = [uuid4() for _ in range(7)]
    async with bone.relay() as one, bone.relay(), bone.relay(), bone.consumer():
        await bone.emit(300, keys)
        one.wake()
        await eventually(lambda: bone.has(300))
        await bone.assert_each_once_in_order(300)


async def test_a_relay_paused_past_its_lease_overtakes_nobody(bone, short_leases, monkeypatch):
    paused, resumed = asyncio.Event(), asyncio.Event()

    async def pause_the_first():
        if not paused.is_set():
            paused.set()
            await resumed.wait()

    monkeypatch.setitem(faults.hooks, "P5", pause_the_first)
    keys = [uuid4() for _ in range(3)]
    await bone.emit(30, keys)
    async with bone.relay(), bone.consumer():
        await asyncio.wait_for(paused.wait(), 20)
        async with bone.relay():
            await bone.emit(30, keys, start=30)
            await eventually(bone.all_sent)
            resumed.set()
            await bone.emit(30, keys, start=60)
            await eventually(lambda: bone.has(90))
        await eventually(lambda: copies_of_late_ones(bone))
    await bone.assert_each_once_in_order(90)
    assert all(revisions == sorted(revisions) for revisions in first_copies(await bone.log("capacity")).values())


async def copies_of_late_ones(bone):
    """The paused relay has sent what it had read, a second time."""
    return len(await bone.log("capacity")) >= 120


async def test_negative_control_another_order_is_noticed(bone, monkeypatch):
    monkeypatch.setattr(relays, "_UNSENT", relays._UNSENT.replace("ORDER BY id", "ORDER BY id DESC"))
    await bone.emit(30, [uuid4()])
    async with bone.relay(), bone.consumer():
        await eventually(lambda: bone.has(30))
    with pytest.raises(AssertionError):
        await bone.assert_each_once_in_order(30)


async def test_killed_after_sending_before_marking_loses_and_doubles_nothing(bone):
    await bone.emit(20, [uuid4(), uuid4()])
    args = [sys.executable, "-m", "tests.support.relay_process", bone.dsn, bone.kafka, bone.prefix]
    process = await asyncio.create_subprocess_exec(*args, env=os.environ | {"FAIL_AT": "P6"})
    assert await asyncio.wait_for(process.wait(), 30) == 137
    assert await bone.pool.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL") == 20
    async with bone.relay(), bone.consumer():
        await eventually(bone.all_sent)
        await eventually(lambda: bone.has(20))
    await bone.assert_each_once_in_order(20)
    assert len(await bone.log("capacity")) == 40


FENCELESS = """
WITH marked AS (UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($3) AND $1::smallint[] = $1 AND $2::bigint[] = $2
    RETURNING published_at - created_at AS lag)
SELECT count(*), max(lag) AS lag FROM marked
"""


@pytest.mark.parametrize("fenced", [True, False], ids=["fenced", "negative control"])
async def test_what_was_sent_to_a_broker_that_is_no_more_cannot_be_marked(bone, monkeypatch, fenced):
    unmarked = []
    if not fenced:
        monkeypatch.setattr(relays, "_MARK", FENCELESS)

    async def broker_is_replaced():
        await relay._aim(f"another cluster {len(unmarked)}")

    async def look():
        unmarked.append(await bone.pool.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL"))
        faults.hooks.clear()

    monkeypatch.setattr(faults, "hooks", {"P6": broker_is_replaced, "P7": look})
    await bone.emit(5, [uuid4()])
    async with bone.relay() as relay:
        await eventually(lambda: unmarked)
    assert unmarked == ([5] if fenced else [0])


async def test_an_event_the_broker_will_never_take_is_parked_and_others_go_on(bone):
    async with bone.relay() as relay, bone.consumer():
        async with bone.pool.acquire() as conn, conn.transaction():
            large = GroupCancelled(group_id=uuid4(), revision=1, reason="雨" * 700_000)
            await outbox.put(conn, large, places(large.group_id, 0))
        relay.wake()
        await eventually(bone.count)
        [dead] = await eventually(lambda: parked(bone.pool))
        assert dead.outbox_id and "MessageSizeTooLarge" in dead.cause and b"\xe9\x9b\xa8" in dead.letter.body
        await eventually(lambda: has_record(bone, "dead-letter"))
        assert (await requeue(bone.pool, {})).done == [dead.id]  # it is sent again, and refused again
        [again] = await eventually(lambda: parked(bone.pool))
        assert again.id == dead.id


async def has_record(bone, topic):
    return await bone.log(topic)


async def test_another_relay_takes_over_at_once_when_one_stops(bone, monkeypatch):
    monkeypatch.setattr(lease, "LEASE_SECONDS", 600.0)  # it must be let go: nobody waits for its end
    async with bone.relay() as one:
        await bone.emit(1, [uuid4()])
        one.wake()
        await eventually(bone.all_sent)
    async with bone.relay():
        await bone.emit(1, [uuid4()])
        await eventually(bone.all_sent)
