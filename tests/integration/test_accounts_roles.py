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


SECOND = "13700006666"
GIVEN = {"role": "organizer", "union": "gaoxin-lantian"}


async def roles(system: System, keys_dir: Path, phone: str) -> frozenset[tuple[str, str]]:
    """As a new token says them."""
    await forget_limits(system)
    return verify(await token_of(system, phone), public_keys(keys_dir)).roles


async def grow_old(system: System) -> None:
    """Nobody sets this installation up any more."""
    await system.pool.execute("UPDATE role_grant SET at = at - interval '25 hours'")


async def test_while_an_installation_is_set_up_every_role_acts_at_once(system: System, keys_dir: Path) -> None:
    """A park union with one officer runs the system the afternoon it installs it."""
    async with api(system, FEDERATION) as giver:
        assert (await giver.post("/accounts/api/v1/grants", json=GIVEN | {"phone": NEW})).status_code == 201
        assert await roles(system, keys_dir, NEW) == {("organizer", "gaoxin-lantian")}
        assert (await giver.get("/accounts/api/v1/grants/waiting")).json()["grants"] == []


async def test_a_role_that_opens_much_waits_for_a_day_or_for_a_second_officer(system: System, keys_dir: Path) -> None:
    await appoint(system.settings, SECOND)
    await grow_old(system)
    async with api(system, FEDERATION) as giver, api(system, SECOND) as other, api(system, ORGANIZER) as organizer:
        assert (await giver.post("/accounts/api/v1/grants", json=GIVEN | {"phone": NEW})).status_code == 201
        assert (
            await giver.post("/accounts/api/v1/grants", json={"phone": NEW, "role": "federation"})
        ).status_code == 201
        assert await roles(system, keys_dir, NEW) == frozenset()
        told = (await other.get("/accounts/api/v1/grants/waiting")).json()["grants"]
        assert [(g["phone"], g["role"], g["union"]) for g in told] == [
            ("137****5555", "organizer", "gaoxin-lantian"),
            ("137****5555", "federation", "*"),
        ]
        confirmed = GIVEN | {"phone_key": told[0]["phone_key"]}
        for who, status in ((giver, 409), (organizer, 403), (other, 200)):
            assert (await who.post("/accounts/api/v1/grants/confirm", json=confirmed)).status_code == status
        assert await roles(system, keys_dir, NEW) == {("organizer", "gaoxin-lantian")}
        assert (await organizer.get("/accounts/api/v1/grants/waiting")).status_code == 403
        await system.pool.execute("UPDATE role_grant SET acts_at = acts_at - interval '23 hours'")
        assert ("federation", "*") not in await roles(system, keys_dir, NEW)
        await system.pool.execute("UPDATE role_grant SET acts_at = acts_at - interval '61 minutes'")
        assert ("federation", "*") in await roles(system, keys_dir, NEW)
        assert (await other.get("/accounts/api/v1/grants/waiting")).json()["grants"] == []


async def test_nobody_confirms_what_they_are_given(system: System) -> None:
    await appoint(system.settings, SECOND)
    await grow_old(system)
    async with api(system, FEDERATION) as giver, api(system, SECOND) as other:
        assert (await giver.post("/accounts/api/v1/grants", json=GIVEN | {"phone": SECOND})).status_code == 201
        (told,) = (await other.get("/accounts/api/v1/grants/waiting")).json()["grants"]
        confirmed = GIVEN | {"phone_key": told["phone_key"]}
        assert (await other.post("/accounts/api/v1/grants/confirm", json=confirmed)).status_code == 409


async def test_the_federation_and_the_person_see_what_waits_and_who_gave_it(system: System) -> None:
    await appoint(system.settings, SECOND)
    await grow_old(system)
    async with api(system, FEDERATION) as giver, api(system, SECOND) as other, api(system, NEW) as person:
        assert (await giver.post("/accounts/api/v1/grants", json=GIVEN | {"phone": NEW})).status_code == 201
        for web in (giver, other, person):
            web.headers["accept"] = "text/html"
        mine, theirs = [(await web.get("/accounts/console/")).text for web in (giver, other)]
        assert "137****5555" in mine
        assert "授予人：总工会" in mine
        assert "/accounts/console/roles/confirm" in theirs
        assert "/accounts/console/roles/confirm" not in mine
        assert "起生效" in (await person.get("/accounts/")).text
        assert "起生效" in (await giver.get("/accounts/console/unions/gaoxin-lantian")).text
        (told,) = (await other.get("/accounts/api/v1/grants/waiting")).json()["grants"]
        form = GIVEN | {"phone_key": told["phone_key"], "idempotency_key": "a-key-of-a-form"}
        done = await other.post("/accounts/console/roles/revoke", data=form)
        assert (done.status_code, done.headers["location"]) == (303, "/accounts/console/")
        assert (await other.get("/accounts/api/v1/grants/waiting")).json()["grants"] == []
        assert "起生效" not in (await person.get("/accounts/")).text


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
    unions = await system.pool.fetchval("SELECT count(*) FROM trade_union WHERE kind <> 'list'")
    assert tuple(await system.pool.fetchrow(count)) == before == (4, 1839, 4 + unions)
