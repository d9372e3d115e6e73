"""A system is killed while it answers, at P1 to P4, and started again: each key has one answer, and one effect.

The steps are breakpoints in PostgreSQL, so the systems know nothing of them.
"""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import asyncpg
import pytest

from aixin.demo.client import open_web
from deploy.local.server import free_port
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.long import LONG, seeds
from tests.support.owner import owners
from tests.support.people import accounts_speaks
from tests.support.roles import STARTS, Part
from tests.support.writes import WRITES

# Whoever keeps an answer waits for the test: right then, or only within its COMMIT.
HELD = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER held AFTER INSERT OR UPDATE ON idempotent_answer DEFERRABLE INITIALLY {when}
    FOR EACH ROW WHEN (NEW.status IS NOT NULL) EXECUTE FUNCTION hold();
SELECT pg_advisory_lock(1);
"""
RELEASED = "SELECT pg_advisory_unlock(1); DROP FUNCTION hold CASCADE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = $1"


@dataclass(frozen=True)
class Step:
    """Where everybody stands still, and how that is seen and ended."""

    hold: str
    lock: str
    release: str


STEPS = {
    "P1": Step("BEGIN; LOCK TABLE idempotent_answer", "relation", "ROLLBACK"),
    "P2": Step(HELD.format(when="IMMEDIATE"), "advisory", RELEASED),
    "P3": Step(HELD.format(when="DEFERRED"), "advisory", RELEASED),
}
"""P4 needs none: the answer was given."""
SERVICES = list(WRITES) if LONG else ["booking"]


@contextmanager
def running(name, settings) -> Iterator[Part]:
    part = Part(name, settings)
    try:
        yield part
    finally:
        part.kill()


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("step", [*STEPS, "P4"])
@pytest.mark.parametrize("name", SERVICES)
async def test_each_key_has_one_answer_and_one_effect(settings, record_property, name, step, seed):
    chance = random.Random(f"{name} {step} {seed}")
    before, meanwhile = chance.randint(1, 10), chance.randint(1, 20)
    known = (await settings(name)).model_copy(update={"port": free_port()})
    at_first = await asyncpg.connect(owners(known.database_url))
    before_all = await at_first.fetchval(WRITES[name].effects)
    wishes = await WRITES[name].wishes(known, before + meanwhile)
    web, said = open_web(f"http://127.0.0.1:{known.port}"), accounts_speaks(known)
    async with web, said, asyncio.TaskGroup() as asking:
        crowd = Crowd(web, wishes)
        with running(name, known) as part:
            await eventually(part.ready, within=STARTS)
            await crowd.ask(range(before))
            if step in STEPS:
                asked = await killed_at(STEPS[step], part, asking, crowd, range(before, len(wishes)), at_first)
            else:
                asked = asking.create_task(crowd.ask(range(before, len(wishes)), pause=0.002))
                await eventually(lambda: len(crowd.answers) > before, every=0.001)
                part.kill()
        with running(name, known):
            await asked
            compared = await crowd.compare()
        assert compared == len(wishes)
    assert await at_first.fetchval(WRITES[name].effects) - before_all == len(wishes)
    await at_first.close()
    record_property("compared", compared)


async def killed_at(step, part, asking, crowd, numbers, conn):
    """Let everybody ask, and kill the system while they all wait; returns their asking, which goes on."""
    await conn.execute(step.hold)
    asked = asking.create_task(crowd.ask(numbers))
    await eventually(lambda: conn.fetchval(WAITING, step.lock))
    assert not set(crowd.answers) & set(numbers)
    part.kill()
    await conn.execute(step.release)
    return asked
