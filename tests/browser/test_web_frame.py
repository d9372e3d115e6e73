"""The frame in a real browser: its script, its rules of content, its fit on every screen."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from playwright.async_api import Browser, Page, expect

from services.accounts.usecases import issue_token
from services.accounts.words import refusals as of_accounts
from services.booking.words import refusals as of_booking
from shared.errors import Conflict
from shared.kernel.sentence import Sentence
from shared.settings import Settings
from shared.system import System
from shared.web.pages import render
from tests.browser.conftest import DESK, PHONE
from tests.support.accounts import ORGANIZER, Phones, accounts, office_of
from tests.support.page import Served, served

TEMPLATE = """
{% extends "layout.html" %}
{% block main %}
<p>{{ parts.countdown(opens) }}</p>
<form method="post" action="/one/taps"><button id="book" disabled {{ parts.hidden_until(opens) }}>报名</button></form>
<div id="live" data-stream="/one/stream" hx-get="/one/part" hx-trigger="live, every {{ every }}s"><b>0</b></div>
{% endblock %}
"""


class One:
    """A system with one page: a countdown, a button, a live part."""

    def __init__(self, home: Path, keys_dir: Path) -> None:
        (home / "web" / "templates").mkdir(parents=True)
        (home / "web" / "templates" / "one.html").write_text(TEMPLATE)
        self.taps, self.number, self.streams, self.every = 0, 1, True, 60
        self.changed, self.opens_in = asyncio.Event(), timedelta(seconds=2)
        router = APIRouter(prefix="/one")
        router.get("/")(self.page)
        router.post("/taps")(self.tap)
        router.get("/stream")(self.stream)
        router.get("/part")(self.part)
        router.get("/refused")(self.refused)
        settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/none", keys_dir=keys_dir)
        self.app = System("one", settings, home=home, routers=[router]).app

    async def page(self, request: Request) -> Response:
        return render(request, "one.html", opens=datetime.now(UTC) + self.opens_in, every=self.every)

    async def tap(self) -> Response:
        self.taps += 1
        await asyncio.sleep(0.5)
        return HTMLResponse("taken")

    async def refused(self) -> Response:
        raise Conflict("已经处理过了。", "Done before.")

    async def part(self) -> Response:
        return HTMLResponse(f"<b>{self.number}</b>")

    async def stream(self) -> Response:
        if not self.streams:
            return Response(status_code=404)

        async def numbers() -> AsyncIterator[str]:
            while True:
                yield f"data: {self.number}\n\n"
                await self.changed.wait()
                self.changed.clear()

        return StreamingResponse(numbers(), media_type="text/event-stream")

    def count(self) -> None:
        """The number grows, and the stream says so."""
        self.number += 1
        self.changed.set()


@pytest.fixture
def one(tmp_path: Path, keys_dir: Path) -> One:
    return One(tmp_path / "one", keys_dir)


@pytest.fixture
async def server(one: One) -> AsyncIterator[Served]:
    async with served(one.app) as running:
        yield running


async def test_a_countdown_ends_and_the_button_appears_and_takes_one_tap(
    browser: Browser, one: One, server: Served
) -> None:
    page = await browser.new_page()
    one.opens_in = timedelta(minutes=5)
    await page.goto(f"{server.url}/one/")
    assert (await page.inner_text("time")).startswith("00:0")
    await expect(page.locator("#book")).to_be_hidden()
    one.opens_in = timedelta(seconds=2)
    await page.reload()
    await expect(page.locator("#book")).to_be_enabled()
    await page.evaluate("() => { const b = document.getElementById('book'); b.click(); b.click(); b.click(); }")
    await expect(page.get_by_text("taken")).to_be_visible()
    assert one.taps == 1


async def test_a_button_appears_though_its_countdown_was_replaced(browser: Browser, one: One, server: Served) -> None:
    """A live part may bring the state after the opening in the second before the countdown's last tick."""
    page = await browser.new_page()
    await page.goto(f"{server.url}/one/")
    await page.evaluate("document.querySelector('time').remove()")
    await expect(page.locator("#book")).to_be_enabled()


async def test_a_clock_that_is_wrong_does_not_matter(browser: Browser, server: Served) -> None:
    page = await browser.new_page()
    await page.add_init_script("const real = Date.now; Date.now = () => real() - 600000;")
    await page.goto(f"{server.url}/one/")
    await expect(page.locator("#book")).to_be_enabled()


async def test_a_live_part_changes_in_place_and_again_by_a_stream_that_broke(
    browser: Browser, one: One, server: Served
) -> None:
    page = await browser.new_page()
    await page.goto(f"{server.url}/one/")
    await expect(page.locator("#live")).to_have_text("1")
    one.count()
    await expect(page.locator("#live")).to_have_text("2")
    await server.stop()
    one.number = 7
    await server.start()
    await expect(page.locator("#live")).to_have_text("7")


async def test_a_lost_server_is_told_until_it_is_back(browser: Browser, one: One, server: Served) -> None:
    one.every = 1
    page = await browser.new_page()
    await page.goto(f"{server.url}/one/")
    await server.stop()
    await expect(page.get_by_text("已断开，正在重连")).to_be_visible()
    await server.start()
    await expect(page.get_by_text("已断开，正在重连")).to_be_hidden()


async def test_without_a_stream_the_part_is_asked_for(browser: Browser, one: One, server: Served) -> None:
    one.streams, one.every = False, 1
    page = await browser.new_page()
    await page.goto(f"{server.url}/one/")
    await expect(page.locator("#live")).to_have_text("1")
    one.count()
    await expect(page.locator("#live")).to_have_text("2")


async def log_in(page: Page, url: str, phones: Phones, phone: str, *, javascript: bool = True) -> None:
    await page.goto(f"{url}/accounts/")
    await page.fill("#f-phone", phone)
    await page.get_by_role("button", name="获取验证码").click()
    await page.wait_for_selector("#f-code")
    await page.fill("#f-code", phones.last(phone))  # whole at its last digit, it goes by itself
    if not javascript:
        await page.get_by_role("button", name="登录", exact=True).click()
    await page.wait_for_url(f"{url}/accounts/")  # not the page whose next it is


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
async def people(database: Callable[[str], Awaitable[str]], keys_dir: Path, phones: Phones) -> AsyncIterator[str]:
    """Where accounts answers."""
    async with accounts(database, keys_dir, phones) as system, served(system.app) as running:
        assert office_of(system).channel is phones
        yield running.url


async def test_a_token_that_runs_out_is_renewed_before_the_form_is_sent(
    browser: Browser, people: str, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_token, "TOKEN_LIFE", timedelta(seconds=20))
    page = await browser.new_page()
    await log_in(page, people, phones, ORGANIZER)
    await page.goto(f"{people}/accounts/name")
    await page.context.clear_cookies(name="aixin")  # as when it has run out
    began = time.time()
    await page.fill("#f-name", "李老师")
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_role("heading", name="李老师")).to_be_visible()
    assert time.time() - began < 15


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_pages_fit_every_screen_and_break_no_rule(
    browser: Browser, people: str, phones: Phones, javascript: bool
) -> None:
    context = await browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await log_in(page, people, phones, ORGANIZER, javascript=javascript)
    for screen in ({"width": 320, "height": 640}, PHONE, DESK):
        await page.set_viewport_size(screen)
        for address in ("/accounts/login", "/accounts/", "/accounts/name", "/accounts/console/", "/accounts/console/new",
                        "/accounts/console/unions/gaoxin-lantian?type=large", "/accounts/?type=normal&lang=en&x=1", "/accounts/?lang=zh"):  # fmt: skip
            await page.goto(people + address)
            wide = (
                await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if javascript
                else 0
            )
            assert wide <= 0, (address, screen)
    assert not [text for text in said if "Content Security Policy" in text or "integrity" in text or "Error:" in text]


BEGINS = """([sentences, breaks]) => {
    const title = document.querySelector(".verdict h1");
    title.style.wordBreak = breaks;
    return sentences.filter(sentence => {
        title.textContent = sentence;
        const letters = title.firstChild, range = document.createRange();
        let above = Infinity;
        return [...sentence].some((letter, at) => {
            range.setStart(letters, at);
            range.setEnd(letters, at + 1);
            const top = range.getBoundingClientRect().top, begins = top > above + 5;
            above = top;
            return begins && "。，；：？！、）”".includes(letter);
        });
    });
}"""
"""Of these sentences those of which a line begins with what ends a clause."""


async def test_no_line_of_a_refusal_begins_with_a_full_stop(browser: Browser, one: One) -> None:
    told = [v.zh for words in (of_accounts, of_booking) for v in vars(words).values() if isinstance(v, Sentence)]
    page = await browser.new_page()
    async with served(one.app) as site:
        await page.goto(f"{site.url}/one/refused")
        for width in (320, 360, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            assert await page.evaluate(BEGINS, [told, ""]) == []
        assert await page.evaluate(BEGINS, [told, "keep-all"]), "as labels break they would"
    await page.close()
