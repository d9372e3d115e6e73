"""Every door of the desks × {nobody, a family, another park's organizer, an employer's without a worker there}: nothing but refusals."""

from uuid import uuid4

import pytest

from services.booking.api import staff
from services.booking.web import console, health, moves, review, waiting
from shared.events.rules import Document, GroupRules
from tests.support.booking import book, door, make_families, publish
from tests.support.staff import Staff, disclose, upload, workers

RULES = GroupRules(review="employer", documents=[Document(name="户口本")], health="没有传染病。")
OPEN_TO_ALL = {"/booking/api/v1/groups/{group_id}/results"}
DESK = ("/booking/api/v1/staff/review", "/booking/console/review", "/booking/console/groups")
LISTS = {"another park": DESK, "another employer": DESK, "another park's teacher": ("/booking/console/groups",)}
"""Everybody on the staff may look at an own, empty desk."""
ROSTER = "/booking/console/groups/{group_id}"
HIDDEN = ("/booking/console/papers/", "/booking/console/health/")
"""What is read here looks like nothing to a family."""
ROUTERS = (staff.router, console.router, review.router, health.router, waiting.router, moves.router)
DOORS = sorted(
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    for method in route.methods
    if method != "HEAD"
)


@pytest.fixture
async def world(system):
    """A group whose requests employers check, with one request of a worker of lantian, and its paper."""
    async with system("booking") as booking:
        group_id = await publish(booking, rules=RULES)
        (worker,) = await workers(booking, 1, "lantian")
        paper_id = await upload(booking, worker, "户口本")
        await disclose(booking, worker, group_id, "对花生过敏")
        enrolled = await book(door(booking), worker, group_id)
        yield booking, {"group_id": group_id, "paper_id": paper_id, "enrollment_id": enrolled["enrollment_id"]}


async def knock(booking, method, path, ids, headers):
    """Ask at a door with everything right but the person."""
    body = {
        "requests": [ids["enrollment_id"]], "approved": True, "enrollment_id": ids["enrollment_id"], "reason": "理由",
        "to_group_id": str(uuid4()), "until": "2099-01-01T00:00:00+08:00",
    }  # fmt: skip
    wanted = {
        "review": ("requests", "approved"),
        "first": ("enrollment_id", "reason"),
        "moves": ("to_group_id", "until", "reason"),
    }
    address, key = path.format(**ids), {"idempotency-key": str(uuid4())}
    if method == "GET":
        return await door(booking).get(address, headers=headers)
    if "/api/" in path:
        fields = next(fields for name, fields in wanted.items() if f"/{name}" in path)
        return await door(booking).post(address, json={name: body[name] for name in fields}, headers=headers | key)
    form = {
        "idempotency_key": str(uuid4()),
        "chosen": ids["enrollment_id"],
        "verdict": "approve",
        **body,
        "until": "2099-01-01T00:00",
    }
    return await door(booking).post(address, data=form, headers=headers)


async def test_who_may_not_is_refused_at_every_door(world):
    booking, ids = world
    (family,) = await make_families(booking, 1)
    strangers = {
        "nobody": {},
        "another family": family.headers,
        "another park": Staff(booking, "mazhang").headers,
        "another employer": Staff(booking, "xinxing").headers,
        "another park's teacher": Staff(booking, ("teacher", "mazhang")).headers,
    }
    nowhere = {name: str(uuid4()) for name in ids}
    accept = {"accept": "application/json"}
    assert len(DOORS) >= 19
    for method, path in DOORS:
        for name, headers in strangers.items():
            answer = await knock(booking, method, path, ids, headers | accept)
            if path in OPEN_TO_ALL or path in LISTS.get(name, ()):
                assert answer.status_code == 200, (method, path, name)
            else:
                family_may_not = 404 if path.startswith(HIDDEN) else 403
                refused = {"nobody": 401, "another family": family_may_not, "another park's teacher": family_may_not}
                expected = refused.get(name, 404)
                if name == "another park's teacher" and path == ROSTER:
                    expected = 404
                assert answer.status_code == expected, (method, path, name, answer.text)
                unknown = await knock(booking, method, path, nowhere, headers | accept)
                assert unknown.status_code == expected, (method, path, name)
                assert unknown.json() == answer.json(), (method, path, name)
            assert "张小明" not in answer.text
            assert "花生" not in answer.text
    assert await booking.pool.fetchval("SELECT state FROM enrollment") == "pending"
    assert not await booking.pool.fetch("SELECT * FROM paper_reading")
    assert not await booking.pool.fetch("SELECT * FROM health_reading")
    assert not await booking.pool.fetch("SELECT * FROM staff_decision")


async def test_who_may_is_let_in(world):
    """The doors above are not simply shut."""
    booking, ids = world
    lantian, park = Staff(booking, "lantian"), Staff(booking)
    for path in (
        "console/review/{group_id}",
        "console/papers/{paper_id}",
        "console/papers/{paper_id}/beside",
        "console/health/{enrollment_id}",
        "api/v1/staff/review/{group_id}",
    ):
        assert (await lantian.get(path.format(**ids))).status_code == 200, path
        assert (await park.get(path.format(**ids))).status_code == 404, path  # no worker of gaoxin itself
    for path in ("", "/roster.xlsx", "/waiting", "/move"):
        assert (await park.get(f"console/groups/{ids['group_id']}{path}")).status_code == 200, path
        assert (await lantian.get(f"console/groups/{ids['group_id']}{path}")).status_code == 404, path
    assert (await lantian.review(ids["group_id"], ids["enrollment_id"])).json()["done"] == [ids["enrollment_id"]]


async def test_a_worker_who_leaves_the_union_leaves_its_desk(world):
    booking, ids = world
    lantian = Staff(booking, "lantian")
    await booking.pool.execute("UPDATE membership SET unions = '{xinxing}', revision = 2")
    assert (await lantian.get(f"console/review/{ids['group_id']}")).status_code == 404
    assert (await lantian.get(f"console/papers/{ids['paper_id']}")).status_code == 404
    assert len(await Staff(booking, "xinxing").to_review(ids["group_id"])) == 1
