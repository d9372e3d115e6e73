"""Pages of classes that are open while families book: numbers move in place, the opening comes by itself."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from shared.system import System
from tests.browser.conftest import DESK, PHONE
from tests.conftest import RunSystem
from tests.support.classes import Office, plan, published, tell_places
from tests.support.page import Served, served
from tests.support.people import token_for


@pytest.fixture
def token(keys_dir: Path) -> str:
    return token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))


@pytest.fixture
async def running(system: RunSystem) -> AsyncIterator[tuple[System, Served]]:
    async with system("classes") as classes, served(classes.app) as site:
        yield classes, site


async def signed_in(browser: Browser, site: Served, token: str, **options: object) -> BrowserContext:
    context = await browser.new_context(**options)  # type: ignore[arg-type]
    await context.add_cookies([{"name": "aixin", "value": token, "url": site.url}])
    return context


async def test_bars_move_while_the_organizer_looks(
    browser: Browser, running: tuple[System, Served], token: str
) -> None:
    classes, site = running
    first, second = await published(Office(classes, token), plan(opens_in_days=-1))
    context = await signed_in(browser, site, token, viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{site.url}/classes/console/")
    await page.focus(f"#go-{first}")
    await tell_places(classes, first, [(1, 30, 26, 0)])
    await tell_places(classes, second, [(1, 30, 30, 12)])
    await expect(page.locator(f"#row-{first} .bar")).to_have_text("26/30")
    await expect(page.locator(f"#bar-{first}")).to_have_js_property("value", 26)
    await expect(page.locator(f"#row-{second}")).to_contain_text("已满")
    await expect(page.locator("#sums")).to_contain_text("56")
    await expect(page.locator(f"#go-{first}")).to_be_focused()  # nothing jumps
    await tell_places(classes, first, [(2, 30, 27, 0)])
    await expect(page.locator(f"#row-{first} .bar")).to_have_text("27/30")
    await context.close()


async def test_the_opening_comes_to_an_open_page(browser: Browser, running: tuple[System, Served], token: str) -> None:
    """The hour is not waited for: the notice is moved to now, and the page's clock with it."""
    classes, site = running
    office = Office(classes, token)
    first, _ = await published(office, plan(opens_in_days=1 / 24))
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"{site.url}/classes/groups/{first}")
    book = page.get_by_role("link", name="选择孩子并报名")
    await expect(page.locator(f"#state-{first}")).to_have_text("未开始")
    await expect(book).to_be_hidden()
    assert (await office.give(plan(opens_in_days=0))).is_success
    await expect(page.locator(f"#state-{first}")).to_have_text("报名中")
    await expect(page.locator(f"#opens-{first}")).to_be_hidden()
    await expect(book).to_be_hidden()
    await page.evaluate("const real = Date.now; Date.now = () => real() + 3600000")
    await expect(book).to_be_visible()
    await context.close()


async def test_no_page_is_wider_than_the_phone(browser: Browser, running: tuple[System, Served], token: str) -> None:
    """Long names, large type, both languages."""
    classes, site = running
    long = "阿依古丽·买买提纪念小学与高新区职工之家联合举办的低年级全日托管班（含午餐午休）"
    first, _ = await published(Office(classes, token), plan(opens_in_days=-1, title=long))
    context = await signed_in(browser, site, token, viewport=PHONE)
    page = await context.new_page()
    for path in ("/classes/", f"/classes/groups/{first}", "/classes/console/", f"/classes/console/groups/{first}",
                 "/classes/console/import", "/classes/console/groups/new"):  # fmt: skip
        for language in ("zh", "en"):
            await page.goto(f"{site.url}{path}?lang={language}&type=large")
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"{path} {language}"
    await context.close()


async def test_no_instant_of_a_card_breaks(browser: Browser, running: tuple[System, Served], token: str) -> None:
    classes, site = running
    await published(Office(classes, token), plan(opens_in_days=12))
    for scripts in (True, False):
        context = await signed_in(browser, site, token, viewport=PHONE, java_script_enabled=scripts)
        page = await context.new_page()
        for size in ("normal", "large"):
            await page.goto(f"{site.url}/classes/?type={size}")
            said = page.locator("[id^=opens-]:not([hidden]) > *")
            boxes = [await one.bounding_box() for one in await said.all()]
            assert boxes and all(box and box["height"] < 40 for box in boxes), (scripts, size)
        await context.close()


async def test_without_javascript_a_family_filters_and_reads(
    browser: Browser, running: tuple[System, Served], token: str
) -> None:
    classes, site = running
    await published(Office(classes, token), plan(opens_in_days=-1))
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/classes/")
    await page.locator("select[name=grade]").select_option("5")
    await page.get_by_role("button", name="筛选").click()
    await expect(page.locator("a.card")).to_have_count(1)
    await page.get_by_text("四至六年级班").click()
    button = page.locator(".action").get_by_role("link", name="选择孩子并报名")
    await expect(button).to_be_visible()
    assert "/booking/groups/" in str(await button.get_attribute("href"))
    await context.close()
