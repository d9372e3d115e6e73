"""What all channels have together: senders of any number of processes keep one pace, one budget, and rest together."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from services.notify.domain.delivery import Next
from services.notify.store import deliveries
from shared.db.pool import connection
from tests.support.notify import alone, happened, reachable, running, say, states

SENDERS = 8


@pytest.fixture
async def waiting(database, keys_dir):
    """A system without a mail server, in which twenty mails wait."""
    async with running(await alone(database, keys_dir)) as system:
        for _ in range(20):
            await reachable(system, person := uuid4())
            await say(system, happened("confirmed", person))
        yield system


async def taken(system, gap=0.0, budget=None, lease=90.0):
    """A delivery, as a sender takes it."""
    async with connection(system.pool) as conn:
        return await deliveries.claim(conn, "mail", lease, gap, budget)


async def raced(system, **limits):
    """All that senders get who take one after the other as long as there is one, at the same time."""
    got = []

    async def sender() -> None:
        while claimed := await taken(system, **limits):
            got.append(claimed)

    await asyncio.gather(*(sender() for _ in range(SENDERS)))
    return got


async def record(system, claimed, *then):
    async with connection(system.pool) as conn:
        return await deliveries.record(conn, claimed, Next(*then))


async def test_without_a_limit_each_is_taken_once(waiting):
    got = await raced(waiting)
    assert len(got) == 20 and max(Counter(one.id for one in got).values()) == 1


async def test_senders_that_race_do_not_pass_the_budget(waiting):
    assert len(await raced(waiting, budget=7)) == 7
    assert not await raced(waiting, budget=7)
    assert await states(waiting) == {"sending": 7, "queued": 13}


async def test_what_was_not_handed_over_goes_back_to_the_budget(waiting):
    taken_over, refused, doubtful, away = await raced(waiting, budget=4)
    assert await record(waiting, taken_over, "accepted", None, "1")
    assert await record(waiting, doubtful, "unknown")
    assert await record(waiting, refused, "failed")
    assert not await record(waiting, refused, "failed")  # said twice, it is given back once
    async with connection(waiting.pool) as conn:
        await deliveries.release(conn, away, 0)
    assert len(await raced(waiting, budget=4)) == 2


async def test_another_day_has_another_budget(waiting):
    assert len(await raced(waiting, budget=3)) == 3
    await waiting.pool.execute("UPDATE channel SET day = day - 1")
    assert len(await raced(waiting, budget=3)) == 3


async def test_senders_that_race_keep_the_pace(waiting):
    """A second's worth at once, then each a gap after the one before."""
    gap = 600.0
    assert len(await raced(waiting, gap=gap)) == 1
    await waiting.pool.execute("UPDATE channel SET next_at = next_at - interval '600 seconds'")
    assert len(await raced(waiting, gap=gap)) == 1
    await waiting.pool.execute("UPDATE channel SET next_at = '-infinity'")
    assert len(await raced(waiting, gap=0.25)) >= 5


async def test_a_provider_that_takes_nothing_is_left_alone_by_all(waiting):
    claimed = await taken(waiting)
    async with connection(waiting.pool) as conn:
        await deliveries.release(conn, claimed, 3600.0)
    assert not await raced(waiting) and await states(waiting) == {"queued": 20}
    await waiting.pool.execute("UPDATE channel SET rests_until = clock_timestamp()")
    assert len(await raced(waiting)) == 20


async def test_nothing_is_counted_where_nothing_was_due(waiting):
    await raced(waiting)
    before = await waiting.pool.fetchrow("SELECT next_at, spent FROM channel WHERE name = 'mail'")
    assert not await taken(waiting)
    assert await waiting.pool.fetchrow("SELECT next_at, spent FROM channel WHERE name = 'mail'") == before


async def test_what_many_are_told_lets_everything_else_pass(waiting):
    """Though it was due before."""
    await waiting.pool.execute(
        "UPDATE delivery SET later = true, due_at = due_at - interval '1 hour' WHERE id IN (SELECT id FROM delivery WHERE channel = 'mail' LIMIT 12)"
    )
    late = {row["id"] for row in await waiting.pool.fetch("SELECT id FROM delivery WHERE later")}
    order = []
    while claimed := await taken(waiting):
        order.append(claimed.id in late)
    assert order == [False] * 8 + [True] * 12


async def test_what_many_are_told_leaves_some_of_the_budget(waiting):
    """For an offer that comes after it on the same day."""
    await waiting.pool.execute("UPDATE delivery SET later = true WHERE channel = 'mail'")
    assert len(await raced(waiting, budget=10)) == 8
    await waiting.pool.execute("UPDATE delivery SET later = false WHERE state = 'queued'")
    assert len(await raced(waiting, budget=10)) == 2
