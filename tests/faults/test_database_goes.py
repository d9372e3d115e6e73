"""The database is restarted, crashes, or is away for a while, while families book: no acknowledged booking is lost, nobody hangs."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from deploy.local.postgres import Postgres
from tests.support.all_the_while import families_book
from tests.support.long import LONG
from tests.support.stack import Databases

FAMILIES, PLACES = (2000, 300) if LONG else (150, 30)
AWAY = 30 if LONG else 4
"""Seconds."""


@pytest.fixture
def server(tmp_path) -> Iterator[Postgres]:
    """One that may fall."""
    server = Postgres(tmp_path)
    server.start()
    yield server
    server.kill()


def restarted(server: Postgres) -> None:
    server.stop()
    server.start()


def crashed(server: Postgres) -> None:
    server.kill()
    server.start()


def away(server: Postgres) -> None:
    server.stop()
    time.sleep(AWAY)  # the fault itself
    server.start()


@pytest.mark.parametrize("goes", [restarted, crashed, away])
@pytest.mark.timeout(600)
async def test_no_acknowledged_booking_is_lost(settings, server, record_property, goes):
    known = await settings("booking", database_url=await Databases(server.dsn("postgres")).make("booking"))
    async with families_book(known, FAMILIES, PLACES, record_property) as crowd:
        await asyncio.to_thread(goes, server)
    assert crowd.longest < 20
