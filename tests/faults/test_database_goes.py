"""The database is restarted, crashes, or is away for a while, while families book: no acknowledged booking is lost, nobody hangs."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from aixin.demo.client import open_web
from deploy.local.postgres import Postgres
from deploy.local.server import free_port
from tests.support.booked import every_answer_stands
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.long import LONG
from tests.support.roles import Part
from tests.support.stack import Databases
from tests.support.writes import families, place

FAMILIES, PLACES = (2000, 300) if LONG else (150, 30)
PAUSE = 0.02
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
    dsn = await Databases(server.dsn("postgres")).make("booking")
    known = (await settings("booking", database_url=dsn)).model_copy(update={"port": free_port()})
    group, those = await families(known, FAMILIES, capacity=PLACES)
    part = Part("booking", known)
    try:
        await eventually(part.ready, within=60)
        async with open_web(part.url) as web, asyncio.TaskGroup() as running:
            crowd = Crowd(web, [place(family, group) for family in those])
            asked = running.create_task(crowd.ask(range(FAMILIES), PAUSE))
            await eventually(lambda: len(crowd.answers) > FAMILIES / 5, every=0.005)
            await asyncio.to_thread(goes, server)
            await asked
            assert crowd.longest < 20
            assert await crowd.compare() == FAMILIES
            await every_answer_stands(dsn, crowd, PLACES)
    finally:
        part.kill()
    record_property("compared", FAMILIES)
    record_property("told to come again", crowd.busy)
    record_property("longest answer, s", round(crowd.longest, 1))
