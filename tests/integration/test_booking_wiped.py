"""What a family deletes or takes back is gone: no table of booking's holds a word of it."""

from datetime import date
from uuid import UUID

import pytest

from shared.db.pool import connection
from shared.events.rules import GroupRules
from tests.support.booking import FamilyOfOne, book, door, publish
from tests.support.canary import standing
from tests.support.parents import parent
from tests.support.pictures import PNG
from tests.support.staff import disclose

NAME, SCHOOL, HOME, PAPER, NOTE = "欧阳金丝雀", "金丝雀小学", "金丝雀街道", "金丝雀证明", "对金丝雀过敏"
BORN = date(2018, 3, 14)
WORDS = {NAME, SCHOOL, HOME, PAPER, str(BORN)}
RULES = GroupRules(health="孩子没有传染病。")


@pytest.fixture
async def canary(booking) -> FamilyOfOne:
    """A family whose child's every word is found again."""
    family = await parent(booking, NAME, str(BORN))
    told = {"name": NAME, "birth_date": str(BORN), "grade": 2, "school": SCHOOL, "home_area": HOME}
    web = door(booking)
    path = f"/booking/api/v1/children/{family.child_id}"
    (await web.put(path, json=told, headers=family.with_key())).raise_for_status()
    fields = {"child_id": str(family.child_id), "name": PAPER}
    sent = await web.post(
        "/booking/api/v1/papers", data=fields, files={"file": ("a.png", PNG)}, headers=family.with_key()
    )
    sent.raise_for_status()
    return family


async def found(booking, words=WORDS):
    async with connection(booking.pool) as conn:
        return await standing(conn, words)


async def test_a_deleted_child_stands_nowhere(booking, web, canary):
    group_id = await publish(booking, rules=RULES)
    await disclose(booking, canary, group_id, NOTE)
    asked = await book(web, canary, group_id)
    assert {word for _, word in await found(booking)} == WORDS, "the search finds what is there"
    path = f"/booking/api/v1/enrollments/{asked['enrollment_id']}/withdraw"
    (await web.post(path, headers=canary.with_key())).raise_for_status()
    gone = await web.delete(f"/booking/api/v1/children/{canary.child_id}", headers=canary.with_key())
    assert gone.status_code == 200
    assert await found(booking) == set()
    kept = await booking.pool.fetchrow("SELECT state, reason FROM enrollment WHERE child_id = $1", canary.child_id)
    assert tuple(kept) == ("withdrawn", "")
    notes = await booking.pool.fetch("SELECT note, told FROM consent WHERE child_id = $1", canary.child_id)
    assert [tuple(row) for row in notes] == [(None, False)]


async def test_deleting_a_child_twice_by_one_key_is_answered_twice(web, canary):
    headers = canary.with_key()
    path = f"/booking/api/v1/children/{canary.child_id}"
    answers = [await web.delete(path, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_what_is_taken_back_or_stated_anew_is_wiped(booking, web, canary):
    group_id = await publish(booking, rules=RULES)
    first = await disclose(booking, canary, group_id, NOTE)
    second = await disclose(booking, canary, group_id, NOTE)
    path = f"/booking/api/v1/consents/{second}"
    (await web.delete(path, headers=canary.with_key())).raise_for_status()
    rows = await booking.pool.fetch("SELECT id, note, told FROM consent WHERE kind = 'health' ORDER BY given_at")
    assert [tuple(row) for row in rows] == [(UUID(str(id_)), None, False) for id_ in (first, second)]


async def test_a_live_enrollment_keeps_everything(booking, web, canary):
    await book(web, canary, await publish(booking))
    refused = await web.delete(f"/booking/api/v1/children/{canary.child_id}", headers=canary.with_key())
    assert refused.status_code == 409
    assert {word for _, word in await found(booking)} == WORDS
