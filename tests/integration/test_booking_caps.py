"""How much one account may have: ten children, and so many requests at once, whatever the notices allow."""

import asyncio
from datetime import time, timedelta

import pytest

from shared.events.catalogue import Meeting
from tests.support.booking import DAYS, FamilyOfOne, book, door, make_families, meeting, publish, sibling
from tests.support.parents import parent, type_child
from tests.support.statements import saying


def week(number):
    return [Meeting(date=DAYS[0] + timedelta(weeks=number), start=time(8), end=time(9))]


@pytest.fixture
async def most():
    """Requests a family can have going on; a test may say otherwise."""
    return 2


@pytest.fixture
async def booking(system, most):
    async with system("booking", family_requests=most) as running:
        yield running


async def test_a_family_with_all_it_may_have_is_told_to_give_one_up_first(booking, web):
    (family,) = await make_families(booking, 1)
    brother = FamilyOfOne(family.person_id, await sibling(booking, family), family.headers)
    groups = [await publish(booking, title=f"第{n}周", meetings=week(n)) for n in range(3)]
    first = await book(web, family, groups[0])
    assert (await book(web, brother, groups[1]))["result"] == "confirmed"
    told = await book(web, family, groups[2])
    assert told["result"] == "limited"
    assert told["zh"].startswith("每个家庭最多报 2 个，您家已经报满。") and "has" in told["en"]
    page = await web.get(f"/booking/groups/{groups[2]}", headers=family.headers)
    assert "每个家庭最多报 2 个" in page.text
    await web.post(f"/booking/api/v1/enrollments/{first['enrollment_id']}/withdraw", headers=family.with_key())
    assert (await book(web, family, groups[2]))["result"] == "confirmed"


@pytest.mark.parametrize("most", [1])
async def test_what_is_over_does_not_count(booking, web):
    (family,) = await make_families(booking, 1)
    past, coming = await publish(booking, title="寒假", meetings=week(-20)), await publish(booking)
    assert (await book(web, family, past))["result"] == "confirmed"
    assert (await book(web, family, coming))["result"] == "confirmed"


@pytest.mark.parametrize("guarded", [True, False], ids=["siblings locked", "negative control"])
async def test_two_children_of_a_family_at_two_desks_at_once_have_no_more(system, database, monkeypatch, guarded):
    """Two groups, two children: what makes them wait for each other is that each locks the other, too."""
    dsn = await database("booking")

    if not guarded:
        saying(monkeypatch, "lock_children", "s.removed_at IS NULL", "s.id = c.id")
    one_each = {"database_url": dsn, "family_requests": 1}
    async with system("booking", **one_each) as one, system("booking", **one_each) as two:
        (family,) = await make_families(one, 1)
        brother = FamilyOfOne(family.person_id, await sibling(one, family), family.headers)
        groups = [await publish(one, meetings=week(n)) for n in (2, 3)]
        meeting(monkeypatch, locked=guarded)
        asks = [book(door(d), c, g) for d, c, g in zip((one, two), (family, brother), groups, strict=True)]
        results = sorted(answer["result"] for answer in await asyncio.gather(*asks))
        assert results == (["confirmed", "limited"] if guarded else ["confirmed", "confirmed"])


async def test_children_added_at_once_are_no_more_than_the_installation_lets(system):
    async with system("booking", family_children=3) as booking:
        family = await parent(booking)
        asks = [type_child(booking, family.headers, name=f"李小{name}") for name in "甲乙丙丁戊己"]
        answers = await asyncio.gather(*asks)
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert "一个家庭最多登记 3 个孩子" in next(answer.text for answer in answers if answer.status_code == 409)
