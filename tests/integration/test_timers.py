"""What is due is done once, with its effect, whoever runs and whatever else fails."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from shared.db.pool import open_pool, transaction
from shared.messaging import timers
from shared.messaging.timers import Timers, cancel_timer, set_timer
from tests.support.eventually import eventually
from tests.support.owner import GRANTED, as_owner

NOW = datetime(2027, 1, 1, tzinfo=UTC) - timedelta(days=400)
"""Long due."""


@pytest.fixture
async def pool(database):
    dsn = await database("shared")
    table = "CREATE TABLE done (n bigint GENERATED ALWAYS AS IDENTITY, kind text, subject text, instance text)"
    await as_owner(dsn, f"{table}; {GRANTED.format('done')}")
    async with await open_pool(dsn, 6) as made:
        yield made


def noting(instance, kind):
    async def note(conn, subject):
        await conn.execute("INSERT INTO done (kind, subject, instance) VALUES ($1, $2, $3)", kind, subject, instance)

    return note


@asynccontextmanager
async def running(pool, handlers):
    worker = Timers(pool, handlers, committed=lambda: None)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=5)


async def due(pool, kind, *subjects, at=NOW):
    async with transaction(pool) as conn:
        for subject in subjects:
            await set_timer(conn, kind, subject, at)


async def done(pool):
    return [row["subject"] for row in await pool.fetch("SELECT subject FROM done ORDER BY n")]


async def none_left(pool):
    return not await pool.fetchval("SELECT count(*) FROM timer")


async def test_two_instances_do_each_timer_once(pool):
    subjects = [str(n) for n in range(60)]
    await due(pool, "remind", *subjects)
    async with running(pool, {"remind": noting("one", "remind")}), running(pool, {"remind": noting("two", "remind")}):
        await eventually(lambda: none_left(pool))
    assert sorted(await done(pool)) == sorted(subjects)


async def test_negative_control_without_the_deletion_it_is_done_again(pool, monkeypatch):
    keeping = timers._TAKE.replace("DELETE FROM timer WHERE id = (", "SELECT * FROM timer WHERE id = (")
    monkeypatch.setattr(timers, "_TAKE", keeping.replace(") RETURNING id, kind, subject, due_at, attempts", ")"))
    await due(pool, "remind", "a")
    async with running(pool, {"remind": noting("one", "remind")}):
        await eventually(lambda: twice(pool))


async def twice(pool):
    return len(await done(pool)) >= 2


async def test_a_failure_undoes_its_effect_is_tried_again_and_stops_no_other(pool, monkeypatch):
    monkeypatch.setattr(timers, "FIRST_PAUSE", 0.05)
    failures = iter([True, True])

    async def fail_twice(conn, subject):
        await noting("one", "fragile")(conn, subject)
        if next(failures, False):
            raise ValueError("not yet")

    await due(pool, "fragile", "bad")
    await due(pool, "remind", "good", at=NOW + timedelta(seconds=1))
    async with running(pool, {"fragile": fail_twice, "remind": noting("one", "remind")}):
        await eventually(lambda: none_left(pool))
    assert await done(pool) == ["good", "bad"]


async def cancelled(_):
    raise asyncio.CancelledError


async def swallowed(conn):
    with suppress(asyncpg.PostgresError):
        await conn.execute("SELECT 1 / 0")


@pytest.mark.parametrize("deed", [cancelled, swallowed])
async def test_whatever_a_handler_does_only_its_own_timer_waits(pool, deed):
    async def struck(conn, _):
        await deed(conn)

    await due(pool, "struck", "bad")
    await due(pool, "remind", "good", at=NOW + timedelta(seconds=1))
    async with running(pool, {"struck": struck, "remind": noting("one", "remind")}):
        await eventually(lambda: done(pool))
        assert await pool.fetchval("SELECT attempts FROM timer WHERE kind = 'struck'") >= 1


async def test_set_again_moves_and_cancel_forgets(pool):
    soon = datetime.now(UTC) + timedelta(days=1)
    await due(pool, "remind", "moved", "cancelled", at=soon)
    await due(pool, "remind", "moved")
    async with transaction(pool) as conn:
        await cancel_timer(conn, "remind", "cancelled")
    async with running(pool, {"remind": noting("one", "remind")}):
        await eventually(lambda: none_left(pool))
    assert await done(pool) == ["moved"]


async def test_a_handler_may_set_its_timer_anew(pool):
    async def again(conn, subject):
        await noting("one", "daily")(conn, subject)
        if int(subject) < 3:
            await set_timer(conn, "daily", str(int(subject) + 1), NOW)
        else:
            await set_timer(conn, "daily", subject, datetime.now(UTC) + timedelta(days=1))

    await due(pool, "daily", "0")
    async with running(pool, {"daily": again}):
        await eventually(lambda: all_four(pool))
    assert await done(pool) == ["0", "1", "2", "3"] and not await none_left(pool)


async def all_four(pool):
    return len(await done(pool)) >= 4


async def test_woken_it_does_at_once_and_kinds_of_others_wait(pool, monkeypatch):
    monkeypatch.setattr(timers, "LONGEST_SLEEP", 60.0)
    async with running(pool, {"remind": noting("one", "remind")}) as worker:
        await due(pool, "other", "later")
        await due(pool, "remind", "now")
        worker.wake()
        await eventually(lambda: done(pool))
    assert await done(pool) == ["now"]
    assert await pool.fetchval("SELECT kind FROM timer") == "other"
