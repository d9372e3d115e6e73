"""From one notice to three ways of getting a place: checked and ranked with a paper, accepted from the message, siblings as one."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from services.booking.usecases.decide_together import DECIDE
from services.classes.plan import read, shifted, write
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import agree, log_in, organize
from tests.support.eventually import eventually
from tests.support.pictures import photo
from tests.support.whole import Whole, whole

PARENT, RIVAL = "13800000001", "13800000004"
PLAN = """\
plan: ways
union: gaoxin
issuer: 高新区园区工会
title: 寒假爱心托管
season: 2027-winter
registration: {opens: 2026-12-20 09:00, closes: 2026-12-23 18:00}
who: {open_to: all, grades: 1-6}
terms:
  winter: {blocks: [{from: 2027-01-25, to: 2027-01-29}]}
sites:
  east: {name: 东站}
  west: {name: 西站}
sessions:
  school:
    name: 寒假学堂
    hours: 08:00-12:00
    services: [study]
    documents: [户口本]
    admission: {way: ranked, priorities: [双职工], review: organizer, together: yes, wishes: 2, confirm_within: 48h}
    groups:
      school: {places: 1}
  care:
    name: 午后托管
    sites: [east]
    hours: 13:00-17:30
    services: [games]
    admission: {way: first_come}
    groups:
      care: {name: 午后托管班, places: 2}
"""
GROUPS = (("寒假学堂", "东站"), ("寒假学堂", "西站"), ("午后托管班", "东站"))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The notice, its registration open since a minute."""
    moved = shifted(read(PLAN.encode(), "ways"), datetime.now(UTC) - timedelta(minutes=1), uuid4().hex[:6])
    path = tmp_path / "ways.yaml"
    path.write_bytes(write(moved))
    return path


async def known(stack: Whole, title: str, site: str) -> str:
    """The id of the group, once booking has heard of it."""
    pool = stack.systems["booking"].pool
    found = "SELECT id::text FROM class_group WHERE facts ->> 'title' = $1 AND facts ->> 'site' = $2"
    return str(await eventually(lambda: pool.fetchval(found, title, site)))


async def family(browser: Browser, stack: Whole, phone: str, child: str) -> Page:
    """A parent with a child, on a phone."""
    page = await (await browser.new_context(viewport=PHONE)).new_page()
    await log_in(page, stack.url, phone)
    await page.goto(f"{stack.url}/booking/family")
    await agree(page)
    await add_child(page, child)
    return page


async def add_child(page: Page, name: str) -> None:
    """Its form is open."""
    await page.fill("input[name=name]", name)
    await page.fill("input[name=birth_date]", "2018-05-01")
    await page.select_option("select[name=grade]", "2")
    await page.get_by_role("button", name="保存孩子信息").click()


async def prepare(page: Page, stack: Whole, group_id: str, paper: Path) -> None:
    """Closes the one gap that the page names, and is led back ready."""
    await page.goto(f"{stack.url}/booking/groups/{group_id}")
    await page.get_by_role("link", name="先准备：上传户口本").click()
    await page.set_input_files("input[type=file]", paper)
    await page.get_by_role("button", name="上传").click()
    await expect(page.get_by_text("已交户口本")).to_be_visible()


async def rank(page: Page, first: str, second: str) -> None:
    """Asks for both sites in this order; the wishes are told apart by them."""
    await page.get_by_role("button", name="下一步：排志愿").click()
    await page.get_by_label("第1志愿").select_option(first)
    await page.get_by_label("第2志愿").select_option(second)
    await page.get_by_role("button", name="按这个顺序报名").click()
    await expect(page.get_by_role("heading", name="已登记·待统一录取")).to_be_visible()
    await expect(page.locator(".lines li")).to_contain_text(["第1志愿 东站", "第2志愿 西站"])


async def review(desk: Page, stack: Whole, group_id: str) -> None:
    """Looks at a paper beside its request, and approves both."""
    await desk.goto(f"{stack.url}/booking/console/review/{group_id}")
    await desk.get_by_role("link", name="户口本").first.click()
    await expect(desk.frame_locator("iframe[name=paper]").locator("img")).to_be_visible()
    await desk.get_by_role("link", name="全部勾选").click()
    await desk.get_by_role("button", name="通过", exact=True).click()
    await expect(desk.get_by_text("已通过 2 份")).to_be_visible()


async def close_registration(stack: Whole, group_id: str) -> None:
    """The group's common decision is due now."""
    pool = stack.systems["booking"].pool
    draw_id = await pool.fetchval("SELECT draw_id FROM class_group WHERE id = $1", UUID(group_id))
    due = "UPDATE timer SET due_at = now() WHERE kind = $1 AND subject = $2"
    assert await pool.execute(due, DECIDE, str(draw_id)) == "UPDATE 1"


async def accept_from_the_message(page: Page, stack: Whole, site: str) -> None:
    """The inbox says where, and leads to the button."""
    await page.goto(f"{stack.url}/notify/")
    await page.locator("#inbox a").filter(has_text="待您确认").filter(has_text=site).click()
    await page.get_by_role("link", name=re.compile("接受或放弃")).click()
    await page.get_by_role("button", name="接受", exact=True).click()
    await expect(page.get_by_role("heading", name="已录取")).to_be_visible()
    await expect(page.locator("dl.facts")).to_contain_text(site)


async def book_together(page: Page, stack: Whole, group_id: str) -> None:
    """Two children, both or none."""
    await page.goto(f"{stack.url}/booking/family/children/new")
    await add_child(page, "张小红")
    await page.goto(f"{stack.url}/classes/groups/{group_id}")
    await page.get_by_role("link", name="选择孩子并报名").click()
    await page.get_by_label("张小红").check()
    await page.get_by_role("button", name="报名", exact=True).click()
    await expect(page.get_by_role("heading", name="已录取")).to_be_visible()
    await expect(page.locator(".lines li").filter(has_text="已录取")).to_have_count(2)


async def test_a_notice_and_three_ways_to_a_place(browser, settings, tmp_path, plan):
    paper = tmp_path / "IMG_0001.jpg"
    paper.write_bytes(photo())
    async with whole(settings, papers=str(tmp_path / "papers")) as stack:
        desk = await (await browser.new_context(viewport=DESK)).new_page()
        await organize(desk, stack.url, plan)
        east, west, care = [await known(stack, *name) for name in GROUPS]

        rival = await family(browser, stack, RIVAL, "李小红")
        await prepare(rival, stack, east, paper)
        await rank(rival, east, west)
        parent = await family(browser, stack, PARENT, "张小明")
        await parent.get_by_text("家庭情况").click()
        await parent.get_by_label("双职工家庭").check()
        await parent.get_by_role("button", name="保存").click()
        await prepare(parent, stack, east, paper)
        await rank(parent, east, west)

        await review(desk, stack, east)
        await close_registration(stack, east)
        await accept_from_the_message(parent, stack, "东站")
        await accept_from_the_message(rival, stack, "西站")
        await book_together(parent, stack, care)
        for context in browser.contexts:
            await context.close()  # or their streams keep the stack from stopping
