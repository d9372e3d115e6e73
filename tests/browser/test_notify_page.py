"""An inbox that is open on a phone while things happen."""

import re
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import PHONE
from tests.support.notify import alone, happened, running, say, served
from tests.support.people import token_for

EVIL = '<img src=x onerror="document.title=1">'


async def test_news_comes_to_an_open_page_and_reading_it_clears_the_badge(browser, database, keys_dir):
    person = uuid4()
    async with running(await alone(database, keys_dir)) as notify, served(notify) as url:
        context = await browser.new_context(viewport=PHONE)
        await context.add_cookies([{"name": "aixin", "value": token_for(keys_dir, person), "url": url}])
        page = await context.new_page()
        loads: list[str] = []
        page.on("framenavigated", lambda frame: loads.append(frame.url))
        await page.goto(f"{url}/notify/")
        await expect(page.get_by_text("还没有通知")).to_be_visible()
        await say(notify, happened("waitlisted", person))
        await expect(page.locator("#inbox li")).to_have_count(1)
        await expect(page.locator("nav .unread")).to_have_text("1")
        await say(notify, happened("promoted", person, group={"title": EVIL}))
        await expect(page.locator("#inbox li")).to_have_count(2)
        await expect(page.locator("#inbox img")).to_have_count(0)
        assert loads == [f"{url}/notify/"]  # nothing was loaded anew

        await page.get_by_text("递补成功").click()
        await expect(page.get_by_role("heading", name=re.compile("递补成功"))).to_be_visible()
        await expect(page.locator("nav .unread")).to_have_text("1")
        await page.goto(f"{url}/notify/")
        await page.get_by_role("button", name="全部标为已读").click()
        await expect(page.get_by_text("未读")).to_have_count(0)
        await expect(page.locator("nav .unread")).to_have_text("")
        assert "爱心托管" in await page.title()
        await context.close()
