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


async def test_news_that_comes_under_a_finger_does_not_lose_the_tap(browser, database, keys_dir):
    person = uuid4()
    async with running(await alone(database, keys_dir)) as notify, served(notify) as url:
        context = await browser.new_context(viewport=PHONE)
        await context.add_cookies([{"name": "aixin", "value": token_for(keys_dir, person), "url": url}])
        page = await context.new_page()
        await page.goto(f"{url}/notify/")
        await say(notify, happened("waitlisted", person))
        await expect(page.locator("#inbox li")).to_have_count(1)

        async with page.expect_request_finished(lambda request: request.url.endswith("/notify/list")):
            await page.locator("#inbox li").hover()
            await page.mouse.down()
            await say(notify, happened("promoted", person))
        await page.evaluate("() => new Promise(requestAnimationFrame)")  # the list has come, and is looked at
        await page.mouse.up()
        await expect(page.get_by_role("heading", level=1, name=re.compile("候补"))).to_be_visible()

        await page.goto(f"{url}/notify/")
        async with page.expect_request_finished(lambda request: request.url.endswith("/notify/list")):
            await page.mouse.move(10, 10)
            await page.mouse.down()
            await say(notify, happened("confirmed", person))
        await expect(page.locator("#inbox li")).to_have_count(2)
        await page.mouse.up()
        await expect(page.locator("#inbox li")).to_have_count(3)  # asked for again, not after fifteen seconds
        await context.close()
