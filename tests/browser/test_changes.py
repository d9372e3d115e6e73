"""On a phone: a group that was called off while a move is proposed, and days that were changed so that two bookings overlap."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from playwright.async_api import expect

from services.booking.usecases.learn_group import call_off
from services.booking.usecases.propose_move import propose_move
from shared.events.catalogue import GroupCancelled
from shared.kernel.identity import Identity
from tests.browser.conftest import PHONE
from tests.browser.people import log_in
from tests.support.booking import book, door, publish
from tests.support.outcomes import family_of, mine, run
from tests.support.told import meetings
from tests.support.whole import whole

PARENT = "13800000001"
ORGANIZER = Identity(UUID(int=1), "组织者", (), 0, frozenset({("organizer", "gaoxin")}), 2e9)


async def test_what_is_left_when_the_old_group_is_called_off_is_accepted_from_the_message(browser, settings):
    async with whole(settings) as stack:
        booking = stack.systems["booking"]
        family = await family_of(booking, (await stack.log_in(PARENT)).token)
        here, there = await publish(booking, title="一班"), await publish(booking, title="二班", session="there")
        await book(door(booking), family, here)
        until = datetime.now(UTC) + timedelta(days=2)
        await run(booking, propose_move, ORGANIZER, here, to_group_id=there, until=until, reason="人数不足")
        await run(booking, call_off, GroupCancelled(group_id=here, revision=2, reason="场地漏水"))

        phone = await (await browser.new_context(viewport=PHONE)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/notify/")
        await phone.locator("#inbox").get_by_text("主办方取消").click()
        await expect(phone.get_by_text("接受，就到“二班”")).to_be_visible()
        await phone.get_by_role("link", name=re.compile("去答复")).click()
        await expect(phone.get_by_text("原来的班已取消")).to_be_visible()
        await expect(phone.get_by_role("button", name="不接受", exact=True)).to_be_visible()
        await phone.get_by_role("button", name="接受这个班").click()
        await expect(phone.get_by_role("heading", name="已录取")).to_be_visible()
        assert sorted(e["state"] for e in await mine(door(booking), family)) == ["cancelled", "confirmed"]


async def test_changed_days_are_seen_where_they_clash(browser, settings):
    async with whole(settings) as stack:
        booking = stack.systems["booking"]
        family = await family_of(booking, (await stack.log_in(PARENT)).token)
        care = await publish(booking, title="托管班", session="care")
        dance = await publish(booking, title="舞蹈班", session="dance", meetings=meetings(1))
        for group in (care, dance):
            await book(door(booking), family, group)
        await publish(
            booking, dance, 2, title="舞蹈班", session="dance", meetings=meetings(start=9), address="同济路 8 号"
        )

        phone = await (await browser.new_context(viewport=PHONE)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/notify/")
        await phone.locator("#inbox").get_by_text("安排有变").click()
        await expect(phone.get_by_text("和张小明报的“托管班”时间冲突了")).to_be_visible()
        await phone.goto(f"{stack.url}/booking/")
        await expect(phone.get_by_text("时间有变：原")).to_be_visible()
        await expect(phone.get_by_text("时间冲突了")).to_have_count(2)
