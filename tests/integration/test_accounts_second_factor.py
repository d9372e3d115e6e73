"""A second factor: enrolled once, asked for at each log-in of whoever holds a role, good once, and taken away by another officer alone."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import httpx2
import pyotp
import pytest

from services.accounts import demo
from services.accounts.bootstrap import build
from services.accounts.domain.limits import TRIES_REST
from services.accounts.domain.phone import masked
from services.accounts.federation import reset_second_factor
from shared.errors import BadInput, Conflict
from shared.events.revocation import AccessChanged
from shared.settings import Settings
from shared.system import System
from shared.tokens import public_keys, verify
from tests.support.accounts import FEDERATION, ORGANIZER, PARENT, Phones, accounts, browser, office_of, told

CONSOLE, DOOR, ME = "/accounts/console/", "/accounts/second-factor", "/accounts/"


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> AsyncIterator[System]:
    async with accounts(database, keys_dir) as running:
        yield running


async def log_in(system: System, web: httpx2.AsyncClient, phone: str) -> str:
    """By the pages; where it leads."""
    await system.pool.execute("DELETE FROM login_code")
    await web.post("/accounts/login", data={"phone": phone, "next": CONSOLE})
    channel = office_of(system).channel
    assert isinstance(channel, Phones)
    done = await web.post("/accounts/login/code", data={"code": channel.last(phone), "next": CONSOLE})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


async def enroll(web: httpx2.AsyncClient) -> tuple[pyotp.TOTP, list[str]]:
    """An authenticator that has shown one code, and the recovery codes."""
    begun = await web.post(f"{DOOR}/new", data={"next": ME})
    page = (await web.get(begun.headers["location"])).text
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found and "<svg" in page, page
    totp = pyotp.TOTP(found[1])
    done = await web.post(f"{DOOR}/enroll", data={"code": totp.now(), "next": ME})
    assert done.status_code == 200, done.text
    return totp, re.findall(r">([2-9a-z]{5}-[2-9a-z]{5})</code>", done.text)


def next_code(totp: pyotp.TOTP) -> str:
    """Of the next half minute: a clock may be so far ahead, and the code of this one was used."""
    return totp.at(time.time() + 30)


async def give(web: httpx2.AsyncClient, code: str) -> httpx2.Response:
    return await web.post(DOOR, data={"code": code, "next": CONSOLE})


async def access_changes(system: System) -> int:
    """That were told."""
    return sum(type == AccessChanged.TYPE for type, _ in await told(system))


async def test_once_enrolled_each_log_in_of_staff_is_asked_for_it(system: System, keys_dir: Path) -> None:
    async with browser(system) as web, browser(system) as other:
        assert await log_in(system, web, ORGANIZER) == CONSOLE
        assert await log_in(system, other, ORGANIZER) == CONSOLE
        totp, codes = await enroll(web)
        assert len(set(codes)) == 10
        assert (await web.get(CONSOLE)).status_code == 200  # the one that proved it goes on
        assert (await other.get(CONSOLE)).headers["location"].startswith("/accounts/continue")  # another one is asked
        assert (await other.post("/accounts/refresh")).status_code == 204
        assert (await other.get(CONSOLE)).headers["location"] == f"{DOOR}?next={CONSOLE}"
        assert "输入动态码" in (await other.get(ME)).text
        assert (await give(other, next_code(totp))).headers["location"] == CONSOLE
        assert (await other.get(CONSOLE)).status_code == 200
        token = verify(other.cookies["aixin"], public_keys(keys_dir))
        assert token.methods == ("sms", "otp")
    async with browser(system) as third:
        assert await log_in(system, third, ORGANIZER) == f"{DOOR}?next={CONSOLE}"


async def test_a_code_is_good_once(system: System) -> None:
    async with browser(system) as web, browser(system) as thief:
        await log_in(system, web, ORGANIZER)
        totp, _ = await enroll(web)
        await log_in(system, web, ORGANIZER)
        await log_in(system, thief, ORGANIZER)
        code = next_code(totp)
        assert (await give(web, code)).status_code == 303
        again = await give(thief, code)
        assert again.status_code == 422
        assert "已经用过" in again.text
        assert (await thief.get(CONSOLE)).status_code == 303


async def test_a_recovery_code_is_good_once(system: System) -> None:
    async with browser(system) as web:
        await log_in(system, web, ORGANIZER)
        _, codes = await enroll(web)
        for status in (303, 422):
            await log_in(system, web, ORGANIZER)
            assert (await give(web, codes[0].upper())).status_code == status
    kept = await system.pool.fetch("SELECT code_hash FROM recovery_code")
    assert len(kept) == 9
    assert codes[1].replace("-", "").encode() not in {row["code_hash"] for row in kept}


async def test_after_five_wrong_tries_a_right_code_waits(system: System) -> None:
    async with browser(system) as web:
        await log_in(system, web, ORGANIZER)
        totp, codes = await enroll(web)
        await log_in(system, web, ORGANIZER)
        wrong = f"{(int(next_code(totp)) + 1) % 1_000_000:06}"
        for left in (4, 3, 2, 1, 0):
            answer = await give(web, wrong if left else "zzzzz-zzzzz")
            assert answer.status_code == 422, left
        assert (await give(web, next_code(totp))).status_code == 429
        assert (await give(web, codes[0])).status_code == 429
        await system.pool.execute("UPDATE second_factor SET tried_at = tried_at - $1::interval", TRIES_REST)
        assert (await give(web, next_code(totp))).status_code == 303


async def test_the_secret_is_kept_sealed_and_shown_only_until_it_is_proven(system: System) -> None:
    async with browser(system) as web:
        await log_in(system, web, ORGANIZER)
        totp, _ = await enroll(web)
        assert totp.secret not in (await web.get(DOOR)).text
        assert totp.secret.encode() not in await system.pool.fetchval("SELECT secret_sealed FROM second_factor")
        assert (await web.post(f"{DOOR}/new", data={"next": ME})).status_code == 409


async def test_a_parent_is_asked_for_nothing(system: System) -> None:
    async with browser(system) as web:
        assert await log_in(system, web, PARENT) == CONSOLE
        assert "动态码" not in (await web.get(ME)).text
        assert (await web.post(f"{DOOR}/new", data={"next": ME})).status_code == 403


async def test_another_officer_takes_it_away_with_a_reason_that_its_owner_reads(system: System) -> None:
    async with browser(system) as web, browser(system) as officer:
        await log_in(system, web, ORGANIZER)
        await log_in(system, officer, FEDERATION)
        await enroll(web)
        key = (await system.pool.fetchval("SELECT phone_hash FROM role_grant WHERE union_code = 'gaoxin'")).hex()
        form = {"phone_key": key, "reason": "手机丢失，已当面核实", "idempotency_key": "a-key-of-a-test"}
        path = "/accounts/console/unions/gaoxin/second-factor/reset"
        own = await web.post(path, data=form | {"idempotency_key": "another-key-of-it"})
        assert own.status_code == 403
        assert (
            await officer.post(path, data=form | {"reason": " ", "idempotency_key": "a-third-key-of-it"})
        ).status_code == 422
        assert await system.pool.fetchval("SELECT count(*) FROM second_factor") == 1
        done = await officer.post(path, data=form)
        assert (done.status_code, "动态码已重置" in (await officer.get(done.headers["location"])).text) == (303, True)
        assert (await web.post("/accounts/refresh")).status_code == 401  # all their log-ins have ended
        assert await log_in(system, web, ORGANIZER) == CONSOLE
        assert "手机丢失，已当面核实" in (await web.get(ME)).text
        for change in ("UPDATE {} SET name = ''", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await system.pool.execute(change.format("second_factor_reset"))
        await system.pool.execute("DELETE FROM person WHERE id = (SELECT person_id FROM second_factor_reset)")
        assert await system.pool.fetchval("SELECT name FROM second_factor_reset") == "总工会"


async def test_an_officer_whom_nobody_above_can_help_is_helped_at_the_server(system: System) -> None:
    with pytest.raises(Conflict):
        await reset_second_factor(system.settings, FEDERATION, "手机丢失，已当面核实")
    async with browser(system) as web:
        await log_in(system, web, FEDERATION)
        await enroll(web)
        with pytest.raises(BadInput):
            await reset_second_factor(system.settings, FEDERATION, " ")
        assert await system.pool.fetchval("SELECT count(*) FROM second_factor") == 1
        epochs = await access_changes(system)
        assert await reset_second_factor(system.settings, FEDERATION, "手机丢失，已当面核实") == masked(FEDERATION)
        assert await access_changes(system) == epochs + 1  # tokens that are out count no longer
        assert (await web.post("/accounts/refresh")).status_code == 401  # all their log-ins have ended
        assert await log_in(system, web, FEDERATION) == CONSOLE
        page = (await web.get(ME)).text
        assert "服务器管理员" in page
        assert "手机丢失，已当面核实" in page


async def test_where_it_is_required_nobody_organizes_without(
    database: Callable[[str], Awaitable[str]], keys_dir: Path
) -> None:
    settings = Settings(
        database_url=await database("accounts"), kafka="127.0.0.1:1", keys_dir=keys_dir, second_factor="required"
    )
    async with build(settings, Phones()).running() as system, browser(system) as web:
        await demo.seed(office_of(system))
        assert await log_in(system, web, ORGANIZER) == f"{DOOR}?next={CONSOLE}"
        assert (await web.get(CONSOLE)).headers["location"] == f"{DOOR}?next={CONSOLE}"
        program = {"authorization": f"Bearer {web.cookies['aixin']}", "accept": "application/json"}
        refused = await web.get("/accounts/api/v1/unions/gaoxin/grants", headers=program)
        assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-missing")
        totp, _ = await enroll(web)
        assert (await web.get(CONSOLE)).status_code == 200
        await log_in(system, web, ORGANIZER)
        program["authorization"] = f"Bearer {web.cookies['aixin']}"
        proof = await web.post(
            "/accounts/api/v1/sessions/second-factor", json={"code": next_code(totp)}, headers=program
        )
        assert proof.status_code == 200, proof.text
        program["authorization"] = f"Bearer {proof.json()['token']}"
        assert (await web.get("/accounts/api/v1/unions/gaoxin/grants", headers=program)).status_code == 200
