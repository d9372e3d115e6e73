"""What was heard is known when it comes again, for as long as it can come; what comes later still has no effect."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.db import prune
from shared.db.pool import open_pool
from shared.events.capacity import PlacesChanged
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from shared.settings import Settings
from tests.support.backbone import EFFECTS, noting, places, record
from tests.support.owner import as_owner

DAYS = Settings(database_url="")
SAID = "SELECT uuidv7(-$1::interval)"


class Hearer:
    """As much of a system as hears and ages."""

    name, settings, prunes = "tests", DAYS, {}

    def __init__(self, pool):
        self.pool = pool
        self.inbox = Inbox(pool, "tests", {PlacesChanged: noting("one")}, remembers=DAYS.inbox_life)

    async def hears(self, event_id):
        """An event of this id comes; how many effects it has had by then."""
        made = record(places(uuid4(), 1), event_id)
        await self.inbox.take([Letter("capacity", 0, 0, made["key"], made["headers"], made["value"])])
        return await self.pool.fetchval("SELECT count(*) FROM effect WHERE event_id = $1", event_id)


@pytest.fixture
async def hearer(database, monkeypatch):
    monkeypatch.setattr(prune, "PAUSE_SECONDS", 0.0)
    dsn = await database("shared")
    await as_owner(dsn, EFFECTS)
    async with await open_pool(dsn, 4) as pool:
        yield Hearer(pool)


@pytest.mark.parametrize("days", [0, 1, DAYS.outbox_days + DAYS.log_days, DAYS.inbox_days - 1])
async def test_it_has_one_effect_however_often_it_comes(hearer, days):
    event_id = await hearer.pool.fetchval(SAID, timedelta(days=days))
    assert await hearer.hears(event_id) == 1
    await prune.prune(hearer)
    assert await hearer.hears(event_id) == 1
    assert await hearer.pool.fetchval("SELECT count(*) FROM inbox") == 1


async def test_it_is_remembered_until_it_would_not_be_heard(hearer):
    """Between the two instants lies a day, whatever clocks say."""
    event_id = await hearer.pool.fetchval(SAID, timedelta(days=DAYS.inbox_days, hours=1))
    await hearer.pool.execute("INSERT INTO inbox (event_id) VALUES ($1)", event_id)
    await prune.prune(hearer)
    assert await hearer.pool.fetchval("SELECT count(*) FROM inbox") == 1
    assert await hearer.hears(event_id) == 0


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
async def test_what_was_forgotten_is_not_done_again(hearer, monkeypatch, guarded):
    if not guarded:
        monkeypatch.setattr(hearer.inbox, "_remembers", None)
    event_id = await hearer.pool.fetchval(SAID, timedelta(days=DAYS.inbox_days + 2))
    await hearer.pool.execute("INSERT INTO inbox (event_id) VALUES ($1)", event_id)
    await prune.prune(hearer)
    assert not await hearer.pool.fetchval("SELECT count(*) FROM inbox")
    assert await hearer.hears(event_id) == (0 if guarded else 1)


async def test_an_id_that_does_not_say_when_is_remembered_for_ever(hearer):
    event_id = uuid4()
    assert await hearer.hears(event_id) == 1
    await prune.prune(hearer)
    assert await hearer.hears(event_id) == 1
