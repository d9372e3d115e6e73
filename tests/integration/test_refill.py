"""A broker that lost its log is told history again, and what is new goes before it: measured by the order in the log."""

from uuid import uuid4

import pytest

from shared import faults
from shared.messaging import heartbeat, refill
from shared.messaging.outbox import shard_of
from tests.support.eventually import eventually

ROWS = 40
"""Of each key's history."""
SAY = """
INSERT INTO outbox (topic, key, shard, type, body, published_at)
VALUES ($1, $2, $3, 'tests.said.v1', convert_to($4::text, 'UTF8'), CASE WHEN $5 THEN clock_timestamp() END)
"""


@pytest.fixture
def portions(monkeypatch):
    """Small ones."""
    monkeypatch.setattr(refill, "ROWS_PER_SHARD", 10)


@pytest.fixture
def keys():
    """Of one shard, so that one portion after the other is theirs."""
    ids = (str(uuid4()) for _ in range(2000))
    return [one for one in ids if shard_of(one) == 0][:20]


async def history(bone, topic, keys):
    """What the broker that is no more was told: round the keys, so that each one's begins and ends with all the others'."""
    said = [(topic, key, shard_of(key), f"{n} of {key}", True) for n in range(ROWS) for key in keys]
    await bone.pool.executemany(SAY, said)
    await bone.pool.execute("INSERT INTO relay_target (cluster_id) VALUES ('no more')")


async def news(bone, topic, key, what="news"):
    await bone.pool.execute(SAY, topic, key, shard_of(key), f"{what} of {key}", False)


async def refilled(bone):
    """Whether the new broker was told everything."""
    return await bone.pool.fetchval("SELECT cluster_id <> 'no more' FROM relay_target") and await bone.all_sent()


async def told(bone, topic):
    """What the log holds by now, by partition, in its order."""
    parts = {}
    for record in await bone.log(topic):
        parts.setdefault(record.partition, []).append(record.value.decode())
    return parts


def before(parts, what):
    """How many records stand before it in its partition."""
    (at,) = [part.index(what) for part in parts.values() if what in part]
    return at


async def test_what_is_new_goes_first_where_an_older_one_is_known_as_such(bone, portions, keys):
    await history(bone, "capacity", keys)
    await news(bone, "capacity", keys[0])
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    parts = await told(bone, "capacity")
    assert before(parts, f"news of {keys[0]}") == 0
    assert sum(map(len, parts.values())) >= ROWS * len(keys) + 1


async def test_where_the_order_counts_its_own_history_goes_before_it_and_no_others(bone, portions, keys):
    await history(bone, "enrollment", keys)
    await news(bone, "enrollment", keys[7])
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    parts = await told(bone, "enrollment")
    assert before(parts, f"news of {keys[7]}") == ROWS
    for key in keys:  # the first copies come in order, whatever is told twice
        (part,) = [part for part in parts.values() if f"0 of {key}" in part]
        firsts = list(dict.fromkeys(said for said in part if said.endswith(key)))
        assert firsts == [f"{n} of {key}" for n in range(ROWS)] + [f"news of {key}"] * (key == keys[7])


async def test_what_is_said_meanwhile_waits_for_one_portion_and_no_more(bone, portions, keys, monkeypatch):
    await history(bone, "capacity", keys)
    sent = []

    async def say():
        """Behind the second portion, while there is much left."""
        sent.append(None)
        if len(sent) == 2:
            await news(bone, "capacity", keys[3])

    monkeypatch.setitem(faults.hooks, "P5", say)
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    assert len(sent) >= ROWS * len(keys) / 10
    assert before(await told(bone, "capacity"), f"news of {keys[3]}") <= 2 * 10


async def test_broken_off_it_goes_on_where_it_was(bone, portions, keys, monkeypatch):
    await history(bone, "capacity", keys)
    sent = []

    async def break_off():
        sent.append(None)
        if len(sent) == 20:
            raise ConnectionError("broken off")

    monkeypatch.setitem(faults.hooks, "P6", break_off)
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    said = [what for part in (await told(bone, "capacity")).values() for what in part]
    assert len(set(said)) == ROWS * len(keys) and len(said) == ROWS * len(keys) + 10  # one portion twice


async def test_nobody_says_that_all_is_told_before_history_is(bone, portions, keys, monkeypatch):
    await history(bone, "revocation", keys)
    said = []

    async def look():
        said.append(await bone.pool.fetchval(heartbeat._SINCE, "revocation"))

    monkeypatch.setitem(faults.hooks, "P5", look)
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    assert len(said) > ROWS and not any(said) and await bone.pool.fetchval(heartbeat._SINCE, "revocation")


async def test_no_row_is_written_for_it(bone, portions, keys):
    """It would be written twice, and swept, whatever number of them there is."""
    await history(bone, "capacity", keys)
    rows = "SELECT sum(xmin::text::bigint), sum(ctid::text::point <-> point(0, 0)) FROM outbox"
    before = await bone.pool.fetchrow(rows)
    async with bone.relay():
        await eventually(lambda: refilled(bone))
    assert await bone.log("capacity") and await bone.pool.fetchrow(rows) == before


async def test_a_keys_history_is_found_in_a_large_outbox(bone, keys):
    many = """
    INSERT INTO outbox (topic, key, shard, type, body, published_at)
    SELECT 'enrollment', md5(n::text), 0, 'tests.said.v1', '', clock_timestamp() FROM generate_series(1, 20000) n
    """
    await bone.pool.execute(many)
    await bone.pool.execute("ANALYZE outbox")
    asked = (keys, 0, 20_000, ["enrollment"], refill.ROWS_PER_SHARD)
    plan = "\n".join(row[0] for row in await bone.pool.fetch(f"EXPLAIN {refill._OF_KEYS}", *asked))
    assert "using outbox_sent" in plan or "on outbox_sent" in plan, plan
