"""The primary dies and its standby takes over while families book: what a synchronous standby keeps, and what another may lose."""

import asyncio

import asyncpg
import pytest

from shared.db import pool
from tests.support.all_the_while import families_book
from tests.support.booking import broken, door, make_families, publish
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.long import LONG
from tests.support.stack import Databases
from tests.support.standby import pair
from tests.support.writes import place

FAMILIES, PLACES = (2000, 300) if LONG else (150, 30)
ENROLLMENTS = "SELECT count(*) FROM enrollment"
WAITING = "SELECT true FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
async def servers(tmp_path):
    async with pair(tmp_path) as both:
        yield both


@pytest.fixture
async def direct(servers):
    """The database, at the primary itself; `servers.at` leads there or to its successor."""
    return await Databases(servers.primary.dsn("postgres")).make("booking")


def successor(servers, dsn):
    return dsn.replace(f":{servers.primary.port}/", f":{servers.standby.port}/")


async def count(dsn):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval(ENROLLMENTS)
    finally:
        await conn.close()


@pytest.mark.timeout(600)
async def test_clients_go_on_and_no_acknowledged_booking_is_lost(settings, servers, direct, record_property):
    await servers.wait_for_standby()
    known, afterwards = await settings("booking", database_url=servers.at(direct)), successor(servers, direct)
    async with families_book(known, FAMILIES, PLACES, record_property, afterwards=afterwards):
        await servers.fail_over()


async def test_what_the_standby_has_not_is_neither_answered_nor_told(system, servers, direct, monkeypatch):
    """The standby is away, and whoever waits for it gives up; a commit that was given up must not become true for others."""
    monkeypatch.setattr(pool, "COMMIT_SECONDS", 1.0)
    async with system("booking", servers.at(direct)) as booking, asyncio.TaskGroup() as running:
        group, (family, other) = await publish(booking), await make_families(booking, 2)
        await servers.wait_for_standby()
        crowd = Crowd(door(booking), [place(one, str(group)) for one in (family, other)])
        await crowd.ask([0])
        servers.log.cut()
        asked = running.create_task(crowd.ask([1]))
        await eventually(lambda: servers.primary.ask(WAITING))
        await eventually(lambda: crowd.busy > 1 or len(crowd.answers) > 1)
        assert await count(direct) == len(crowd.answers) == 1
        await servers.fail_over()
        await asked
        assert await crowd.compare() == 2
        assert await count(successor(servers, direct)) == 2
        assert await broken(booking) == set()


async def test_negative_control_without_waiting_all_since_the_standbys_last_word_is_lost(system, servers, direct):
    """The judge of the tests above must see what it is there to see."""
    async with system("booking", servers.at(direct)) as booking:
        group, those = await publish(booking), await make_families(booking, 4)
        crowd = Crowd(door(booking), [place(family, str(group)) for family in those])
        await crowd.ask([0])
        await servers.caught_up()
        servers.log.cut()
        await crowd.ask([1, 2, 3])
        await servers.fail_over()
        assert await count(successor(servers, direct)) == 1
        with pytest.raises(ExceptionGroup) as seen:
            await crowd.compare()
        assert seen.group_contains(AssertionError, match="one key, two answers")
