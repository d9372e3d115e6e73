"""Whoever plays the demonstration comes again while a system recovers, as its answer says; nothing is done twice."""

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from aixin.demo import client
from aixin.demo.client import AWAY, DemoError, Person


def recovering(times: int, keys: list[str]) -> httpx2.AsyncClient:
    """What answers so often that it is away, and then that it is done; the keys that it was asked with."""

    async def app(scope, receive, send):
        keys.append(Request(scope).headers["idempotency-key"])
        await JSONResponse({"done": True}, AWAY if len(keys) <= times else 200)(scope, receive, send)

    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://aixin.example")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(client, "WAITS", (1e-6, 1e-6))


async def test_it_comes_again_with_the_same_key():
    keys: list[str] = []
    async with recovering(2, keys) as web:
        assert await Person(web, "token").post("/somewhere") == {"done": True}
    assert len(keys) == 3 and len(set(keys)) == 1


async def test_what_stays_away_is_told():
    keys: list[str] = []
    async with recovering(9, keys) as web:
        with pytest.raises(DemoError, match="503"):
            await Person(web, "token").post("/somewhere")
    assert len(keys) == 3
