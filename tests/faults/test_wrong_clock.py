"""One system's clock is ten minutes wrong, either way: openings, tokens and countdowns go by the database's clock."""

import re
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aixin.demo.client import log_in, open_web
from deploy.local.server import free_port
from shared.kernel.identity import TOKEN_LIFE
from shared.tokens import public_keys, verify
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.long import LONG
from tests.support.roles import Part
from tests.support.stack import missing
from tests.support.writes import families, place

LIBRARY = "faketime/libfaketimeMT.so.1"
WRONG = {"behind": "-10m", "ahead": "+10m"}
"""What libfaketime is told."""
# Of the wall clock alone. With the "fix", which some build in, threads that wait for the interpreter do not wait but spin.
WALL_ALONE = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}
AWAY = timedelta(minutes=9)
"""Less than the clock is wrong by."""
FAMILIES = 30 if LONG else 5


@pytest.fixture
def wrong():
    """The environment of a process with a wrong clock."""
    library = next(Path("/usr/lib").glob(f"*/{LIBRARY}"), None) or next(Path("/usr/lib").glob(LIBRARY), None)
    if library is None:
        missing("libfaketime is not installed")
    return lambda by: {"LD_PRELOAD": str(library), "FAKETIME": by} | WALL_ALONE


@asynccontextmanager
async def running(name, known, env):
    """The system by itself, and what asks it."""
    part = Part(name, known, **env)
    try:
        await eventually(part.ready)
        async with open_web(part.url) as web:
            yield web
    finally:
        part.kill()


async def said_at(web, wish):
    """What the page says the instant is, in seconds."""
    page = await web.get("/booking/", headers=wish.headers | {"accept": "text/html"})
    found = re.search(r'data-now="(\d+)"', page.text)
    return int(found[1]) / 1000 if found and page.status_code == 200 else 0


@pytest.mark.parametrize("by", WRONG.values(), ids=WRONG)
async def test_openings_and_countdowns_go_by_the_database(settings, wrong, record_property, by):
    known = (await settings("booking")).model_copy(update={"port": free_port()})
    async with running("booking", known, wrong(by)) as web:
        wishes, expected = [], []
        now = datetime.now(UTC)
        times = {
            "confirmed": (now - AWAY, now + AWAY),
            "not_open": (now + AWAY, now + 2 * AWAY),
            "closed": (now - 2 * AWAY, now - AWAY),
        }
        for result, (opens_at, closes_at) in times.items():
            group, those = await families(known, FAMILIES, opens_at=opens_at, closes_at=closes_at)
            wishes += [place(family, group) for family in those]
            expected += [result] * FAMILIES
        crowd = Crowd(web, wishes)
        await crowd.ask(range(len(wishes)))
        assert [crowd.answers[n][1]["result"] for n in range(len(wishes))] == expected
        assert await crowd.compare() == len(wishes)
        assert abs(await said_at(web, wishes[0]) - time.time()) < AWAY.total_seconds()
    record_property("compared", len(wishes))


@pytest.mark.parametrize("by", WRONG.values(), ids=WRONG)
async def test_a_token_is_signed_by_the_databases_clock(settings, wrong, by):
    known = (await settings("accounts", demo=True)).model_copy(update={"port": free_port()})
    async with running("accounts", known, wrong(by)) as web:
        token = (await log_in(web, "13812345678")).token
    assert abs(verify(token, public_keys(known.keys_dir)).expires - time.time() - TOKEN_LIFE.total_seconds()) < 120
