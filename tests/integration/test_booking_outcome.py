"""What a family is told of what it asked for, on the real database: API and pages."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.booking.usecases.review import put_first
from shared.db.pool import transaction
from shared.events.rules import GroupRules
from tests.support.booking import book, door, make_families, publish


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        yield running


@pytest.fixture
def web(booking):
    return door(booking)


async def post(web, family, path):
    answer = await web.post(path, headers=family.with_key())
    answer.raise_for_status()
    return answer.json()


async def act(web, family, what, enrollment_id):
    """Accept or withdraw by the API; the result."""
    return (await post(web, family, f"/booking/api/enrollments/{enrollment_id}/{what}"))["result"]


async def mine(web, family):
    return (await web.get("/booking/api/enrollments", headers=family.headers)).json()


async def state(web, family):
    return (await mine(web, family))[0]["state"]


async def waiting(booking, web, count, **changes):
    """A group of one place, and families of whom the first has it; with their enrollments."""
    group_id = await publish(booking, capacity=1, **changes)
    families = await make_families(booking, count)
    ids = [(await book(web, family, group_id))["enrollment_id"] for family in families]
    return group_id, families, ids


# -- the API -------------------------------------------------------------------------------------------------------------


async def test_a_position_counts_those_who_are_not_behind(booking, web):
    _, families, ids = await waiting(booking, web, 4)
    async with transaction(booking.pool) as conn:
        await put_first(conn, booking.app.state.desk.book, uuid4(), UUID(ids[3]), "双胞胎已录取一个")
    assert [(await mine(web, family))[0]["position"] for family in families] == [None, 2, 3, 1]


async def test_an_offer_says_until_when(booking, web):
    _, families, ids = await waiting(booking, web, 2, rules=GroupRules(answer_within=24 * 60))
    assert await act(web, families[0], "withdraw", ids[0]) == "withdrawn"
    (offer,) = await mine(web, families[1])
    assert offer["state"] == "offered"
    assert datetime.now(UTC) < datetime.fromisoformat(offer["until"])
