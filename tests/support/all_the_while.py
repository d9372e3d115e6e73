"""Families book all the while at a system in a process of its own: whatever is done meanwhile, what each was told stands."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aixin.demo.client import open_web
from deploy.local.server import free_port
from shared.settings import Settings
from tests.support.booked import every_answer_stands
from tests.support.crowd import Crowd
from tests.support.eventually import eventually
from tests.support.roles import Part
from tests.support.writes import families, place

PAUSE = 0.02
"""Seconds between one family and the next."""
START_SECONDS = 120


@asynccontextmanager
async def families_book(
    settings: Settings, count: int, places: int, tell: Callable[[str, float], None], *, afterwards: str = ""
) -> AsyncIterator[Crowd]:
    """So many families; the block begins once a fifth of them are answered, and after it all are.

    Then the database, or another one that is there `afterwards`, is compared with what they were told. `tell` learns what was measured.
    """
    known = settings.model_copy(update={"port": free_port()})
    group, those = await families(known, count, capacity=places)
    part = Part("booking", known)
    try:
        await eventually(part.ready, within=START_SECONDS)
        async with open_web(part.url) as web, asyncio.TaskGroup() as running:
            crowd = Crowd(web, [place(family, group) for family in those])
            asked = running.create_task(crowd.ask(range(count), PAUSE))
            await eventually(lambda: len(crowd.answers) > count / 5, every=0.005)
            yield crowd
            await asked
            assert await crowd.compare() == count
            await every_answer_stands(afterwards or known.database_url, crowd, places)
        await eventually(part.ready, within=START_SECONDS)
    finally:
        part.kill()
    tell("compared", count)
    tell("told to come again", crowd.busy)
    tell("longest answer, s", round(crowd.longest, 1))
