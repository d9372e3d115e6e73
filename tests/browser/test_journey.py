"""The whole journey in a real browser: a notice becomes a session, a family books it and hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import agree, log_in, organize
from tests.support.plans import opened_plan
from tests.support.whole import whole

PARENT = "13800000001"


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_from_the_notice_to_the_inbox(browser, settings, tmp_path, javascript):
    async with whole(settings) as stack:
        plan = tmp_path / "plan.yaml"
        plan.write_bytes(opened_plan("zhanjiang-mazhang-2025-summer", datetime.now(UTC) - timedelta(minutes=1)))
        desk = await (await browser.new_context(viewport=DESK, java_script_enabled=javascript)).new_page()
        await organize(desk, stack.url, plan)

        phone = await (await browser.new_context(viewport=PHONE, java_script_enabled=javascript)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/booking/family")
        await agree(phone)
        await phone.fill("input[name=name]", "张小明")
        await phone.fill("input[name=birth_date]", "2018-05-01")
        await phone.select_option("select[name=grade]", "2")
        await phone.get_by_role("button", name="保存孩子信息").click()

        await phone.goto(f"{stack.url}/classes/?kind=session")
        await phone.get_by_text("一至三年级").first.click()
        await phone.get_by_role("link", name="选择孩子并报名").click()
        await phone.get_by_role("button", name="报名", exact=True).click()
        await expect(phone.get_by_role("heading", name="已录取")).to_be_visible()

        await phone.goto(f"{stack.url}/notify/")
        await expect(phone.get_by_text("已录取").first).to_be_visible()
        await phone.goto(f"{stack.url}/booking/")
        await phone.locator("a[href^='/booking/enrollments/']").first.click()
        await phone.get_by_text("取消报名").click()
        await phone.get_by_role("button", name="确认取消").click()
        await expect(phone.get_by_role("heading", name="已取消")).to_be_visible()
