"""What the database undoes because two works met is answered as a wish to come again, never as a fault."""

import asyncio

import pytest

from shared.db.pool import open_pool, transaction
from shared.errors import Unavailable

LOCK = "UPDATE timer SET attempts = attempts + 1 WHERE subject = $1"


@pytest.fixture
async def pool(database):
    opened = await open_pool(await database("shared"), 4)
    await opened.execute("INSERT INTO timer (kind, subject, due_at) VALUES ('k', 'a', now()), ('k', 'b', now())")
    yield opened
    await opened.close()


async def crossing(pool):
    """Each holds what the other wants next."""
    both = asyncio.Barrier(2)

    async def take(first, then):
        async with transaction(pool) as conn:
            await conn.execute(LOCK, first)
            await both.wait()
            await conn.execute(LOCK, then)

    done = await asyncio.gather(take("a", "b"), take("b", "a"), return_exceptions=True)
    raise next(error for error in done if error)


async def overtaken(pool):
    """It saw the row as it was before somebody else changed it."""
    async with transaction(pool) as conn:
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        await conn.fetchval("SELECT count(*) FROM timer")
        await pool.execute(LOCK, "a")
        await conn.execute(LOCK, "a")


async def waited(pool, limit):
    """Somebody else holds the row for longer than it may wait."""
    async with pool.acquire() as other, other.transaction():
        await other.execute(LOCK, "a")
        async with transaction(pool) as conn:
            await conn.execute(f"SET LOCAL {limit} = '10ms'")
            await conn.execute(LOCK, "a")


async def read_only(pool):
    """It is a standby now."""
    async with transaction(pool) as conn:
        await conn.execute("SET TRANSACTION READ ONLY")
        await conn.execute(LOCK, "a")


NOT_NOW = {
    "disk full": "53100", "out of memory": "53200", "too many connections": "53300", "limit exceeded": "53400",
    "disk broken": "58030", "starting": "57P03", "stopping": "57P01", "idle for too long": "25P03",
}  # fmt: skip


@pytest.mark.parametrize("code", NOT_NOW.values(), ids=NOT_NOW)
async def test_what_the_server_cannot_do_now_is_no_fault_of_ours(pool, code):
    with pytest.raises(Unavailable):
        async with transaction(pool) as conn:
            await conn.execute(f"DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{code}'; END $$")


@pytest.mark.parametrize(
    "meet",
    [
        crossing,
        overtaken,
        read_only,
        lambda pool: waited(pool, "statement_timeout"),
        lambda pool: waited(pool, "lock_timeout"),
    ],
    ids=["deadlock", "serialization", "read-only", "statement timeout", "lock timeout"],
)
async def test_what_was_undone_is_asked_for_again(pool, meet):
    with pytest.raises(Unavailable) as away:
        await meet(pool)
    assert away.value.retry_after
