"""On a phone: an offer accepted from its message, and wishes ranked from the choice of the child on."""

import re

import pytest
from playwright.async_api import expect

from shared.events.rules import GroupRules
from tests.browser.conftest import PHONE
from tests.browser.people import log_in
from tests.support.booking import book, door, make_families, publish
from tests.support.outcomes import act, family_of, mine
from tests.support.page import served
from tests.support.whole import whole

PARENT = "13800000001"


async def test_an_offer_is_accepted_from_its_message(browser, settings):
    async with whole(settings) as stack:
        booking = stack.systems["booking"]
        web, (first,) = door(booking), await make_families(booking, 1)
        family = await family_of(booking, (await stack.log_in(PARENT)).token)
        group_id = await publish(booking, capacity=1, title="高新区一班", rules=GroupRules(answer_within=24 * 60))
        placed = await book(web, first, group_id)
        assert (await book(web, family, group_id))["result"] == "waitlisted"
        assert await act(web, first, "withdraw", str(placed["enrollment_id"])) == "withdrawn"

        phone = await (await browser.new_context(viewport=PHONE)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/notify/")
        await phone.locator("#inbox").get_by_text("待您确认").click()
        await phone.get_by_role("link", name=re.compile("接受或放弃")).click()
        await expect(phone.get_by_role("heading", name="名额为您保留")).to_be_visible()
        await expect(phone.locator("time.countdown")).to_have_text(re.compile(r"^(1天 )?\d\d:\d\d:\d\d$"))
        await phone.get_by_role("button", name="接受", exact=True).click()
        await expect(phone.get_by_role("heading", name="已录取")).to_be_visible()
        assert [e["state"] for e in await mine(web, family)] == ["confirmed"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_wishes_are_ranked_from_the_choice_of_the_child_on(browser, system, javascript):
    async with system("booking") as booking, served(booking.app) as site:
        (family,) = await make_families(booking, 1)
        rules = GroupRules(together="plan/care", wishes=2)
        east, west = [
            await publish(booking, capacity=capacity, title=title, site=title, rules=rules)
            for title, capacity in (("东站", 0), ("西站", 1))
        ]
        context = await browser.new_context(viewport=PHONE, java_script_enabled=javascript)
        token = family.headers["authorization"].split()[1]
        await context.add_cookies([{"name": "aixin", "value": token, "url": site.url}])
        phone = await context.new_page()

        await phone.goto(f"{site.url}/booking/groups/{east}")
        await phone.get_by_role("button", name="下一步：排志愿").click()
        await expect(phone.get_by_label("第1志愿")).to_have_value(str(east))
        await phone.get_by_label("第2志愿").select_option(str(east))
        await phone.get_by_role("button", name="按这个顺序报名").click()
        await expect(phone.get_by_text("和前面的志愿重复")).to_be_visible()
        await phone.get_by_label("第2志愿").select_option(str(west))
        await phone.get_by_role("button", name="按这个顺序报名").click()
        await expect(phone.get_by_role("heading", name="已录取")).to_be_visible()
        await expect(phone.get_by_text("张小明 · 西站")).to_be_visible()
