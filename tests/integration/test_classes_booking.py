"""Classes and booking, who know each other by events alone: what is declared, what is taken, what is in force."""

from pathlib import Path
from uuid import UUID

import httpx2

from tests.conftest import RunSystem
from tests.support.classes import Office, has_places, plan, published
from tests.support.eventually import eventually
from tests.support.parents import Parent
from tests.support.people import bearer, token_for


async def test_places_flow_from_the_plan_to_families_and_back(system: RunSystem, keys_dir: Path) -> None:
    organizer = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    member = token_for(keys_dir, UUID(int=7), unions=("mazhang",), revision=1)
    async with system("classes") as classes, system("booking") as booking:
        office = Office(classes, organizer)
        transport = httpx2.ASGITransport(app=booking.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", headers=bearer(member)) as web:
            parent = Parent(web)
            group, _ = await published(office, plan(opens_in_days=-1, places=2))
            children = [await parent.child(name) for name in ("张小明", "张小红", "张小刚")]

            await eventually(lambda: parent.book(group, children[0]))
            results = [await parent.book(group, child) for child in children[1:]]
            assert results == ["confirmed", "waitlisted"]
            await eventually(lambda: has_places(office, group, (2, 2, 1)))

            await office.post(f"groups/{group}/capacity", {"capacity": 3})
            await eventually(lambda: has_places(office, group, (3, 3, 0)))
            assert (await office.post(f"groups/{group}/capacity", {"capacity": 2})).status_code == 409

            # Classes has not heard yet that the places are taken: it may ask for fewer, booking keeps what it needs.
            await classes.pool.execute("UPDATE class_group SET taken = 0 WHERE id = $1", UUID(group))
            assert (await office.post(f"groups/{group}/capacity", {"capacity": 1})).status_code == 200
            seen = await office.get(f"groups/{group}")
            assert (seen["capacity"], seen["facts"]["capacity"]) == (3, 1)

            await office.post(f"groups/{group}/cancel", {"reason": "场地装修"})
            enrollments = await eventually(lambda: cancelled(web))
            assert enrollments == ["场地装修"] * 3


async def cancelled(web: httpx2.AsyncClient) -> list[str] | None:
    """Why each of the three was cancelled, once all are."""
    rows = (await web.get("/booking/api/v1/enrollments")).json()["enrollments"]
    reasons = [row["reason"] for row in rows if row["state"] == "cancelled"]
    return reasons if len(reasons) == 3 else None
