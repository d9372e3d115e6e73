"""A phone is how a person is reached, not who they are: it changes with codes from both, or by the union when it is lost."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.accounts.domain.roll import Member
from services.accounts.usecases.import_roll import put_members
from shared.db.pool import transaction
from shared.tokens import public_keys, verify
from tests.support.accounts import ORGANIZER, PARENT, Phones, accounts, browser, office_of, token_of, told
from tests.support.people import bearer

NEW, OTHER = "13700001234", "13700005678"
PAGE = "/accounts/phone"


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir, Phones()) as running:
        yield running


def phones(office) -> Phones:
    return office_of(office).channel


async def minutes_pass(office):
    """Another code may be asked for."""
    await office.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")


async def log_in(office, web, phone):
    await minutes_pass(office)
    await web.post("/accounts/login", data={"phone": phone})
    done = await web.post("/accounts/login/code", data={"code": phones(office).last(phone)})
    assert done.status_code == 303, done.text
    await minutes_pass(office)


async def person_of(office, keys_dir, phone) -> UUID:
    await minutes_pass(office)
    return verify(await token_of(office, phone), public_keys(keys_dir)).person_id


async def asked(office, web, phone=NEW) -> dict[str, str]:
    """Both codes are sent."""
    sent = await web.post(f"{PAGE}/code", data={"phone": phone})
    assert sent.status_code == 303, sent.text
    return {"old_code": phones(office).last(PARENT), "new_code": phones(office).last(phone)}


async def on_roll(office, phone, union="gaoxin"):
    async with transaction(office.pool) as conn:
        hashes = [office_of(office).vault.hash(phone)]
        await put_members(conn, [Member(union, phone, "王芳")], hashes)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_with_codes_from_both_the_person_stays_who_they_are(office, keys_dir):
    before = await person_of(office, keys_dir, PARENT)
    await on_roll(office, PARENT)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        both = await asked(office, web)
        shown = (await web.get(PAGE)).text
        assert "137****1234" in shown and shown.count("已发送到") == 2
        for field in both:
            wrong = await web.post(PAGE, data=both | {field: other(both[field])})
            assert (wrong.status_code, wrong.text.count("还可以再试")) == (422, 1)
        done = await web.post(PAGE, data=both)
        assert done.status_code == 303, done.text
        assert "137****1234" in (await web.get("/accounts/")).text
    assert await person_of(office, keys_dir, NEW) == before
    assert "gaoxin" in await office.pool.fetchval("SELECT unions FROM person WHERE id = $1", before)
    assert await person_of(office, keys_dir, PARENT) != before, "the old number is somebody else's now"


async def test_a_roll_that_names_the_old_number_means_the_person_until_another_has_it(office, keys_dir):
    before = await person_of(office, keys_dir, PARENT)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        assert (await web.post(PAGE, data=await asked(office, web))).status_code == 303
    await on_roll(office, PARENT, "mazhang")
    unions = "SELECT unions FROM person WHERE id = $1"
    assert "mazhang" in await office.pool.fetchval(unions, before)
    after = await person_of(office, keys_dir, PARENT)
    await on_roll(office, PARENT, "gaoxin-xinxing")
    assert "gaoxin-xinxing" not in await office.pool.fetchval(unions, before)
    assert "gaoxin-xinxing" in await office.pool.fetchval(unions, after)


async def test_what_stands_in_the_way_is_said(office):
    async with browser(office) as web:
        await log_in(office, web, ORGANIZER)
        refused = await web.post(f"{PAGE}/code", data={"phone": NEW})
        assert (refused.status_code, "职责是按手机号授予的" in refused.text) == (409, True)
    await token_of(office, NEW)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        for phone, said in ((PARENT, "就是您现在的手机号"), ("123", "11 位手机号")):
            refused = await web.post(f"{PAGE}/code", data={"phone": phone})
            assert (refused.status_code, said in refused.text) == (422, True)
        refused = await web.post(PAGE, data=await asked(office, web))
        assert (refused.status_code, "有自己的账户" in refused.text) == (409, True)


async def test_of_two_who_take_one_number_at_once_one_has_it(office, keys_dir):
    """The one who changes to it, and one who begins with it."""
    await person_of(office, keys_dir, PARENT)
    async with browser(office) as web, browser(office) as stranger:
        await log_in(office, web, PARENT)
        both = await asked(office, web)
        await minutes_pass(office)
        await stranger.post("/accounts/login", data={"phone": NEW})
        code = {"code": phones(office).last(NEW)}
        sent = await asyncio.gather(web.post(PAGE, data=both), stranger.post("/accounts/login/code", data=code))
        assert [answer.status_code for answer in sent] in ([303, 303], [409, 303])
    assert await office.pool.fetchval("SELECT count(*) FROM person WHERE phone_masked = '137****1234'") == 1


# -- the old number is lost --------------------------------------------------------------------------------------------


async def ask_for(office, old=PARENT, new=NEW, reason="旧号已停用", union="gaoxin"):
    headers = bearer(await token_of(office, ORGANIZER)) | {"accept": "text/html"}
    await minutes_pass(office)
    form = {"old": old, "new": new, "reason": reason, "idempotency_key": str(uuid4())}
    async with browser(office) as web:
        return await web.post(f"/accounts/console/unions/{union}/phone", data=form, headers=headers)


async def wait_over(office):
    await office.pool.execute("UPDATE phone_change SET acts_at = acts_at - interval '73 hours'")


async def test_the_union_asks_the_old_number_is_told_and_after_the_wait_the_new_one_is_the_person(office, keys_dir):
    before = await person_of(office, keys_dir, PARENT)
    await on_roll(office, PARENT)
    assert (await ask_for(office)).status_code == 303
    assert phones(office).warned == [(PARENT, 72)]
    wait = "SELECT acts_at - at FROM phone_change"
    assert abs(await office.pool.fetchval(wait) - timedelta(hours=72)) < timedelta(minutes=1)
    again = await ask_for(office, new=OTHER)
    assert (again.status_code, "已有换号申请" in again.text) == (409, True)
    await wait_over(office)
    ended = bearer(await token_of(office, PARENT))
    assert await person_of(office, keys_dir, NEW) == before
    assert await office.pool.fetchval("SELECT unions FROM person WHERE id = $1", before)
    async with browser(office) as web:
        assert (await web.get("/accounts/api/v1/me", headers=ended)).status_code == 401, "log-ins of before have ended"
    assert all(phone not in body for _, body in await told(office) for phone in (PARENT, NEW))


async def test_before_the_wait_is_over_the_new_number_is_nobody_s_and_then_it_is_too_late(office, keys_dir):
    before = await person_of(office, keys_dir, PARENT)
    await on_roll(office, PARENT)
    await ask_for(office)
    after = await person_of(office, keys_dir, NEW)
    assert after != before
    await wait_over(office)
    assert await person_of(office, keys_dir, NEW) == after, "who began with it keeps it"


async def test_whoever_has_the_old_number_stops_it(office, keys_dir):
    before = await person_of(office, keys_dir, PARENT)
    await on_roll(office, PARENT)
    await ask_for(office)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        page = (await web.get("/accounts/")).text
        assert "137****1234" in page and "旧号已停用" in page and "停止换号" in page
        assert (await web.post(f"{PAGE}/stop", data={})).status_code == 303
        assert "停止换号" not in (await web.get("/accounts/")).text
    await wait_over(office)
    assert await person_of(office, keys_dir, NEW) != before


async def test_the_union_asks_only_for_its_own_members_and_with_a_reason(office, keys_dir):
    await person_of(office, keys_dir, PARENT)
    assert (await ask_for(office)).status_code == 409, "on no roll of this union"
    await on_roll(office, PARENT)
    assert (await ask_for(office, reason="")).status_code == 422
    assert (await ask_for(office, new="1")).status_code == 422
    assert (await ask_for(office, union="jining")).status_code == 404
    await person_of(office, keys_dir, OTHER)
    assert (await ask_for(office, new=OTHER)).status_code == 409
