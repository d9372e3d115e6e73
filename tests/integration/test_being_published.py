"""A group that classes tells of just now is not “not there”: booking says that it is on its way, and when to ask again."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx2
import pytest

from shared.events.capacity import PlacesChanged
from shared.messaging import progress
from shared.messaging.progress import is_behind
from shared.messaging.topics import ensure_topics
from shared.system import System
from tests.conftest import MakeDatabase, RunSystem
from tests.support.backbone import backbone, places, record
from tests.support.booking import FamilyOfOne, door, make_families, publish
from tests.support.eventually import eventually

_HEARD = "INSERT INTO heard (topic, partition, behind, at) VALUES ('catalogue', 3, $1, clock_timestamp() - $2 * interval '1 second')"


@pytest.fixture
async def answering(system: RunSystem) -> AsyncIterator[System]:
    """Booking where it answers and hears nothing itself."""
    async with system("booking", role="web") as running:
        yield running


async def asked(web: httpx2.AsyncClient, family: FamilyOfOne, group_id: UUID) -> list[httpx2.Response]:
    """Everything that can be asked of a group: to look at it, and for a place."""
    page = {"accept": "text/html"}
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    return [
        await web.get(f"/booking/groups/{group_id}", headers=family.headers | page),
        await web.get(f"/booking/api/v1/groups/{group_id}/eligibility", headers=family.headers),
        await web.get(f"/booking/api/v1/groups/{group_id}/texts", headers=family.headers),
        await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key()),
        await web.post("/booking/api/v1/enrollments/together", json={"choices": [[body]]}, headers=family.with_key()),
    ]


@pytest.mark.parametrize(
    ("behind", "seconds", "status"),
    [(5, 0, 503), (0, 40, 503), (0, 0, 404)],
    ids=["on its way", "nobody listens", "all heard"],
)
async def test_what_is_unknown_is_on_its_way_as_long_as_not_all_was_heard(
    answering: System, behind: int, seconds: int, status: int
) -> None:
    (family,) = await make_families(answering, 1)
    await answering.pool.execute(_HEARD, behind, seconds)
    async with door(answering) as web:
        answers = await asked(web, family, uuid4())
        assert [answer.status_code for answer in answers] == [status] * 5, [answer.text for answer in answers]
        if status == 503:
            assert all(answer.headers["retry-after"] == "2" for answer in answers)
            assert "正在发布" in answers[0].text and answers[0].headers["refresh"] == "2"
            assert all("正在发布" in answer.json()["detail"] for answer in answers[1:])
        else:
            assert "refresh" not in answers[0].headers


async def test_the_same_key_is_answered_for_good_once_the_group_is_there(answering: System) -> None:
    (family,) = await make_families(answering, 1)
    await answering.pool.execute(_HEARD, 5, 0)
    group_id, ask = uuid4(), family.with_key()
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    async with door(answering) as web:
        assert (await web.post("/booking/api/v1/enrollments", json=body, headers=ask)).status_code == 503
        await publish(answering, group_id)
        answer = await web.post("/booking/api/v1/enrollments", json=body, headers=ask)
        assert answer.json()["result"] == "confirmed"
        assert all(each.status_code < 300 for each in (await asked(web, family, group_id))[:3])


async def test_a_consumer_notes_how_far_it_is_behind_and_that_it_has_caught_up(
    database: MakeDatabase, kafka: str, topic_prefix: str
) -> None:
    async with backbone(await database("shared"), kafka, topic_prefix) as bone:
        await ensure_topics(kafka, topic_prefix)
        await bone.write("capacity", [record(places(uuid4(), n)) for n in range(10 * progress.MANY)])
        seen: list[bool] = []

        async def look(_: PlacesChanged) -> None:
            async with bone.pool.acquire() as conn:
                seen.append(await is_behind(conn, "capacity"))

        async def caught_up() -> bool:
            async with bone.pool.acquire() as conn:
                noted = await conn.fetchval("SELECT count(*) FROM heard")
                return bool(noted) and not await is_behind(conn, "capacity")

        async with bone.consumer("one", before=look):
            await eventually(lambda: bone.pool.fetchval("SELECT count(*) = $1 FROM effect", 10 * progress.MANY))
            await eventually(caught_up)
    assert any(seen)
