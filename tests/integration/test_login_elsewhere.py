"""Log in because another service vouches: WeChat inside WeChat, and a province's OpenID Connect. Bound once, by a code to the phone; and what is not ours gets nobody in."""

import asyncio
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from services.accounts.store import bindings
from services.accounts.usecases.lost_phone import come_by_new
from shared.db.pool import transaction
from tests.support.accounts import office_of
from tests.support.elsewhere import OTHER, PHONE, elsewhere_by
from tests.support.providers import oidc, wechat


@pytest.fixture(params=["wechat", "oidc"])
async def elsewhere(request, database, keys_dir, tmp_path):
    async with elsewhere_by(request.param, database, keys_dir, tmp_path) as made:
        yield made


async def test_bound_once_by_a_code_and_in_at_once_from_then_on(elsewhere):
    await elsewhere.provider.behave(who="o" + "a" * 27)
    async with elsewhere.browser() as web:
        page = await web.get("/accounts/login")
        assert f"/accounts/login/by/{elsewhere.service}" in page.text
        first = await elsewhere.arrive(web, "/booking/family")
        assert (first.status_code, elsewhere.person(web)) == (303, None)
        assert "next=/booking/family" in first.headers["location"]
        assert "已确认您的身份" in (await web.get(first.headers["location"])).text
        done = await elsewhere.by_phone(web, bind="yes", next="/booking/family")
        me = elsewhere.person(web)
        assert (done.headers["location"], me is None) == ("/booking/family", False)
        assert "解除绑定" in (await web.get("/accounts/")).text
    async with elsewhere.browser() as again:
        done = await elsewhere.arrive(again, "/booking/family")
        assert (done.headers["location"], elsewhere.person(again)) == ("/booking/family", me)
        assert (await again.post(f"/accounts/bindings/{elsewhere.service}/end")).status_code == 303
    async with elsewhere.browser() as later:
        await elsewhere.arrive(later)
        assert elsewhere.person(later) is None


async def test_whoever_does_not_want_it_is_not_bound(elsewhere):
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        await elsewhere.by_phone(web)
        assert elsewhere.person(web) and not await elsewhere.bound()
        await elsewhere.by_phone(web, bind="yes")
        assert not await elsewhere.bound(), "what they came with was left behind"


async def test_a_button_only_where_it_can_vouch(elsewhere):
    async with elsewhere.browser() as web:
        page = await web.get("/accounts/login", headers={"user-agent": "Mozilla/5.0 Firefox/140.0"})
        assert ("/login/by/" in page.text) == (elsewhere.service != "wechat")
        assert (await web.get("/accounts/login/by/nobody")).status_code == 404


async def test_nobody_comes_back_for_another_browser(elsewhere):
    """Log-in CSRF: whoever follows the address of somebody else's way back is not them."""
    async with elsewhere.browser() as attacker, elsewhere.browser() as victim:
        back = await elsewhere.there(attacker)
        assert (await victim.get(back)).status_code == 409
        await elsewhere.there(victim)
        assert (await victim.get(back)).status_code == 409, "the state is of another errand"
        assert elsewhere.person(victim) is None and "aixin-arrival" not in victim.cookies


async def test_a_state_that_is_not_the_errands_is_refused(elsewhere):
    for state in ("", "0" * 64, "é", "\x00"):
        async with elsewhere.browser() as web:
            code = parse_qs(urlsplit(await elsewhere.there(web)).query)["code"][0]
            answer = await web.get(
                f"/accounts/login/by/{elsewhere.service}/back", params={"code": code, "state": state}
            )
            assert answer.status_code == 409 and "aixin-arrival" not in web.cookies


async def test_a_way_back_works_once(elsewhere):
    await elsewhere.provider.behave(who="o" + "b" * 27)
    async with elsewhere.browser() as web:
        back = await elsewhere.there(web)
        errand = web.cookies["aixin-errand"]
        assert (await web.get(back)).status_code == 303
        assert (await web.get(back)).status_code == 409, "the errand is done"
        web.cookies.clear()
    async with elsewhere.browser(**{"aixin-errand": errand}) as replaying:
        assert (await replaying.get(back)).status_code == 409, "and its code is used"
        assert "aixin-arrival" not in replaying.cookies


async def test_an_errand_of_another_service_or_of_nobody_is_none(elsewhere):
    async with elsewhere.browser() as web:
        back = await elsewhere.there(web)
        errand = web.cookies["aixin-errand"]
    async with elsewhere.browser(**{"aixin-errand": errand[:-1] + format(int(errand[-1], 16) ^ 1, "x")}) as web:
        assert (await web.get(back)).status_code == 409, "its seal is broken"
    office = office_of(elsewhere.system)
    office.elsewhere["another"] = office.elsewhere[elsewhere.service]
    async with elsewhere.browser() as web:
        back = await elsewhere.there(web)
        assert (await web.get(back.replace(f"/by/{elsewhere.service}/", "/by/another/"))).status_code == 409


async def test_nobody_is_led_off_the_site(elsewhere):
    await elsewhere.provider.behave(who="o" + "c" * 27)
    async with elsewhere.browser() as web:
        first = await elsewhere.arrive(web, "https://evil.example/")
        assert first.headers["location"].startswith("/accounts/login?")
        await elsewhere.by_phone(web, bind="yes")
    for next in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        async with elsewhere.browser() as web:
            assert (await elsewhere.arrive(web, next)).headers["location"] == "/classes/"


async def test_an_arrival_of_somebody_else_cannot_be_made(elsewhere):
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        arrival = web.cookies["aixin-arrival"]
        flipped = format(int(arrival[-1], 16) ^ 1, "x")
    async with elsewhere.browser(**{"aixin-arrival": arrival[:-1] + flipped}) as web:
        await elsewhere.by_phone(web, bind="yes")
        assert elsewhere.person(web) and not await elsewhere.bound()


async def test_of_two_who_bring_the_same_name_at_once_one_is_bound(elsewhere):
    """And a person who brings two names has one of them."""
    office, first, second = office_of(elsewhere.system), b"f" * 32, b"s" * 32
    people = []
    for phone in (PHONE, OTHER):
        async with elsewhere.browser() as web:
            await elsewhere.by_phone(web, phone)
            people.append(elsewhere.person(web))

    async def bind(person: UUID, name: bytes) -> None:
        async with transaction(elsewhere.system.pool) as conn:
            await bindings.bind(conn, person, "x", (name, office.vault.seal("x", person)))

    for _ in range(10):
        await asyncio.gather(*(bind(person, name) for person in people for name in (first, second)))
        rows = await elsewhere.system.pool.fetch("SELECT person_id, subject_hash FROM binding")
        assert 1 <= len(rows) <= 2
        assert len({row["person_id"] for row in rows}) == len({row["subject_hash"] for row in rows}) == len(rows)


async def test_a_number_that_only_another_service_vouches_for_falls_asleep(elsewhere):
    """Who has the number by now is not who comes from there."""
    await elsewhere.provider.behave(who="o" + "d" * 27)
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        await elsewhere.by_phone(web, bind="yes")
    await elsewhere.system.pool.execute("UPDATE person SET seen_at = seen_at - interval '181 days'")
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        assert elsewhere.person(web)
    async with elsewhere.browser() as stranger:
        entered = await elsewhere.by_phone(stranger)
        assert entered.headers["location"].startswith("/booking/number/") and elsewhere.person(stranger) is None


async def test_with_a_phone_that_was_lost_its_log_ins_elsewhere_end(elsewhere):
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        await elsewhere.by_phone(web, bind="yes")
        me = elsewhere.person(web)
    office = office_of(elsewhere.system)
    lost = "INSERT INTO phone_change (person_id, phone_hash, phone_sealed, phone_masked, union_code, asked_by, name, reason, acts_at)"
    new = office.vault.hash(OTHER)
    await elsewhere.system.pool.execute(
        "INSERT INTO trade_union (code, name, kind) VALUES ('gaoxin', '高新区', 'region')"
    )
    await elsewhere.system.pool.execute(
        f"{lost} VALUES ($1, $2, $3, '137****5678', 'gaoxin', $1, '王芳', '丢了', clock_timestamp())",
        me,
        new,
        office.vault.seal(OTHER, me),
    )
    async with transaction(elsewhere.system.pool) as conn:
        assert await come_by_new(conn, new) == me
    assert not await elsewhere.bound()


async def test_a_service_that_does_not_answer_leaves_the_phone(elsewhere):
    async with elsewhere.browser() as web:
        back = await elsewhere.there(web)
        await elsewhere.provider.behave(status=503)
        answer = await web.get(back)
        assert answer.status_code == 503 and 'name="phone"' in answer.text


async def test_closed_accounts_are_known_nowhere(elsewhere):
    async with elsewhere.browser() as web:
        await elsewhere.arrive(web)
        await elsewhere.by_phone(web, bind="yes")
        assert await elsewhere.bound() == 1
    await elsewhere.system.pool.execute("DELETE FROM person")
    assert not await elsewhere.bound()


async def test_no_secret_of_a_log_in_is_said(elsewhere, capfd):
    async with elsewhere.browser() as web:
        back = await elsewhere.there(web)
        await elsewhere.provider.behave(status=500)
        await web.get(back)
        said = parse_qs(urlsplit(back).query)
    printed = "".join(capfd.readouterr())
    for secret in (said["code"][0], said["state"][0], wechat.SECRET, oidc.SECRET):
        assert secret not in printed
