"""One child on two phones: mother and father each type it and book at once; a name that was written wrongly is corrected by the organizer."""

import asyncio
import re
from uuid import UUID

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import ORGANIZER, agree, log_in
from tests.support.booking import publish
from tests.support.whole import Whole, whole

MOTHER, FATHER, OTHERS = "13911110001", "13911110002", "13911110003"


async def parent(browser: Browser, stack: Whole, phone: str, child: str) -> Page:
    """On a phone of its own, with the child typed."""
    page = await (await browser.new_context(viewport=PHONE)).new_page()
    await log_in(page, stack.url, phone)
    await page.goto(f"{stack.url}/booking/family")
    await agree(page)
    await typed(page, child)
    await expect(page.get_by_role("heading", name=child)).to_be_visible()
    return page


async def typed(page: Page, child: str) -> None:
    """In the form that is open."""
    await page.fill("input[name=name]", child)
    await page.fill("input[name=birth_date]", "2018-05-01")
    await page.select_option("select[name=grade]", "2")
    await page.get_by_role("button", name="保存孩子信息").click()


async def booked(page: Page, stack: Whole, group_id: UUID) -> str:
    """What the page answers."""
    await page.goto(f"{stack.url}/booking/groups/{group_id}")
    await page.get_by_role("button", name="报名", exact=True).click()
    await page.wait_for_url("**/enrollments/*")
    return await page.locator(".verdict h1").inner_text()


async def test_two_parents_get_one_place_and_the_organizer_corrects_a_name(browser: Browser, settings) -> None:
    async with whole(settings) as stack:
        group_id = await publish(stack.systems["booking"], title="高新区一班", capacity=2)
        mother = await parent(browser, stack, MOTHER, "李小雨")
        father = await parent(browser, stack, FATHER, "李 小雨")
        answers = await asyncio.gather(*(booked(page, stack, group_id) for page in (mother, father)))
        assert sorted(answers) == ["已录取", "待核实"]
        first, second = (mother, father) if answers[0] == "已录取" else (father, mother)
        await expect(second.get_by_text("在“我的孩子—家长”里邀请您加入")).to_be_visible()
        others = await parent(browser, stack, OTHERS, "王一诺")
        assert await booked(others, stack, group_id) == "已录取"

        await first.goto(f"{stack.url}/booking/family/children/new")
        await typed(first, "李·小雨")
        await expect(first.get_by_text("这个孩子已经登记过了")).to_be_visible()

        await others.goto(f"{stack.url}/booking/family")
        await others.get_by_role("link", name="王一诺").click()
        await others.get_by_text("姓名或出生日期写错了？").click()
        await others.fill("input[name=right_name]", "王一诺诺")
        await others.get_by_role("button", name="请工会更正").click()
        await expect(others.get_by_text("已请主办工会更正为：王一诺诺")).to_be_visible()

        desk = await (await browser.new_context(viewport=DESK)).new_page()
        await log_in(desk, stack.url, ORGANIZER)
        await desk.get_by_role("link", name="去更正").click()
        await expect(desk.locator(".pair")).to_contain_text(re.compile("原来.*王一诺.*更正为.*王一诺诺", re.DOTALL))
        await desk.get_by_role("button", name="更正", exact=True).click()
        await expect(desk.get_by_text("已更正。报名和名额不变。")).to_be_visible()
        await desk.goto(f"{stack.url}/booking/console/review/{group_id}")
        await desk.get_by_role("button", name="是同一个孩子").click()
        await second.reload()
        await expect(second.get_by_text("这个孩子已由另一位家长报名").first).to_be_visible()
        for context in browser.contexts:
            await context.close()  # or their streams keep the stack from stopping
