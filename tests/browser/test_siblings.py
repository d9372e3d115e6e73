"""Two children of one family in its inbox: by name in the family's own browser, apart without JavaScript, and nowhere by name elsewhere."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from shared.events.registry import TOPICS
from shared.events.rules import Agreement, GroupRules
from tests.browser.conftest import PHONE
from tests.browser.people import log_in
from tests.support.backbone import Backbone
from tests.support.booking import book, door, publish, sibling
from tests.support.outcomes import family_of
from tests.support.whole import whole

PARENT = "13800000001"
NAMES = ("刘明", "刘红")


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_siblings_are_told_apart_and_no_name_leaves_booking(browser, settings, capfd, javascript):
    async with whole(settings) as stack:
        booking, notify = stack.systems["booking"], stack.systems["notify"]
        family = await family_of(booking, (await stack.log_in(PARENT)).token)
        await booking.pool.execute("UPDATE child SET name = $1 WHERE id = $2", NAMES[0], family.child_id)
        other = await sibling(booking, family, NAMES[1])
        group_id = await publish(booking, title="高新区一班")
        for child in (family, replace(family, child_id=other)):
            assert (await book(door(booking), child, group_id))["result"] == "confirmed"

        phone = await (await browser.new_context(viewport=PHONE, java_script_enabled=javascript)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/notify/")
        for name in NAMES:
            await phone.goto(f"{stack.url}/notify/")
            shown = name if javascript else f"*{name[-1]}"
            title = phone.get_by_role("heading", name=f"{shown} · 高新区一班")
            await expect(title).to_be_visible()
            await title.click()
            await expect(phone.locator("h1")).to_contain_text(shown)
            await expect(phone.locator("article")).to_contain_text(shown)

        kept = [await notify.pool.fetch(f"SELECT t::text FROM {table} t") for table in await tables(notify.pool)]
        log = Backbone("", booking.settings.kafka, booking.settings.topic_prefix, booking.pool).log
        said = [await log(topic) for topic in TOPICS]
        assert "*明" in str(kept) and "*明" in str([record.value.decode() for topic in said for record in topic])
        for name in NAMES:
            assert name not in str(kept)
            assert name.encode() not in b"".join(record.value for topic in said for record in topic)
    out, err = capfd.readouterr()
    assert not any(name in out + err for name in NAMES)


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
async def test_siblings_are_signed_up_together_and_what_was_forgotten_is_said_with_the_rest_as_it_was(
    browser, settings, javascript
):
    rules = GroupRules(agreement=Agreement(title="服务协议", version="1", text="按时接送。"), health="没有传染病。")
    async with whole(settings) as stack:
        booking = stack.systems["booking"]
        family = await family_of(booking, (await stack.log_in(PARENT)).token)
        await booking.pool.execute("UPDATE child SET name = $1 WHERE id = $2", NAMES[0], family.child_id)
        await sibling(booking, family, NAMES[1])
        group_id = await publish(booking, title="高新区一班", rules=rules, capacity=2)
        phone = await (await browser.new_context(viewport=PHONE, java_script_enabled=javascript)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/booking/groups/{group_id}")
        for name in NAMES:
            await phone.get_by_role("checkbox", name=name, exact=False).first.check()
        await phone.locator("input[name=agreement][type=checkbox]").check()
        await phone.locator("input[name=healthy]").first.check()
        await phone.get_by_role("button", name="报名", exact=True).click()
        await expect(phone.locator(".wrong")).to_be_visible()
        assert await phone.locator("input[name=child_id]:checked").count() == 2
        assert await phone.locator("input[name=healthy]:checked").count() == 1
        await phone.locator("input[name=healthy]").last.check()
        await phone.get_by_role("button", name="报名", exact=True).click()
        await expect(phone.get_by_text("已录取").first).to_be_visible()
        placed = await booking.pool.fetch("SELECT state, unit FROM enrollment")
        assert [row["state"] for row in placed] == ["confirmed"] * 2 and len({row["unit"] for row in placed}) == 1


async def tables(pool):
    """All of a database."""
    rows = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [row["tablename"] for row in rows]
