"""A family prepares days before, in a real browser, with and without JavaScript; at the opening one tap books."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from services.booking.usecases.learn_group import learn_groups
from shared.db.pool import transaction
from shared.events.catalogue import GroupRevised
from shared.events.rules import Agreement, Criterion, Document, GroupRules
from shared.system import System
from tests.browser.conftest import PHONE
from tests.support.booking import facts, make_families, publish
from tests.support.page import served
from tests.support.people import token_for
from tests.support.pictures import photo

RULES = GroupRules(
    agreement=Agreement(title="服务协议", version="2026", text="一、家长须按时接送。\n" * 40),
    health="孩子没有传染病、癫痫。",
    documents=[Document(name="困难职工证明", when=Criterion(categories=["hardship"]))],
)


async def a_phone(browser: Browser, booking: System, url: str, javascript: bool) -> tuple[BrowserContext, Page]:
    """A parent of one child, logged in."""
    (family,) = await make_families(booking, 1)
    context = await browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    token = token_for(booking.settings.keys_dir, family.person_id)
    await context.add_cookies([{"name": "aixin", "value": token, "url": url}])
    return context, await context.new_page()


async def opens(booking: System, group_id: UUID) -> None:
    """It is nine o'clock."""
    event = GroupRevised(group_id=group_id, revision=2, facts=facts(rules=RULES))
    async with transaction(booking.pool) as conn:
        await learn_groups(conn, booking.app.state.desk.book, [event])


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_what_is_prepared_days_before_makes_the_opening_one_tap(browser, system, tmp_path, javascript):
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(photo())
    async with system("booking", papers=str(tmp_path / "papers")) as booking, served(booking.app) as server:
        soon = datetime.now(UTC) + timedelta(days=3)
        group_id = await publish(booking, rules=RULES, opens_at=soon, closes_at=soon + timedelta(days=1))
        _, page = await a_phone(browser, booking, server.url, javascript)

        await page.goto(f"{server.url}/booking/groups/{group_id}")
        await page.goto(f"{server.url}/booking/family")
        await page.get_by_text("家庭情况").click()
        await page.get_by_label("困难职工家庭").check()
        await page.get_by_role("button", name="保存").click()
        await expect(page.get_by_text("还差 3 项")).to_be_visible()

        await page.locator(".action").get_by_role("link", name="同意《服务协议》").click()
        await page.get_by_label("已阅读全文并同意").check()
        await page.get_by_role("button", name="同意 · 还有 1 步").click()
        await page.get_by_label("张小明符合以上健康要求").check()
        await page.get_by_role("button", name="提交声明").click()
        await page.get_by_role("link", name="继续").click()

        await page.locator(".action").get_by_role("link", name="上传困难职工证明").click()
        await page.set_input_files("input[type=file]", picture)
        await page.get_by_role("button", name="上传").click()
        await expect(page.get_by_text("准备好了，可以报名")).to_be_visible()

        await page.get_by_role("link", name="寒假托管一班").click()
        await expect(page.get_by_role("button", name="开放后一键报名")).to_be_disabled()
        await opens(booking, group_id)
        await page.goto(f"{server.url}/booking/groups/{group_id}")
        await page.get_by_role("button", name="报名", exact=True).click()
        await expect(page.get_by_role("heading", name="已录取")).to_be_visible()
