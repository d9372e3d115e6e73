"""A union is renamed, merged, closed: members and roles move, what names its code goes on, and nobody is left behind."""

import asyncio
from uuid import uuid4

import orjson
import pytest

from services.accounts.domain.roll import Member
from services.accounts.usecases.import_roll import put_members
from shared.db.pool import transaction
from shared.tokens import public_keys, verify
from tests.support.accounts import FEDERATION, ORGANIZER, STRANGER, accounts, api, office_of, token_of, told
from tests.support.booking import broken

UNIONS = "/accounts/console/unions"
PAGE = {"accept": "text/html"}
HELD = "13700009999"


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir) as running:
        yield running


async def send(web, code, verb, **form):
    return await web.post(f"{UNIONS}/{code}/{verb}", data={"idempotency_key": str(uuid4())} | form, headers=PAGE)


async def on_roll(office, phone, *unions):
    async with transaction(office.pool) as conn:
        hashes = [office_of(office).vault.hash(phone)] * len(unions)
        await put_members(conn, [Member(union, phone, "赵强") for union in unions], hashes)


async def who(office, keys_dir, phone):
    await office.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")
    return verify(await token_of(office, phone), public_keys(keys_dir))


async def left_over(office):
    """What does not hold of unions and who belongs to them."""
    return await broken(office) & {"closed_unions_are_empty", "nobody_belongs_to_what_is_not"}


async def test_a_name_changes_and_the_code_stays(office):
    async with api(office, ORGANIZER) as web:
        assert (await send(web, "gaoxin-lantian", "rename", new_name="蓝天集团工会")).status_code == 303
        page = (await web.get(f"{UNIONS}/gaoxin-lantian", headers=PAGE)).text
        assert "蓝天集团工会" in page and "蓝天电子工会 → 蓝天集团工会" in page
        taken = await send(web, "gaoxin-lantian", "rename", new_name="新星机械工会")
        assert (taken.status_code, "已有同名工会" in taken.text) == (409, True)
        assert (await send(web, "gaoxin-lantian", "rename", new_name="")).status_code == 422
        assert (await send(web, "jining", "rename", new_name="别的")).status_code == 404


async def test_what_is_merged_goes_on_with_members_roles_and_groups_of_before(office, keys_dir):
    await on_roll(office, STRANGER, "gaoxin-lantian")
    await on_roll(office, HELD, "gaoxin-lantian", "gaoxin-xinxing")
    before = await who(office, keys_dir, STRANGER)
    async with api(office, ORGANIZER) as web:
        given = {"phone": HELD, "role": "teacher", "union": "gaoxin-lantian"}
        await web.post("/accounts/api/v1/grants", json=given)
        await web.post("/accounts/api/v1/unions/gaoxin-lantian/lists", json={"name": "困难职工"})
        merged = await send(web, "gaoxin-lantian", "merge", into="gaoxin-xinxing")
        assert merged.headers["location"] == f"{UNIONS}/gaoxin-xinxing", merged.text
        assert (await web.get(f"{UNIONS}/gaoxin-lantian", headers=PAGE)).status_code == 404
        assert (await web.get(f"{UNIONS}/gaoxin-xinxing:困难职工", headers=PAGE)).status_code == 200
        again = await send(web, "gaoxin-lantian", "merge", into="gaoxin-xinxing")
        assert again.status_code == 404
    after = await who(office, keys_dir, STRANGER)
    assert after.person_id == before.person_id
    assert set(after.unions) == {"gaoxin-lantian", "gaoxin-xinxing", "gaoxin", "jining"}, (
        "groups of before name its code"
    )
    teacher = await who(office, keys_dir, HELD)
    assert teacher.roles == {("teacher", "gaoxin-xinxing"), ("teacher", "gaoxin-lantian")}
    rows = await office.pool.fetch("SELECT union_code FROM roll_member WHERE name = '赵强'")
    assert [row["union_code"] for row in rows] == ["gaoxin-xinxing", "gaoxin-xinxing"], "on both rolls is once on one"
    last = [orjson.loads(body)["unions"] for kind, body in await told(office) if "membership" in kind][-1]
    assert "gaoxin-xinxing" in last
    assert await left_over(office) == set()


async def test_what_is_closed_has_neither_members_nor_roles(office, keys_dir):
    await on_roll(office, STRANGER, "gaoxin-xinxing")
    assert "gaoxin-xinxing" in (await who(office, keys_dir, STRANGER)).unions
    async with api(office, ORGANIZER) as web:
        assert (await send(web, "gaoxin", "close", why="撤销")).status_code == 409, "ended from above"
        assert (await send(web, "gaoxin-xinxing", "close", why="")).status_code == 422
        assert (await send(web, "gaoxin-xinxing", "close", why="企业注销")).status_code == 303
        assert (await web.get(f"{UNIONS}/gaoxin-xinxing", headers=PAGE)).status_code == 404
    assert (await who(office, keys_dir, STRANGER)).unions == ()
    assert await left_over(office) == set()


async def test_a_union_with_others_below_is_not_closed_and_none_becomes_its_own_part(office):
    async with api(office, FEDERATION) as web:
        below = await send(web, "gaoxin", "close", why="撤销")
        assert (below.status_code, "下面还有工会" in below.text) == (409, True)
        for into in ("gaoxin", "gaoxin-lantian", "nowhere", ""):
            assert (await send(web, "gaoxin", "merge", into=into)).status_code == 422, into
        assert (await send(web, "gaoxin", "merge", into="mazhang")).status_code == 303
    parents = await office.pool.fetch("SELECT parent FROM trade_union WHERE code LIKE 'gaoxin-%'")
    assert {row["parent"] for row in parents} == {"mazhang"}


async def test_of_two_that_are_merged_into_each_other_at_once_one_stays(office):
    async with api(office, FEDERATION) as web:
        pairs = (("gaoxin-lantian", "gaoxin-xinxing"), ("gaoxin-xinxing", "gaoxin-lantian"))
        sent = await asyncio.gather(*(send(web, code, "merge", into=into) for code, into in pairs))
    assert sum(answer.status_code == 303 for answer in sent) == 1
    assert await office.pool.fetchval("SELECT count(*) FROM trade_union WHERE closed_at IS NOT NULL") == 1
    assert await left_over(office) == set()
