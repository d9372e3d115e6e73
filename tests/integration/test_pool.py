"""What a pool's users are told when the server ends their sessions under them."""

import asyncio
import gc

import asyncpg
import pytest

from shared.db.pool import connection, open_pool, transaction
from shared.errors import Unavailable
from tests.support.eventually import eventually
from tests.support.owner import owners

KILLS = 40
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# Its COMMIT waits until the test lets it.
_SLOW = """
CREATE TABLE kept ();
GRANT ALL ON kept TO PUBLIC;
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
SELECT pg_advisory_lock(1);
"""
_WAITS = "SELECT true FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def test_a_session_that_is_ended_is_unavailable_and_nothing_else(database):
    dsn = await database("shared")
    pool = await open_pool(dsn, size=4)
    killer = await asyncpg.connect(owners(dsn))
    told = {"answered": 0, "unavailable": 0}
    over = asyncio.Event()

    async def ask() -> None:
        while not over.is_set():
            try:
                async with connection(pool) as conn:
                    await conn.fetchval("SELECT 1")
                told["answered"] += 1
            except Unavailable:
                told["unavailable"] += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(ask())
        for _ in range(KILLS):
            await killer.execute(_OTHERS)
        over.set()
    assert told["answered"] and told["unavailable"]
    await killer.close()
    await pool.close()


async def test_it_is_told_who_has_a_connection_and_who_waits(database):
    pool = await open_pool(await database("shared"), size=1)

    async def ask() -> None:
        async with connection(pool):
            pass

    async with connection(pool):
        waiting = asyncio.create_task(ask())
        await eventually(lambda: pool.waiting)
        assert (pool.in_use, pool.waiting) == (1, 1)
    await waiting
    assert (pool.in_use, pool.waiting) == (0, 0)
    await pool.close()


async def test_whoever_is_stopped_in_a_commit_leaves_without_a_word(database):
    """The server is not asked to stop, and nothing of it is left to the log."""
    dsn, complaints = await database("shared"), []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    pool, other = await open_pool(dsn, size=1), await asyncpg.connect(owners(dsn))
    await other.execute(_SLOW)

    async def write() -> None:
        async with transaction(pool) as conn:
            await conn.execute("INSERT INTO kept DEFAULT VALUES")

    writing = asyncio.create_task(write())
    await eventually(lambda: other.fetchval(_WAITS))
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await other.execute("SELECT pg_advisory_unlock(1)")
    await eventually(lambda: other.fetchval("SELECT count(*) FROM kept"))
    del writing
    gc.collect()
    assert complaints == []
    await other.close()
    await pool.close()
