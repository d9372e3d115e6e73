"""A thousand clients and two connections to the database: each is answered, or told to come again; nobody hangs."""

import pytest

from services.booking.bootstrap import build
from shared.settings import Settings
from tests.support.booked import every_answer_stands
from tests.support.booking import door
from tests.support.crowd import Crowd
from tests.support.long import LONG
from tests.support.writes import families, place

CLIENTS, PLACES = (1000, 100) if LONG else (300, 30)


@pytest.mark.timeout(300)
async def test_who_comes_when_every_connection_is_taken_comes_again(database, keys_dir, record_property):
    alone = Settings(database_url=await database("booking"), kafka="127.0.0.1:1", keys_dir=keys_dir, pool_size=2)
    group, those = await families(alone, CLIENTS, capacity=PLACES)
    async with build(alone).running() as booking, door(booking) as web:
        crowd = Crowd(web, [place(family, group) for family in those])
        async with booking.pool.acquire() as one, booking.pool.acquire() as other:
            answer = await web.request(**vars_of(crowd.wishes[0]))
            assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
            del one, other
        await crowd.ask(range(CLIENTS))
        assert await crowd.compare() == CLIENTS
        await every_answer_stands(alone.database_url, crowd, PLACES)
    record_property("compared", CLIENTS)
    record_property("longest answer, s", round(crowd.longest, 1))


def vars_of(wish):
    """As the client takes it."""
    return {"method": wish.method, "url": wish.path, "headers": wish.headers, **wish.sent}
