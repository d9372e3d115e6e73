"""Lists (名单) that a union keeps: a plan may ask for who is on them, and being on one is belonging to nothing else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import orjson
import pytest

from shared.system import System
from tests.support.accounts import FEDERATION, ORGANIZER, PARENT, STRANGER, accounts, api, excel, told

LISTS = "/accounts/api/v1/unions/gaoxin/lists"
ABSENT = "gaoxin:上期出勤不足"


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> AsyncIterator[System]:
    async with accounts(database, keys_dir) as running:
        yield running


async def test_who_is_on_a_list_is_told_so_and_is_no_member_of_the_union_above(system: System) -> None:
    roll = excel(["王芳", PARENT, "gaoxin-lantian"], ["赵强", STRANGER])
    async with api(system, ORGANIZER) as web:
        added = await web.post(LISTS, json={"name": "上期出勤不足"})
        assert (added.status_code, added.json()) == (201, {"code": ABSENT})
        before = len(await told(system))
        imported = await web.post(f"/accounts/api/v1/unions/{ABSENT}/roll", files={"file": ("l.xlsx", roll)})
    assert imported.json()["added"] == 2  # a union named in the file is not meant
    events = [orjson.loads(body) for _, body in (await told(system))[before:]]
    assert sorted((sorted(event["unions"]) for event in events), key=len) == [
        [ABSENT],
        ["gaoxin", "gaoxin-lantian", ABSENT, "jining", "lijiang", "lijiang-lvyou", "mazhang", "mazhang-jiaoyu"],
    ]


async def test_two_unions_may_have_lists_of_one_name_and_one_union_may_not(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        for union, status in (("gaoxin", 201), ("lijiang", 201), ("gaoxin", 409)):
            added = await web.post(f"/accounts/api/v1/unions/{union}/lists", json={"name": "建档困难职工"})
            assert added.status_code == status, added.text


@pytest.mark.parametrize("name", ["x", "a:b", "长" * 41, "换\n行"])
async def test_a_name_that_cannot_stand_in_a_plan_is_refused(system: System, name: str) -> None:
    async with api(system, ORGANIZER) as web:
        assert (await web.post(LISTS, json={"name": name})).status_code == 422


async def test_a_list_has_no_staff_and_nothing_below_it(system: System) -> None:
    async with api(system, FEDERATION) as web:
        await web.post(LISTS, json={"name": "上期出勤不足"})
        grant = {"phone": STRANGER, "role": "organizer", "union": ABSENT}
        assert (await web.post("/accounts/api/v1/grants", json=grant)).status_code == 403
        below = {"code": "below", "name": "下面的工会", "kind": "employer", "parent": ABSENT}
        assert (await web.post("/accounts/api/v1/unions", json=below)).status_code == 403
        assert (
            await web.post(f"/accounts/api/v1/unions/{ABSENT}/lists", json={"name": "名单的名单"})
        ).status_code == 404


async def test_a_list_is_closed_to_families(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        await web.post(LISTS, json={"name": "上期出勤不足"})
    async with api(system, PARENT) as web:
        assert (await web.post(LISTS, json={"name": "别的名单"})).status_code == 403
        assert (await web.get(f"/accounts/console/unions/{ABSENT}")).status_code in (403, 404)


async def test_it_is_made_and_filled_in_the_console_and_its_people_see_it(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        made = await web.post(
            "/accounts/console/unions/gaoxin/lists", data={"name": "建档困难职工", "idempotency_key": "a-new-list"}
        )
        assert made.status_code == 303
        page = await web.get(made.headers["location"])
        assert "listed_in: 建档困难职工" in page.text
        assert "组织者与班主任" not in page.text
        again = await web.post(
            "/accounts/console/unions/gaoxin/lists", data={"name": "建档困难职工", "idempotency_key": "once-again"}
        )
        assert (again.status_code, "建档困难职工" in again.text) == (409, True)
        await web.post(
            f"{made.headers['location']}/roll",
            files={"file": ("l.xlsx", excel(["赵强", STRANGER]))},
            data={"idempotency_key": "the-people"},
        )
    async with api(system, STRANGER) as web:
        me = (await web.get("/accounts/")).text
    assert "建档困难职工" in me
    assert "名册里还没有这个手机号" in me
