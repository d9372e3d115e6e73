"""An open inbox follows what is committed, without reload and without holding a database connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import httpx2
import pytest

from services.notify import live
from tests.support.eventually import eventually
from tests.support.notify import alone, door, happened, running, say, served
from tests.support.people import bearer, token_for


@asynccontextmanager
async def following(url: str, system, person) -> AsyncIterator[AsyncIterator[int]]:
    """The numbers of unread messages that an open page is told, one after the other."""
    headers = bearer(token_for(system.settings.keys_dir, person))
    async with (
        httpx2.AsyncClient(timeout=20) as web,
        web.stream("GET", f"{url}/notify/stream", headers=headers) as answer,
    ):
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        yield (int(line.removeprefix("data: ")) async for line in lines if line.startswith("data: "))


@pytest.fixture
async def notify(database, keys_dir):
    """One system whose pool is far smaller than the number of open pages."""
    async with running(await alone(database, keys_dir), pool_size=2) as system:
        yield system


@pytest.fixture
def woken_only(monkeypatch):
    """Nobody looks by himself: what arrives was told at once."""
    monkeypatch.setattr(live, "POLL", 600.0)


async def test_a_commit_reaches_open_pages_at_once(woken_only, notify):
    person, other = uuid4(), uuid4()
    async with served(notify) as url, following(url, notify, person) as mine, following(url, notify, other) as theirs:
        assert await anext(mine) == 0 and await anext(theirs) == 0
        for count in (1, 2, 3):
            await say(notify, happened("confirmed", person))
            assert await anext(mine) == count
        async with door(notify, person) as web:
            await web.post("/notify/api/v1/read-all", headers={"idempotency-key": str(uuid4())})
        assert await anext(mine) == 0  # read elsewhere
        await say(notify, happened("confirmed", other))
        assert await anext(theirs) == 1  # and nothing of the others before


async def test_what_another_process_commits_is_seen_soon(notify):
    person = uuid4()
    async with running(notify.settings) as elsewhere, served(notify) as url, following(url, notify, person) as mine:
        assert await anext(mine) == 0
        await say(elsewhere, happened("confirmed", person))
        assert await anext(mine) == 1


async def test_a_hundred_open_pages_leave_the_database_free(woken_only, notify):
    people = [uuid4() for _ in range(100)]
    async with served(notify) as url, AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(following(url, notify, person)) for person in people]
        assert [await anext(stream) for stream in streams] == [0] * 100
        assert live.STREAMS._value.get() >= 100
        await say(notify, happened("promoted", *people))
        assert await asyncio.gather(*(anext(stream) for stream in streams)) == [1] * 100
    await eventually(lambda: live.STREAMS._value.get() == 0)


async def test_one_person_cannot_take_all_streams(notify, monkeypatch):
    monkeypatch.setattr(live, "MAX_OF_ONE", 2)
    person = uuid4()
    async with served(notify) as url, following(url, notify, person) as one, following(url, notify, person) as two:
        assert await anext(one) == await anext(two) == 0
        async with httpx2.AsyncClient() as web:
            refused = await web.get(f"{url}/notify/stream", headers=bearer(token_for(notify.settings.keys_dir, person)))
            assert refused.status_code == 429 and "retry-after" in refused.headers
            assert (await web.get(f"{url}/notify/stream", headers={"accept": "text/event-stream"})).status_code == 401
