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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One that may fall; each time it stands up again."""
    server = Postgres(tmp_path_factory.mktemp("falls"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def databases(server: Postgres) -> Databases:
    """There."""
    return Databases(server.dsn("postgres"))


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
    async with families_book(await settings("booking"), FAMILIES, PLACES, record_property) as crowd:
        await asyncio.to_thread(goes, server)
    assert crowd.longest < 20
