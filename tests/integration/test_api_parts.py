"""Long lists come in parts, each row in one of them, whatever was decided in between; refusals come in the language asked for."""

from datetime import time, timedelta

import httpx2
import pytest

from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from shared.web.parts import cursor
from shared.web.problems import preferred
from tests.support.booking import DAYS, ask, book, door, make_families, publish
from tests.support.staff import Staff


async def one_week(booking, number):
    """A group that meets on one day of that week."""
    day = DAYS[0] + timedelta(days=7 * number)
    return await publish(booking, meetings=[Meeting(date=day, start=time(9), end=time(11))])


async def parts(web, path, what, limit, headers):
    """Every part of a list."""
    after = ""
    while after is not None:
        answer = (await web.get(path, params={"limit": limit, "after": after}, headers=headers)).json()
        yield answer[what]
        after = answer["next"]


async def test_every_enrollment_is_in_one_part_the_newest_first(booking, web, family):
    for n in range(5):
        await book(web, family, await one_week(booking, n))
    whole = (await web.get("/booking/api/v1/enrollments", headers=family.headers)).json()
    found = [rows async for rows in parts(web, "/booking/api/v1/enrollments", "enrollments", 2, family.headers)]
    assert [len(rows) for rows in found] == [2, 2, 1]
    assert [row for rows in found for row in rows] == whole["enrollments"]
    assert whole["next"] is None and len({row["id"] for row in whole["enrollments"]}) == 5


async def test_wishes_that_were_made_at_once_are_not_lost_between_two_parts(booking, web, family):
    groups = [await one_week(booking, n) for n in range(4)]
    for group in groups:
        await book(web, family, group)
    await booking.pool.execute("UPDATE enrollment SET created_at = '2026-01-01Z', seq = 1")
    found = [rows async for rows in parts(web, "/booking/api/v1/enrollments", "enrollments", 1, family.headers)]
    assert {row["group"]["id"] for rows in found for row in rows} == {str(group) for group in groups}
    assert len(found) == 4


async def test_groups_to_review_are_not_lost_when_one_is_done_in_between(booking, web):
    families = await make_families(booking, 3)
    groups = [await publish(booking, rules=GroupRules(review="organizer")) for _ in families]
    for family, group in zip(families, groups, strict=True):
        await ask(booking, [family], group)
    organizer, seen = Staff(booking), []
    async for rows in parts(web, "/booking/api/v1/staff/review", "groups", 1, organizer.headers):
        seen += [row["id"] for row in rows]
        for row in rows:
            requests = await organizer.to_review(row["id"])
            await organizer.review(row["id"], *(request["id"] for request in requests))
    assert seen == [str(group) for group in groups]
    assert (await organizer.read("api/v1/staff/review")).json() == {"groups": [], "next": None}


@pytest.mark.parametrize("after", ["x", "###", cursor("no-id"), cursor(1, 2), "A" * 401])
async def test_a_cursor_that_is_none_is_refused(web, family, after):
    answer = await web.get("/booking/api/v1/enrollments", params={"after": after}, headers=family.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-input")
    assert "after" in ".".join(answer.json()["fields"])


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [("", "zh", "请先登录"), ("en-GB,en;q=0.9", "en", "Not signed in"), ("zh-CN,en;q=0.9", "zh", "请先登录")],
)
async def test_a_refusal_is_told_in_the_language_asked_for(booking, asked, language, title):
    answer = await door(booking).get("/booking/api/v1/children", headers={"accept-language": asked})
    problem = answer.json()
    assert (problem["title"], problem["detail"]) == (title, problem[language])
    assert (answer.headers["content-language"], answer.headers["www-authenticate"]) == (language, "Bearer")


@pytest.mark.parametrize(
    ("said", "language"),
    [("*", "zh"), ("fr", "zh"), ("fr,en;q=0.1", "en"), ("en;q=0.3,zh;q=0.4", "zh"), ("en;q=x", "zh"), ("EN", "en")],
)
def test_english_is_told_to_who_prefers_it(said, language):
    assert preferred(said) == language


async def test_a_write_from_another_site_is_refused_as_all_is(booking):
    cross: httpx2.Response = await door(booking).post(
        "/booking/api/v1/children", json={"name": "李雷"}, headers={"origin": "https://elsewhere.example"}
    )
    assert (cross.status_code, cross.json()["code"]) == (403, "cross-site")
