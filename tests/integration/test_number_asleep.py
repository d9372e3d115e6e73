"""A number that nobody used for 180 days is perhaps another person's: it proves itself before it sees anything, or begins anew."""

import asyncio
import re
from datetime import date
from uuid import UUID, uuid4

import httpx2
import orjson
import pytest

from services.accounts.domain.roll import Member
from services.accounts.store import asleep
from services.accounts.usecases.import_roll import put_members
from services.booking.store import asleep as at_booking
from services.booking.usecases.identity import identity_of
from shared.db.pool import transaction
from shared.events.accounts import NumberAsleep
from shared.tokens import public_keys, verify
from tests.support.accounts import ORGANIZER, PARENT, Phones, accounts, api, browser, office_of, token_of, told
from tests.support.booking import door, make_families
from tests.support.people import bearer

OTHER = "13700001234"


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir, Phones()) as running:
        yield running


async def days_pass(office, days: int, phone: str = PARENT) -> None:
    """Nobody logs in with this phone meanwhile, and codes may be asked for again."""
    earlier = "UPDATE person SET seen_at = seen_at - make_interval(days => $1) WHERE phone_hash = $2"
    await office.pool.execute(earlier, days, office_of(office).vault.hash(phone))
    await office.pool.execute("DELETE FROM login_code")


async def log_in(office, web: httpx2.AsyncClient, phone: str) -> httpx2.Response:
    await office.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")
    await web.post("/accounts/login", data={"phone": phone})
    return await web.post("/accounts/login/code", data={"code": office_of(office).channel.last(phone)})


async def asked(office) -> list[dict[str, str]]:
    """What booking is told."""
    return [orjson.loads(body) for type_, body in await told(office) if type_ == NumberAsleep.TYPE]


async def person_of(web: httpx2.AsyncClient, keys_dir) -> UUID:
    return verify(web.cookies["aixin"], public_keys(keys_dir)).person_id


# -- accounts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "asleep_then"), [(179, False), (181, True)])
async def test_after_so_long_a_code_alone_makes_nobody_the_person(office, keys_dir, days, asleep_then):
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        me = await person_of(web, keys_dir)
    await days_pass(office, days)
    async with browser(office) as web:
        entered = await log_in(office, web, PARENT)
        assert entered.headers["location"].startswith("/booking/number/") == asleep_then
        assert ("aixin" in web.cookies) != asleep_then
        if asleep_then:
            assert (await web.get("/accounts/")).status_code in (303, 401)
            (said,) = await asked(office)
            assert said["person_id"] == str(me) and entered.headers["location"].endswith(said["request_id"])
            wrong = await web.get(f"/accounts/login/proven?answer={uuid4()}")
            assert (wrong.status_code, "aixin" in web.cookies) == (409, False)
            async with browser(office) as stranger:
                elsewhere = await stranger.get(f"/accounts/login/proven?answer={said['answer']}")
                assert (elsewhere.status_code, "aixin" in stranger.cookies) == (303, False)
            assert (await web.get(f"/accounts/login/proven?answer={said['answer']}")).status_code == 303
            assert await person_of(web, keys_dir) == me
            again = await web.get(f"/accounts/login/proven?answer={said['answer']}")
            assert again.status_code in (303, 409), "it works once"
    async with browser(office) as web:
        assert not (await log_in(office, web, PARENT)).headers["location"].startswith("/booking/number/")


async def test_whoever_is_new_to_the_number_begins_anew_and_who_had_it_is_given_another(office, keys_dir):
    async with transaction(office.pool) as conn:
        await put_members(conn, [Member("gaoxin", PARENT, "王芳")], [office_of(office).vault.hash(PARENT)])
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        me = await person_of(web, keys_dir)
    await days_pass(office, 200)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        anew = await web.post("/accounts/login/anew", data={})
        assert anew.status_code == 303
        new = await person_of(web, keys_dir)
        assert new != me and verify(web.cookies["aixin"], public_keys(keys_dir)).unions == ()
        assert "王芳" not in (await web.get("/accounts/")).text
        assert (await web.post("/accounts/login/anew", data={})).status_code == 303, "the code was used: log in first"
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        assert await person_of(web, keys_dir) == new
    async with api(office, ORGANIZER) as union:
        lost = {"old": PARENT, "new": OTHER, "reason": "号码换了主人"}
        assert (await union.post("/accounts/api/v1/unions/gaoxin/phones", json=lost)).status_code == 201
    assert office_of(office).channel.warned == [], "the old number is another's"
    await office.pool.execute("UPDATE phone_change SET acts_at = clock_timestamp()")
    async with browser(office) as web:
        await log_in(office, web, OTHER)
        assert await person_of(web, keys_dir) == me
        assert "gaoxin" in verify(web.cookies["aixin"], public_keys(keys_dir)).unions
    assert await office.pool.fetchval("SELECT count(*) FROM parked") == 0


async def test_roles_of_a_number_do_not_go_to_whoever_has_it_next(office, keys_dir):
    async with browser(office) as web:
        await log_in(office, web, ORGANIZER)
        assert verify(web.cookies["aixin"], public_keys(keys_dir)).roles
    await days_pass(office, 200, ORGANIZER)
    async with browser(office) as web:
        await log_in(office, web, ORGANIZER)
        await web.post("/accounts/login/anew", data={})
        assert not verify(web.cookies["aixin"], public_keys(keys_dir)).roles


async def test_two_who_begin_anew_at_once_are_one_new_person(office, keys_dir):
    async with browser(office) as web:
        await log_in(office, web, PARENT)
    await days_pass(office, 200)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        cookies = dict(web.cookies)
    people = "SELECT count(*) FROM person"
    before = await office.pool.fetchval(people)

    async def begin() -> int:
        async with browser(office) as one:
            one.cookies.update(cookies)
            return (await one.post("/accounts/login/anew", data={})).status_code

    assert sorted(await asyncio.gather(*(begin() for _ in range(3)))) == [303, 409, 409]
    assert await office.pool.fetchval(people) == before + 1


async def test_the_union_vouches_for_a_member(office, keys_dir):
    async with transaction(office.pool) as conn:
        await put_members(conn, [Member("gaoxin", PARENT, "王芳")], [office_of(office).vault.hash(PARENT)])
    await token_of(office, PARENT)
    async with api(office, ORGANIZER) as union:
        await days_pass(office, 200)
        said = {"vouched": PARENT, "grounds": "当面核实过身份证"}
        unknown = await union.post("/accounts/api/v1/unions/gaoxin/numbers", json=said | {"vouched": OTHER})
        assert unknown.status_code == 409
        assert (await union.post("/accounts/api/v1/unions/gaoxin/numbers", json=said)).status_code == 200
    async with browser(office) as web:
        assert not (await log_in(office, web, PARENT)).headers["location"].startswith("/booking/number/")
    assert await office.pool.fetchval("SELECT detail FROM union_change WHERE what = 'vouch'") == said["grounds"]


async def test_a_program_is_told_to_use_a_browser(office):
    await token_of(office, PARENT)
    await days_pass(office, 200)
    async with browser(office) as web:
        sent = (await web.post("/accounts/api/v1/codes", json={"phone": PARENT})).json()
        body = {"request_id": sent["request_id"], "code": office_of(office).channel.last(PARENT)}
        refused = await web.post("/accounts/api/v1/sessions", json=body, headers={"accept": "application/json"})
        assert refused.status_code == 409 and "token" not in refused.json()


async def test_whoever_is_here_each_day_never_falls_asleep(office):
    await token_of(office, PARENT)
    await days_pass(office, 100)
    async with browser(office) as web:
        await log_in(office, web, PARENT)
        await days_pass(office, 100)
        assert (await web.post("/accounts/refresh")).status_code == 204
        await days_pass(office, 100)
        assert not (await log_in(office, web, PARENT)).headers["location"].startswith("/booking/number/")
    async with transaction(office.pool) as conn:
        assert await asleep.since(conn, uuid4()) is None


# -- booking -------------------------------------------------------------------------------------------------------------


async def heard(booking, person_id: UUID) -> NumberAsleep:
    """Accounts waits for this person's number to prove itself."""
    since = await booking.pool.fetchval("SELECT date_trunc('day', clock_timestamp()) - interval '200 days'")
    event = NumberAsleep(person_id=person_id, revision=1, request_id=uuid4(), since=since, answer=uuid4())
    async with transaction(booking.pool) as conn:
        await at_booking.learn(conn, [event])
    return event


async def registered(booking):
    """A family whose child is known by name and birth date."""
    (family,) = await make_families(booking, 1)
    identity = identity_of(booking.app.state.vault, "张小明", date(2018, 5, 1))
    await booking.pool.execute("UPDATE child SET identity = $1", identity)
    return family


async def name(booking, event: NumberAsleep, **typed: str) -> httpx2.Response:
    form = {"name": "张小明", "birth_date": "2018-05-01"} | typed
    return await door(booking).post(f"/booking/number/{event.request_id}", data=form)


async def test_who_names_the_child_has_the_answer(booking):
    family = await registered(booking)
    event = await heard(booking, family.person_id)
    page = (await door(booking).get(f"/booking/number/{event.request_id}")).text
    assert "一个孩子的姓名" in page and "张小明" not in page and str(event.answer) not in page
    assert (await name(booking, event, birth_date="")).status_code == 422
    proven = await name(booking, event, name=" 张 小明 ")
    assert proven.headers["location"] == f"/accounts/login/proven?answer={event.answer}"


async def test_three_tries_and_no_answer_says_how_near_it_was(booking):
    family = await registered(booking)
    event = await heard(booking, family.person_id)
    near = await name(booking, event, birth_date="2018-05-02")
    far = await name(booking, event, name="王", birth_date="2015-01-01")
    typed_or_counted = '张小明|王|2018-05-02|2015-01-01|还可以试 . 次|. tries left|data-now="[^"]+"'
    assert near.status_code == far.status_code == 422
    assert re.sub(typed_or_counted, "", near.text) == re.sub(typed_or_counted, "", far.text)
    third = await name(booking, event, name="李")
    assert third.status_code == 422
    locked = await name(booking, event)
    assert (locked.status_code, "已经试了三次" in locked.text) == (409, True), "the right one comes too late"
    again = await heard(booking, family.person_id)
    assert (await name(booking, again)).status_code == 409, "nor does another log-in help"


async def test_tries_at_once_are_counted_each(booking):
    family = await registered(booking)
    event = await heard(booking, family.person_id)
    answers = await asyncio.gather(*(name(booking, event, name=f"李{n}") for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [409, 409, 409, 422, 422, 422]


async def test_of_another_family_or_without_children_it_is_as_wrong(booking):
    await registered(booking)
    event = await heard(booking, uuid4())
    assert (await name(booking, event)).status_code == 422
    unknown = await door(booking).get(f"/booking/number/{uuid4()}")
    assert (unknown.status_code, "请稍候" in unknown.text) == (200, True)
    assert (await door(booking).get("/booking/family", headers=bearer("x"))).status_code in (303, 401)
