"""Families book and give up, round after round, for SOAK_MINUTES: nothing grows that need not, and nobody is told twice."""

import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from statistics import median

import asyncpg
import psutil
import pytest

from aixin.demo.client import open_web
from deploy.local.server import free_port
from shared.invariants.across import TOLD_ONCE, compare
from tests.support.crowd import Crowd, Wish
from tests.support.eventually import eventually
from tests.support.long import SOAK_SECONDS
from tests.support.people import bearer, token_for
from tests.support.roles import Part
from tests.support.writes import families, place

FAMILIES, PLACES = 20, 10
NAMES = ("booking", "notify")
MORE_MEMORY, MORE_FILES = 16, 4
"""Megabytes and file descriptors that a system may come to hold between the second third of the time and the last."""
MORE_DISK = 1 << 20
"""Bytes that a table may grow by whose rows were as many before."""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
TABLES = "SELECT relname, pg_table_size(oid) AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
UNSENT = "SELECT count(*) FROM outbox WHERE published_at IS NULL"


@dataclass(frozen=True)
class Held:
    """What one system holds at one moment."""

    memory: float
    files: int
    connections: int
    tables: dict[str, tuple[int, int]]
    """Rows and bytes."""


@dataclass(frozen=True)
class Watched:
    """A system in a process of its own."""

    part: Part
    conn: asyncpg.Connection

    async def held(self):
        process = psutil.Process(self.part.process.pid)
        sizes = {row["relname"]: row["bytes"] for row in await self.conn.fetch(TABLES)}
        rows = {name: await self.conn.fetchval(f'SELECT count(*) FROM "{name}"') for name in sizes}
        return Held(
            memory=process.memory_info().rss / (1 << 20),
            files=process.num_fds(),
            connections=await self.conn.fetchval(CONNECTIONS),
            tables={name: (rows[name], sizes[name]) for name in sizes},
        )


@asynccontextmanager
async def watched(known):
    """Both, beside one broker."""
    async with AsyncExitStack() as stack:
        made = {}
        for name, settings in known.items():
            part = Part(name, settings)
            stack.callback(part.kill)
            conn = await asyncpg.connect(settings.database_url)
            stack.push_async_callback(conn.close)
            made[name] = Watched(part, conn)
        for system in made.values():
            await eventually(system.part.ready)
        yield made


async def one_round(web, group, those, keys_dir):
    """Everybody books, is answered alike when they ask again, and gives it up."""
    today = [replace(family, headers=bearer(token_for(keys_dir, family.person_id))) for family in those]
    booked = Crowd(web, [place(family, group) for family in today])
    await booked.ask(range(len(today)))
    assert await booked.compare() == len(today)
    paths = [f"/booking/api/v1/enrollments/{booked.answers[n][1]['enrollment_id']}/withdraw" for n in range(len(today))]
    given_up = Crowd(
        web, [Wish("POST", path, one.with_key(), {"json": {}}) for path, one in zip(paths, today, strict=True)]
    )
    await given_up.ask(range(len(today)))
    return len(today)


@pytest.mark.timeout(2 * SOAK_SECONDS + 600)
async def test_nothing_grows_and_nobody_is_told_twice(settings, record_property):
    known = {name: (await settings(name)).model_copy(update={"port": free_port()}) for name in NAMES}
    group, those = await families(known["booking"], FAMILIES, capacity=PLACES)
    asked, samples = 0, []
    async with watched(known) as systems, open_web(systems["booking"].part.url) as web:
        began = time.monotonic()
        while time.monotonic() - began < SOAK_SECONDS or len(samples) < 6:
            asked += await one_round(web, group, those, known["booking"].keys_dir)
            samples.append({name: await system.held() for name, system in systems.items()})
        for system in systems.values():
            await eventually(lambda conn=system.conn: all_sent(conn))
        conns = {name: system.conn for name, system in systems.items()}
        assert await conns["booking"].fetchval("SELECT count(*) FROM enrollment") == asked
        await eventually(lambda: told_once(conns))
    for name in NAMES:
        early, late = thirds([sample[name] for sample in samples])
        more = median(held.memory for held in late) - median(held.memory for held in early)
        record_property(f"MB more in {name}", round(more, 1))
        assert more < MORE_MEMORY
        assert max(held.files for held in late) <= max(held.files for held in early) + MORE_FILES
        assert max(held.connections for held in late) <= known[name].pool_size + 2  # the pulse, and the test
        assert grown(early[0].tables, late[-1].tables) == {}
    record_property("compared", asked)
    record_property("minutes", round(SOAK_SECONDS / 60, 1))


def thirds(samples):
    """The middle one, and the last."""
    size = len(samples) // 3
    return samples[size : 2 * size], samples[2 * size :]


def grown(before, after):
    """Tables of as many rows as before that take more room."""
    alike = {name for name in before if before[name][0] == after[name][0]}
    return {name: (before[name], after[name]) for name in alike if after[name][1] > before[name][1] + MORE_DISK}


async def all_sent(conn):
    return not await conn.fetchval(UNSENT)


async def told_once(conns):
    return not (await compare(conns, TOLD_ONCE, {name: [] for name in conns})).broken
