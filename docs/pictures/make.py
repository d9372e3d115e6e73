"""Makes the README's pictures from a running `make up`: python docs/pictures/make.py [URL]."""

import asyncio
import re
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

HERE = Path(__file__).parent
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


async def log_in(page: Page, url: str, phone: str) -> None:
    """By phone and the code the demo shows."""
    await page.goto(f"{url}/accounts/login")
    await page.fill("input[name=phone]", phone)
    await page.click(".action button")
    await page.wait_for_selector("input[name=code]")
    code = re.search(r"\b(\d{6})\b", await page.inner_text("main"))
    await page.fill("input[name=code]", code.group(1) if code else "")
    await page.click(".action button")
    await page.wait_for_url(lambda address: "/login" not in address)


async def shoot(page: Page, name: str, address: str = "", *, full: bool = False) -> None:
    """One picture, after what loads late has loaded."""
    if address:
        await page.goto(address)
    await page.wait_for_timeout(600)
    await page.screenshot(path=HERE / f"{name}.png", full_page=full)


async def family(browser: Browser, url: str) -> None:
    """A parent's way: catalogue, class, child, result, inbox."""
    page = await (await browser.new_context(viewport=PHONE, device_scale_factor=2)).new_page()
    await shoot(page, "catalogue", f"{url}/classes/")
    await log_in(page, url, "13800000001")
    await page.goto(f"{url}/booking/family")
    if not await page.get_by_text("张小明").count():
        await page.goto(f"{url}/booking/family/children/new")
        await page.fill("input[name=name]", "张小明")
        await page.fill("input[name=birth_date]", "2018-05-01")
        await page.select_option("select[name=grade]", "2")
        await page.get_by_role("button", name="保存孩子信息").click()
    group = await open_group(page, url)
    await shoot(page, "class", f"{url}/classes/groups/{group}")
    await shoot(page, "choose", f"{url}/booking/groups/{group}")
    if await page.locator("#enroll-now:enabled").count():
        await page.click("#enroll-now")
        await shoot(page, "result")
    await shoot(page, "bookings", f"{url}/booking/")
    await shoot(page, "inbox", f"{url}/notify/")


async def open_group(page: Page, url: str) -> str:
    """A group for second-graders that can be booked now."""
    answer = await page.request.get(f"{url}/classes/api/groups?grade=2&kind=session&size=100")
    groups = (await answer.json())["groups"]
    return str(next(g["id"] for wanted in ("open", "full") for g in groups if g["state"] == wanted))


async def organizer(browser: Browser, url: str) -> None:
    """The console."""
    page = await (await browser.new_context(viewport=DESK)).new_page()
    await log_in(page, url, "13800000002")
    await page.goto(f"{url}/classes/console/")
    await page.get_by_role("link", name="已占名额").click()
    if await page.locator("tbody tr b").first.inner_text() == "0":  # the fullest first
        await page.get_by_role("link", name="已占名额").click()
    await shoot(page, "console")


async def main(url: str) -> None:
    """Every picture."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        await family(browser, url)
        await organizer(browser, url)
        await browser.close()


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
