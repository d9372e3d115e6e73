"""What people do in a browser before a test begins."""

import re
from pathlib import Path

from playwright.async_api import Page

ORGANIZER = "13800000002"


async def log_in(page: Page, url: str, phone: str) -> None:
    """By phone and the code that the demo shows on the page."""
    await page.goto(f"{url}/accounts/login")
    await page.fill("input[name=phone]", phone)
    await page.get_by_role("button", name="获取验证码").click()
    assert re.fullmatch(r"\d{6}", await page.input_value("input[name=code]")), "the demo shows the code"
    await page.get_by_role("button", name="登录", exact=True).click()
    await page.wait_for_url(lambda address: "/login" not in address)


async def agree(page: Page) -> None:
    """As the guardian, to what stands before the first child."""
    await page.get_by_label("我是孩子的监护人").check()
    await page.get_by_role("button", name="同意，继续").click()


async def organize(page: Page, url: str, plan: Path) -> None:
    """Upload a plan, read what it says, import and publish it."""
    await log_in(page, url, ORGANIZER)
    await page.goto(f"{url}/classes/console/import")
    await page.set_input_files("input[type=file]", plan)
    await page.get_by_role("button", name="检查方案").first.click()
    await page.get_by_role("button", name="导入").click()
    await page.get_by_role("button", name=re.compile("发布")).click()
