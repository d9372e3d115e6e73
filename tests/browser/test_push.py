"""Messages in a real browser: asked for by a tap, listed, and shown by the worker that the push service wakes.

No push service of the vendors' is ever called: headless Chromium would ask Google's, so `subscribe` alone is answered by the stand-in, and what that
opened is brought to the worker as Chromium's own tools bring it.
"""

import json
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.support.eventually import eventually
from tests.support.notify import TOMORROW, happened, say, served
from tests.support.people import token_for
from tests.support.push import pushing

ANSWERED = """told => {
  window.asked = 0;
  const real = { endpoint: told.endpoint, toJSON: () => ({ endpoint: told.endpoint, keys: { p256dh: told.p256dh, auth: told.auth } }) };
  PushManager.prototype.subscribe = function (how) { window.asked += how.userVisibleOnly && how.applicationServerKey.length === 65 ? 1 : 100; return Promise.resolve(real); };
  PushManager.prototype.getSubscription = () => Promise.resolve(real);
}"""
SHOWN = """() => navigator.serviceWorker.getRegistration('/notify/').then(worker => worker.getNotifications())
  .then(all => all.map(one => ({ title: one.title, body: one.body, tag: one.tag, data: one.data })))"""


async def opened(browser, url, keys_dir, person, viewport=PHONE, permissions=("notifications",)):
    context = await browser.new_context(viewport=viewport, permissions=list(permissions), locale="zh-CN")
    await context.add_cookies([{"name": "aixin", "value": token_for(keys_dir, person), "url": url}])
    return context


async def bring_twice(context, page, url, shown):
    """As the push service does: to the worker of the page; until there is a line."""
    cdp, found = await context.new_cdp_session(page), []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    await cdp.send("ServiceWorker.enable")
    await eventually(lambda: bool(found))
    told = {"origin": url, "registrationId": found[0]["registrationId"], "data": json.dumps(shown)}
    for _ in range(2):
        await cdp.send("ServiceWorker.deliverPushMessage", told)

    async def lines() -> bool:
        return bool(await page.evaluate(SHOWN))

    await eventually(lines)


async def test_a_tap_switches_it_on_and_the_worker_shows_what_comes(browser, database, keys_dir, tmp_path):
    person = uuid4()
    async with pushing(database, keys_dir, tmp_path) as pushed, served(pushed.system) as url:
        context = await opened(browser, url, pushed.system.settings.keys_dir, person)
        await context.add_init_script(f"({ANSWERED})({json.dumps(await pushed.browser())})")
        page = await context.new_page()
        await page.goto(f"{url}/notify/ways")
        await page.get_by_role("link", name="去开启").click()
        await expect(page.get_by_text("还没有在任何浏览器里开启")).to_be_visible()
        assert await page.evaluate("window.asked") == 0, "nothing is asked before the tap"
        await page.get_by_role("button", name="在这里开启").click()
        await expect(page.get_by_text("已开启。新消息会发到这个浏览器")).to_be_visible()
        await expect(page.get_by_text("就是这个")).to_be_visible()
        await expect(page.get_by_role("button", name="在这里开启")).to_be_hidden()
        await expect(page.locator("li b")).to_have_text("Chrome · Linux")

        await say(pushed.system, happened("offered", person, until=TOMORROW))

        async def came() -> bool:
            return bool(await pushed.shown())

        await eventually(came)
        (shown,) = await pushed.shown()
        await bring_twice(context, page, url, shown)
        assert await page.evaluate(SHOWN) == [
            {"title": "有名额待您确认，过时让出", "body": "打开看看", "tag": shown["tag"], "data": shown["path"]}
        ]
        await page.goto(url + shown["path"])
        await expect(page.get_by_role("heading", level=1)).to_be_visible()

        await page.goto(f"{url}/notify/devices")
        await page.get_by_role("button", name="移除").click()
        await expect(page.get_by_text("还没有在任何浏览器里开启")).to_be_visible()
        await context.close()


async def test_a_browser_that_cannot_or_must_not_says_what_to_do(browser, database, keys_dir, tmp_path):
    async with pushing(database, keys_dir, tmp_path) as pushed, served(pushed.system) as url:
        keys, person = pushed.system.settings.keys_dir, uuid4()
        for script, words in (
            ("delete window.PushManager", "这个浏览器收不到"),
            ("Notification.requestPermission = () => Promise.resolve('denied')", "浏览器不允许本站发通知"),
            (
                "PushManager.prototype.subscribe = () => Promise.reject(new DOMException('no service', 'AbortError'))",
                "没有开成",
            ),
        ):
            context = await opened(browser, url, keys, person, DESK)
            await context.add_init_script(script)
            page = await context.new_page()
            await page.goto(f"{url}/notify/devices")
            if "收不到" not in words:
                await page.get_by_role("button", name="在这里开启").click()
            await expect(page.get_by_text(words)).to_be_visible()
            assert await pushed.system.pool.fetchval("SELECT count(*) FROM device") == 0
            await context.close()
