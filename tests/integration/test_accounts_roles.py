"""Unions grow below those one manages; roles are given by phone and act from the next token on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from services.accounts import demo
from services.accounts.federation import appoint
from shared.errors import BadInput
from shared.system import System
from shared.tokens import public_keys, verify
from tests.support.accounts import FEDERATION, ORGANIZER, PARENT, accounts, api, office_of, token_of

NEW = "13700005555"


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> AsyncIterator[System]:
    async with accounts(database, keys_dir) as running:
        yield running


async def forget_limits(system: System) -> None:
    await system.pool.execute("DELETE FROM login_code")


async def test_a_role_given_by_phone_is_in_the_next_token_and_gone_when_taken_back(
    system: System, keys_dir: Path
) -> None:
    async with api(system, ORGANIZER) as web:
        grant = {"phone": NEW, "role": "teacher", "union": "gaoxin-lantian"}
        assert (await web.post("/accounts/api/v1/grants", json=grant)).status_code == 201
        assert (await web.post("/accounts/api/v1/grants", json=grant)).status_code == 201
        assert verify(await token_of(system, NEW), public_keys(keys_dir)).roles == {("teacher", "gaoxin-lantian")}
        await forget_limits(system)
        held = (await web.get("/accounts/api/v1/unions/gaoxin-lantian/grants")).json()["grants"]
        assert [(g["phone"], g["role"]) for g in held] == [("137****5555", "teacher")]
        back = {"phone_key": held[0]["phone_key"], "role": "teacher", "union": "gaoxin-lantian"}
        assert (await web.post("/accounts/api/v1/grants/revoke", json=back)).status_code == 200
        assert verify(await token_of(system, NEW), public_keys(keys_dir)).roles == frozenset()


async def test_the_first_administrator_is_named_at_the_server(system: System, keys_dir: Path) -> None:
    assert await appoint(system.settings, "137 0000 5555") == "137****5555"
    assert await appoint(system.settings, NEW) == "137****5555"
    assert verify(await token_of(system, NEW), public_keys(keys_dir)).roles == {("federation", "*")}
    with pytest.raises(BadInput):
        await appoint(system.settings, "somebody")


async def test_a_role_taken_back_acts_at_once_here(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        assert (await web.get("/accounts/api/v1/unions/gaoxin/grants")).status_code == 200
        await system.pool.execute("DELETE FROM role_grant WHERE union_code IN ('gaoxin', 'lijiang')")
        assert (await web.get("/accounts/api/v1/unions/gaoxin/grants")).status_code == 404
        await system.pool.execute("DELETE FROM role_grant")
        assert (await web.get("/accounts/api/v1/unions/gaoxin/grants")).status_code == 403


@pytest.mark.parametrize(
    ("phone", "role", "union", "status"),
    [
        (ORGANIZER, "organizer", "jining", 403),
        (ORGANIZER, "federation", "*", 403),
        (ORGANIZER, "organizer", "nowhere", 403),
        (PARENT, "teacher", "gaoxin", 403),
        (FEDERATION, "federation", "*", 201),
        (FEDERATION, "organizer", "jining", 201),
        (FEDERATION, "king", "jining", 403),
        (FEDERATION, "federation", "jining", 403),
    ],
)
async def test_who_may_give_which_role(system: System, phone: str, role: str, union: str, status: int) -> None:
    async with api(system, phone) as web:
        given = await web.post("/accounts/api/v1/grants", json={"phone": NEW, "role": role, "union": union})
    assert given.status_code == status


async def test_unions_are_added_below_ones_own(system: System) -> None:
    union = {"code": "gaoxin-new", "name": "新能源工会", "kind": "employer", "parent": "gaoxin"}
    async with api(system, ORGANIZER) as web:
        assert (await web.post("/accounts/api/v1/unions", json=union)).status_code == 201
        taken = await web.post("/accounts/api/v1/unions", json=union)
        assert (taken.status_code, taken.json()["code"]) == (409, "union-taken")
        named = await web.post("/accounts/api/v1/unions", json=union | {"code": "gaoxin-other"})
        assert (named.status_code, named.json()["code"]) == (409, "union-taken")
        for elsewhere in ("jining", None, "nowhere"):
            refused = await web.post(
                "/accounts/api/v1/unions", json=union | {"code": "x1", "name": "别家", "parent": elsewhere}
            )
            assert refused.status_code == 403
        wrong = await web.post(
            "/accounts/api/v1/unions", json={"code": "坏", "name": "", "kind": "club", "parent": "gaoxin"}
        )
        assert wrong.json()["fields"].keys() == {"code", "name", "kind"}
    async with api(system, FEDERATION) as web:
        top = {"code": "weifang", "name": "潍坊市总工会", "kind": "region"}
        assert (await web.post("/accounts/api/v1/unions", json=top)).status_code == 201
    assert await system.pool.fetchval("SELECT park FROM employer WHERE code = 'gaoxin-new'") == "gaoxin"


async def test_the_console_shows_what_one_manages_and_keeps_what_was_typed(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        web.headers["accept"] = "text/html"
        tree = (await web.get("/accounts/console/")).text
        assert "蓝天电子工会" in tree
        assert "济宁市总工会" not in tree
        form = {
            "code": "Bad Code",
            "name": "潍柴工会",
            "kind": "employer",
            "parent": "gaoxin",
            "idempotency_key": "a-key-of-a-form",
        }
        refused = await web.post("/accounts/console/new", data=form)
        assert refused.status_code == 422
        assert 'value="潍柴工会"' in refused.text
        done = await web.post("/accounts/console/new", data=form | {"code": "gaoxin-weichai"})
        assert done.headers["location"] == "/accounts/console/unions/gaoxin-weichai"
        page = (await web.get(done.headers["location"])).text
        assert "还是空的" in page
        wrong = await web.post(
            "/accounts/console/unions/gaoxin-weichai/roles",
            data={"phone": "12", "role": "teacher", "idempotency_key": "another-key"},
        )
        assert wrong.status_code == 422
        assert "请填写 11 位手机号" in wrong.text


async def test_the_demonstration_is_made_once(system: System) -> None:
    count = "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM roll_member), (SELECT count(*) FROM outbox)"
    before = tuple(await system.pool.fetchrow(count))
    await demo.seed(office_of(system))
    assert tuple(await system.pool.fetchrow(count)) == before == (4, 1839, 4)
