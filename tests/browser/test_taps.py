"""A new parent's way from the class page to 已录取, counted: a code, a consent, a child, what the group asks; not a tap more."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, expect

from services.classes.plan import read, shifted, write
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import organize
from tests.support.whole import whole

PARENT = "13911112222"
MOST = {"taps": 9, "screens": 7}
"""Typing is no tap; what a date or a grade is chosen with is one."""
PLAN = """\
plan: taps
union: gaoxin
issuer: 高新区园区工会
title: 寒假爱心托管
season: 2027-winter
registration: {opens: 2026-12-20 09:00, closes: 2026-12-23 18:00}
who: {open_to: all, grades: 1-6, health: 孩子没有传染病。, health_statement: yes}
terms:
  winter: {blocks: [{from: 2027-01-25, to: 2027-01-29}]}
sites:
  east: {name: 东站}
sessions:
  care:
    name: 寒假托管
    hours: 08:00-17:30
    services: [study]
    admission: {way: first_come}
    agreement: {title: 告家长书, version: "1", text: 请按时接送。}
    groups:
      care: {name: 托管一班, places: 2}
"""


class Thumb:
    """Taps and counts; knows how many screens it was on."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.screens = page, 0, [""]
        page.on("domcontentloaded", lambda page: self.screens.append(page.url))

    async def tap(self, what: Locator) -> None:
        """A button, a link, a box."""
        self.taps += 1
        await what.tap()

    async def button(self, name: str) -> None:
        """By what it says."""
        await self.tap(self.page.get_by_role("button", name=name, exact=True))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The notice, its registration open since a minute."""
    moved = shifted(read(PLAN.encode(), "taps"), datetime.now(UTC) - timedelta(minutes=1), uuid4().hex[:6])
    path = tmp_path / "taps.yaml"
    path.write_bytes(write(moved))
    return path


async def test_a_new_parent_is_nine_taps_from_a_place(browser, settings, plan, record_property):
    async with whole(settings) as stack:
        desk = await (await browser.new_context(viewport=DESK)).new_page()
        await organize(desk, stack.url, plan)
        context = await browser.new_context(viewport=PHONE, has_touch=True)
        page = await context.new_page()
        await page.goto(f"{stack.url}/classes/")
        await page.get_by_text("托管一班").first.click()
        await page.wait_for_url("**/classes/groups/*")
        thumb = Thumb(page)

        await thumb.tap(page.get_by_role("link", name="选择孩子并报名"))
        await page.fill("input[name=phone]", PARENT)
        await thumb.button("获取验证码")
        code = re.search(r"验证码是 (\d{6})", await page.get_by_text("验证码是").inner_text())
        assert code
        await page.fill("input[name=code]", "")
        await page.type("input[name=code]", code[1])  # and in, at the sixth digit

        await thumb.tap(page.get_by_label("我是孩子的监护人"))
        await thumb.button("同意，继续")
        await page.fill("input[name=name]", "张小明")
        await page.fill("input[name=birth_date]", "2018-05-01")
        thumb.taps += 1
        await page.select_option("select[name=grade]", "2")
        await thumb.button("保存孩子信息")

        await expect(page.get_by_role("heading", name="托管一班")).to_be_visible()
        if pictures := os.environ.get("AIXIN_PICTURES"):
            await page.screenshot(path=f"{pictures}/taps.png", full_page=True)
        for box in ("已阅读《告家长书》全文并同意", "张小明符合以上健康要求"):
            await expect(page.get_by_label(box)).not_to_be_checked()
            await thumb.tap(page.get_by_label(box))
        await thumb.button("报名")
        await expect(page.get_by_role("heading", name="已录取")).to_be_visible()

        record_property("taps", thumb.taps)
        record_property("screens", thumb.screens)
        assert {"taps": thumb.taps, "screens": len(thumb.screens)} == MOST, thumb.screens
        for context in browser.contexts:
            await context.close()  # or their streams keep the stack from stopping
