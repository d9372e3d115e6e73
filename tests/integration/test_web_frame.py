"""The frame around every page, met at accounts: switches, doors, refusals, vouched static files."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx2
import pytest

from tests.support.accounts import ORGANIZER, PARENT, accounts, api, browser
from tests.support.people import never_in_doubt


@pytest.fixture
async def web(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with accounts(database, keys_dir) as system, browser(system) as client:
        yield client


async def test_language_and_type_are_switched_by_address_and_remembered(web: httpx2.AsyncClient) -> None:
    chinese = (await web.get("/accounts/login?next=/booking/")).text
    assert "手机号登录" in chinese
    assert 'href="/accounts/login?next=%2Fbooking%2F&amp;lang=en"' in chinese
    english = (await web.get("/accounts/login?lang=en&type=large")).text
    assert "Log in by phone" in english
    assert '<html lang="en" class="large">' in english
    assert "Log in by phone" in (await web.get("/accounts/login")).text
    assert "手机号登录" in (await web.get("/accounts/login?lang=zh")).text
    assert "手机号登录" in (await web.get("/accounts/login?lang=xx")).text


async def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(web: httpx2.AsyncClient) -> None:
    page = await web.get("/accounts/login")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page.text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_static_files_are_kept_by_browsers_as_long_as_they_do_not_change(web: httpx2.AsyncClient) -> None:
    page = (await web.get("/accounts/login")).text
    for address in re.findall(r'"(/static/[^"]+)"', page):
        answer = await web.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in (await web.get("/static/nothing.css?v=1")).headers["cache-control"]
    assert re.search(r'htmx\.min\.js\?v=\w+" integrity="sha384-', page)


async def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(web: httpx2.AsyncClient) -> None:
    page = await web.get("/accounts/nowhere", headers={"referer": "http://accounts.test/accounts/login?x=1"})
    assert page.status_code == 404
    assert "没有找到" in page.text
    assert 'href="/accounts/login?x=1"' in page.text
    away = await web.get("/accounts/nowhere", headers={"referer": "http://evil.example/accounts/login"})
    assert "evil" not in away.text
    problem = await web.get("/accounts/api/v1/nowhere", headers={"accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "not-found"


async def test_htmx_gets_the_page_without_its_frame(web: httpx2.AsyncClient) -> None:
    part = (await web.get("/accounts/login", headers={"hx-request": "true"})).text
    assert "<html" not in part
    assert "手机号登录" in part
    assert "获取验证码" in part


async def test_the_console_is_offered_to_staff_alone(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> None:
    async with accounts(database, keys_dir) as system:
        never_in_doubt(system)
        for phone, offered in ((ORGANIZER, True), (PARENT, False)):
            async with api(system, phone) as client:
                page = (await client.get("/accounts/", headers={"accept": "text/html"})).text
            assert ("/classes/console/" in page) is offered
            assert 'hx-get="/notify/badge"' in page
