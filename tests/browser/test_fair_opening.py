"""A slow phone's button opens when the server's clock says so, however long the page was on its way; and with a clock that is wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import Response
from playwright.async_api import Browser, expect

from shared.settings import Settings
from shared.system import System
from shared.web.pages import render
from tests.browser.conftest import PHONE
from tests.support.page import served

TEMPLATE = """
{% extends "layout.html" %}
{% block main %}<button id="book" disabled {{ parts.hidden_until(opens) }}>报名</button>{% endblock %}
"""
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Slow 3G: 400 kbit/s, and 400 ms; all of it on the way back, as no network has it: the middle is wrong by the half."""
WRONG = 600_000
"""Milliseconds by which the phone's clock is behind."""
WATCH = """
const real = Date.now, wrong = %s;
Date.now = () => real() - wrong;
new MutationObserver(() => {
  const book = document.getElementById("book");
  if (book && !book.disabled && !window.opened) window.opened = real();
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
ASKED = """() => performance.getEntriesByType("resource").filter(e => e.name.endsWith("/clock")).map(e => e.duration)"""


def waiting(home: Path, keys_dir: Path, opens_at: datetime) -> System:
    """A system of one page, that waits."""
    (home / "web" / "templates").mkdir(parents=True)
    (home / "web" / "templates" / "one.html").write_text(TEMPLATE)
    router = APIRouter(prefix="/one")

    @router.get("/")
    async def page(request: Request) -> Response:
        return render(request, "one.html", opens=opens_at)

    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/none", keys_dir=keys_dir)
    return System("one", settings, home=home, routers=[router])


@pytest.mark.parametrize("asks", [True, False], ids=["the clock is asked", "the control: it does not answer"])
async def test_a_slow_phone_opens_when_the_server_does(
    browser: Browser, tmp_path: Path, keys_dir: Path, record_property, asks: bool
) -> None:
    opens_at = datetime.now(UTC) + timedelta(seconds=15)
    page = await browser.new_page(viewport=PHONE)
    await page.add_init_script(WATCH % WRONG)
    if not asks:
        await page.route("**/one/clock", lambda route: route.abort())
    phone = await page.context.new_cdp_session(page)
    await phone.send("Network.enable")
    await phone.send("Network.emulateNetworkConditions", SLOW)
    async with served(waiting(tmp_path / "one", keys_dir, opens_at).app) as server:
        await page.goto(f"{server.url}/one/")
        await expect(page.locator("#book")).to_be_enabled()
        late = await page.evaluate("window.opened") - opens_at.timestamp() * 1000
        took = await page.evaluate(ASKED)
    record_property("milliseconds late", late)
    record_property("answers took", took)
    if asks:
        assert -1 <= late <= min(took) / 2 + 100
    else:
        assert late > 1000
