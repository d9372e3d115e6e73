"""Log-in: codes that work once, sessions that end, tokens that others believe."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from services.accounts.bootstrap import build
from shared.settings import Settings
from shared.system import System
from shared.tokens import public_keys, verify
from tests.support.accounts import PARENT, Phones, accounts, api, browser, token_of, told

NEW = "13700001234"
SESSION = "aixin-session"


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], keys_dir: Path, phones: Phones) -> AsyncIterator[System]:
    async with accounts(database, keys_dir, phones) as running:
        yield running


async def ask(system: System, phone: str) -> str:
    async with browser(system) as web:
        return str((await web.post("/accounts/api/v1/codes", json={"phone": phone})).json()["request_id"])


async def enter(system: System, request_id: str, code: str) -> int:
    async with browser(system) as web:
        body = {"request_id": request_id, "code": code}
        return (await web.post("/accounts/api/v1/sessions", json=body)).status_code


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_whole_way_without_javascript(system: System, phones: Phones) -> None:
    async with browser(system) as web:
        door = await web.get("/accounts/")
        assert door.headers["location"] == "/accounts/continue?next=/accounts/"
        door = await web.get(door.headers["location"])
        assert door.headers["location"] == "/accounts/login?next=/accounts/"
        sent = await web.post("/accounts/login", data={"phone": "137 0000 1234", "next": "/accounts/"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/accounts/login/code?next=/accounts/")
        page = await web.get(sent.headers["location"])
        assert "137****1234" in page.text
        assert phones.last(NEW) not in page.text
        wrong = await web.post("/accounts/login/code", data={"code": other(phones.last(NEW)), "next": "/accounts/"})
        assert wrong.status_code == 422
        assert "还可以再试 4 次" in wrong.text
        done = await web.post("/accounts/login/code", data={"code": phones.last(NEW), "next": "/accounts/"})
        assert (done.status_code, done.headers["location"]) == (303, "/accounts/")
        me = await web.get("/accounts/")
        assert me.status_code == 200
        assert "137****1234" in me.text
        assert NEW not in me.text


async def test_the_token_is_believed_elsewhere_and_says_what_the_roll_says(system: System, keys_dir: Path) -> None:
    identity = verify(await token_of(system, PARENT), public_keys(keys_dir))
    assert identity.name == "王芳"
    assert {"gaoxin-lantian", "gaoxin", "jining", "mazhang", "lijiang"} <= set(identity.unions)
    assert identity.revision == 1
    assert not identity.organizes


async def test_known_and_unknown_phones_are_answered_alike(system: System) -> None:
    async with browser(system) as web:
        known = await web.post("/accounts/api/v1/codes", json={"phone": PARENT})
        unknown = await web.post("/accounts/api/v1/codes", json={"phone": NEW})
    assert known.status_code == unknown.status_code == 200
    assert known.json().keys() == unknown.json().keys() == {"request_id", "wait_seconds"}


async def test_a_code_works_once(system: System, phones: Phones) -> None:
    request_id = await ask(system, NEW)
    assert await enter(system, request_id, phones.last(NEW)) == 201
    assert await enter(system, request_id, phones.last(NEW)) == 422


async def test_a_code_is_bound_to_its_request(system: System, phones: Phones) -> None:
    mine, theirs = await ask(system, NEW), await ask(system, PARENT)
    assert phones.last(NEW) != phones.last(PARENT)
    assert await enter(system, theirs, phones.last(NEW)) == 422
    assert await enter(system, str(uuid4()), phones.last(NEW)) == 422
    assert await enter(system, mine, phones.last(NEW)) == 201


async def test_after_five_wrong_tries_the_right_code_is_refused(system: System, phones: Phones) -> None:
    request_id = await ask(system, NEW)
    for _ in range(5):
        assert await enter(system, request_id, other(phones.last(NEW))) == 422
    assert await enter(system, request_id, phones.last(NEW)) == 422


async def test_a_code_of_eleven_minutes_ago_is_refused(system: System, phones: Phones) -> None:
    request_id = await ask(system, NEW)
    await system.pool.execute("UPDATE login_code SET created_at = created_at - interval '11 minutes'")
    assert await enter(system, request_id, phones.last(NEW)) == 422


async def test_a_second_code_within_a_minute_is_refused_with_the_seconds_to_wait(system: System) -> None:
    async with browser(system) as web:
        await web.post("/accounts/api/v1/codes", json={"phone": NEW})
        again = await web.post("/accounts/api/v1/codes", json={"phone": NEW})
        assert again.status_code == 429
        assert 0 < int(again.headers["retry-after"]) <= 60
        await system.pool.execute("UPDATE login_code SET created_at = created_at - interval '61 seconds'")
        assert (await web.post("/accounts/api/v1/codes", json={"phone": NEW})).status_code == 200


async def test_codes_phones_and_tokens_stand_nowhere_in_plain(system: System, phones: Phones) -> None:
    token = await token_of(system, NEW)
    tables = [
        r["tablename"] for r in await system.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    rows = [row for table in tables for row in await system.pool.fetch(f'SELECT * FROM "{table}"')]
    # The microseconds of a moment are six digits as well.
    dump = " ".join(str(value) for row in rows for value in row.values() if not isinstance(value, datetime))
    assert NEW not in dump
    assert token not in dump
    assert not re.search(rf"\b{phones.last(NEW)}\b", dump)


async def test_a_session_renews_the_token_until_it_is_ended(system: System, phones: Phones) -> None:
    async with browser(system) as web:
        request_id = await ask(system, NEW)
        await web.post("/accounts/api/v1/sessions", json={"request_id": request_id, "code": phones.last(NEW)})
        renewed = await web.post("/accounts/refresh")
        assert renewed.status_code == 204
        assert int(renewed.headers["x-token-expires"]) > 0
        on = await web.get("/accounts/continue?next=/booking/")
        assert on.headers["location"] == "/booking/"
        session = web.cookies[SESSION]
        await web.post("/accounts/logout", data={})
        assert SESSION not in web.cookies
        web.cookies.set(SESSION, session, domain="accounts.test")
        assert (await web.post("/accounts/refresh")).status_code == 401


@pytest.mark.parametrize(("column", "days"), [("used_at", 31), ("created_at", 91)])
async def test_an_idle_or_old_session_is_over(system: System, phones: Phones, column: str, days: int) -> None:
    async with browser(system) as web:
        request_id = await ask(system, NEW)
        await web.post("/accounts/api/v1/sessions", json={"request_id": request_id, "code": phones.last(NEW)})
        await system.pool.execute(f"UPDATE session SET {column} = {column} - interval '{days} days'")
        assert (await web.post("/accounts/refresh")).status_code == 401


async def test_log_out_everywhere_ends_the_other_device_too(system: System, phones: Phones) -> None:
    async with browser(system) as phone, browser(system) as computer:
        for web in (phone, computer):
            request_id = await ask(system, PARENT)
            await web.post("/accounts/api/v1/sessions", json={"request_id": request_id, "code": phones.last(PARENT)})
            await system.pool.execute("UPDATE login_code SET created_at = created_at - interval '2 minutes'")
        assert (await phone.post("/accounts/logout-everywhere", data={})).status_code == 303
        assert (await computer.post("/accounts/refresh")).status_code == 401


async def test_logging_in_again_ends_the_session_before(system: System, phones: Phones) -> None:
    async with browser(system) as web:
        for _ in range(2):
            await web.post("/accounts/login", data={"phone": NEW})
            await web.post("/accounts/login/code", data={"code": phones.last(NEW)})
            await system.pool.execute("UPDATE login_code SET created_at = created_at - interval '2 minutes'")
    assert await system.pool.fetchval("SELECT count(*) FROM session") == 1


@pytest.mark.parametrize(("url", "prefix"), [("https://aixin.example", "__Host-"), ("http://192.168.1.5:8000", "")])
async def test_each_cookie_is_this_origins_alone_where_there_is_https(
    database: Callable[[str], Awaitable[str]], keys_dir: Path, phones: Phones, url: str, prefix: str
) -> None:
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir, public_url=url)
    baked: dict[str, set[str]] = {}
    async with build(settings, phones).running() as system:
        transport = httpx2.ASGITransport(system.app)
        async with httpx2.AsyncClient(transport=transport, base_url=url, headers={"origin": url}) as web:
            answers = [await web.post("/accounts/login", data={"phone": NEW})]
            answers += [await web.post("/accounts/login/code", data={"code": phones.last(NEW)})]
            answers += [await web.post("/accounts/logout", data={})]
    assert {answer.status_code for answer in answers} == {303}
    for line in (line for answer in answers for line in answer.headers.get_list("set-cookie")):
        name, *words = line.split("; ")
        baked.setdefault(name.partition("=")[0], set()).update(word.lower() for word in words)
    assert baked.keys() == {
        f"{prefix}{name}" for name in ("aixin", "aixin-session", "aixin-login", "aixin-errand", "aixin-arrival")
    }
    for words in baked.values():
        assert {"httponly", "path=/", "samesite=lax"} <= words
        assert ("secure" in words) == bool(prefix)
        assert not [word for word in words if word.startswith("domain")]


async def test_a_write_from_another_site_is_refused_even_without_a_cookie(system: System, phones: Phones) -> None:
    async with browser(system) as web:
        for path, data in (("/accounts/login", {"phone": NEW}), ("/accounts/refresh", {})):
            refused = await web.post(path, data=data, headers={"origin": "http://evil.example"})
            assert refused.status_code == 403
    assert phones.sent == []


async def test_going_on_never_leaves_the_site(system: System, phones: Phones) -> None:
    for target in ("http://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        async with browser(system) as web:
            await web.post("/accounts/login", data={"phone": NEW, "next": target})
            done = await web.post("/accounts/login/code", data={"code": phones.last(NEW), "next": target})
            assert done.headers["location"] == "/classes/", target
        await system.pool.execute("DELETE FROM login_code")


async def test_unknown_fields_are_refused(system: System) -> None:
    async with browser(system) as web:
        assert (await web.post("/accounts/api/v1/codes", json={"phone": NEW, "admin": True})).status_code == 422
        assert (await web.post("/accounts/login", data={"phone": NEW, "admin": "1"})).status_code == 422


async def test_a_new_name_is_in_the_next_token(system: System, phones: Phones, keys_dir: Path) -> None:
    async with browser(system) as web:
        await web.post("/accounts/login", data={"phone": NEW})
        await web.post("/accounts/login/code", data={"code": phones.last(NEW)})
        await web.post("/accounts/name", data={"name": "<b>买买提</b>"})
        assert verify(web.cookies["aixin"], public_keys(keys_dir)).name == "<b>买买提</b>"
        assert "<b>买买提</b>" not in (await web.get("/accounts/")).text


async def test_who_has_not_said_a_name_yet_is_answered(system: System) -> None:
    async with api(system, NEW) as web:
        answer = await web.get("/accounts/api/v1/me")
        assert (answer.status_code, answer.json()["name"]) == (200, None)


async def test_a_first_log_in_is_told_once(system: System) -> None:
    before = len(await told(system))
    await token_of(system, "13900000007")
    events = (await told(system))[before:]
    assert [kind for kind, _ in events] == ["accounts.membership-changed.v1"]
    assert '"gaoxin-lantian"' in events[0][1]
    async with api(system, PARENT) as web:
        assert (await web.get("/accounts/api/v1/me")).json()["phone"] == "138****0001"
    assert len(await told(system)) == before + 1


async def test_one_code_used_twice_at_once_opens_one_session(system: System, phones: Phones) -> None:
    request_id = await ask(system, NEW)
    answers = await asyncio.gather(*(enter(system, request_id, phones.last(NEW)) for _ in range(4)))
    assert sorted(answers) == [201, 422, 422, 422]
    assert await system.pool.fetchval("SELECT count(*) FROM session") == 1


async def test_codes_asked_for_at_once_are_sent_once(system: System, phones: Phones) -> None:
    async with browser(system) as web:
        asked = [web.post("/accounts/api/v1/codes", json={"phone": NEW}) for _ in range(4)]
        answers = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert sorted(answers) == [200, 429, 429, 429]
    assert len(phones.sent) == 1


async def test_a_demonstration_tells_codes_to_its_own_machine_alone(
    database: Callable[[str], Awaitable[str]], keys_dir: Path
) -> None:
    settings = Settings(database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir, demo=True)
    elsewhere = [
        ("http://ai.example.cn", {}),
        ("http://127.0.0.1:8000", {"x-forwarded-for": "10.0.0.9"}),
        ("http://127.0.0.1:8000", {"x-forwarded-host": "ai.example.cn"}),
    ]
    async with build(settings).running() as system:
        for origin, passed_on in [("http://127.0.0.1:8000", {}), *elsewhere]:
            told_here = (origin, passed_on) not in elsewhere
            headers = {"origin": origin, "accept": "text/html"} | passed_on
            transport = httpx2.ASGITransport(system.app)
            async with httpx2.AsyncClient(transport=transport, base_url=origin, headers=headers) as web:
                assert ("演示账户" in (await web.get("/accounts/login")).text) is told_here
                asked = await web.post("/accounts/api/v1/codes", json={"phone": "13800000003"})
                assert ("code" in asked.json()) is told_here
                await web.post("/accounts/login", data={"phone": NEW, "next": ""})
                page = (await web.get("/accounts/login/code")).text
                assert ("验证码是" in page) is told_here
                assert ("显示在运行它的终端里" in page) is not told_here
            await system.pool.execute("DELETE FROM login_code")  # the next one need not wait a minute
