"""A system on a database of its own, as most tests here want it; a file that starts it otherwise says so."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from shared.messaging.topics import ensure_topics
from shared.system import System
from tests.conftest import MakeDatabase, RunSystem
from tests.support.backbone import Backbone, backbone
from tests.support.booking import FamilyOfOne, door, make_families
from tests.support.classes import Desk
from tests.support.contract import kept
from tests.support.notify import alone, running
from tests.support.people import token_for
from tests.support.staff import Staff


@pytest.fixture(autouse=True)
def contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test here asks of the JSON API is answered as the document says."""
    ask = httpx2.ASGITransport.handle_async_request

    async def watched(self: httpx2.ASGITransport, request: httpx2.Request) -> httpx2.Response:
        answer = await ask(self, request)
        if isinstance(self.app, FastAPI) and "/api/" in request.url.path:
            body = await answer.aread()
            kept(self.app, request, answer)
            return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(body))
        return answer

    monkeypatch.setattr(httpx2.ASGITransport, "handle_async_request", watched)


@pytest.fixture
async def booking(system: RunSystem) -> AsyncIterator[System]:
    """Running, with no group and no family."""
    async with system("booking") as running:
        yield running


@pytest.fixture
def web(booking: System) -> httpx2.AsyncClient:
    """Its doors."""
    return door(booking)


@pytest.fixture
async def family(booking: System) -> FamilyOfOne:
    """A guardian and a child."""
    return (await make_families(booking, 1))[0]


@pytest.fixture
def organizer(booking: System) -> dict[str, str]:
    """The headers of an organizer of gaoxin."""
    return Staff(booking).headers


@pytest.fixture
async def desk(system: RunSystem, keys_dir: Path) -> AsyncIterator[Desk]:
    """Classes, and an organizer of mazhang at it."""
    token = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    async with system("classes") as running:
        yield Desk(running, token)


@pytest.fixture
async def notify(database: MakeDatabase, keys_dir: Path) -> AsyncIterator[System]:
    """Notifications, without a mail server and without a broker."""
    async with running(await alone(database, keys_dir)) as system:
        yield system


@pytest.fixture
async def bone(database: MakeDatabase, kafka: str, topic_prefix: str) -> AsyncIterator[Backbone]:
    """The backbone of a system, with its topics."""
    async with backbone(await database("shared"), kafka, topic_prefix) as made:
        await ensure_topics(kafka, topic_prefix)
        yield made
