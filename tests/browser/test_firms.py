"""A parent writes where they work: two letters bring the firms that the union's roll names, in a real browser."""

from playwright.async_api import expect

from services.booking.usecases.learn_firms import learn_firms
from shared.db.pool import transaction
from shared.events.accounts import FirmsNamed
from shared.events.rules import Criterion, GroupRules
from tests.browser.conftest import PHONE
from tests.support.booking import make_families, publish
from tests.support.page import served
from tests.support.people import token_for

LANTIAN = "济宁蓝天电子有限公司"
OFFERED = "input => [...input.list.options].map(option => option.value)"


async def test_two_letters_bring_the_firms_of_the_roll(browser, system):
    async with system("booking") as booking, served(booking.app) as server:
        await publish(booking, union="gaoxin", rules=GroupRules(who=Criterion(employers=["济宁港"])))
        async with transaction(booking.pool) as conn:
            await learn_firms(conn, [FirmsNamed(union="gaoxin", revision=1, firms=[LANTIAN, "山东新星机械有限公司"])])
        (family,) = await make_families(booking, 1)
        context = await browser.new_context(viewport=PHONE)
        token = token_for(booking.settings.keys_dir, family.person_id)
        await context.add_cookies([{"name": "aixin", "value": token, "url": server.url}])
        page = await context.new_page()
        await page.goto(f"{server.url}/booking/family/about")
        await expect(page.get_by_text("打两个字就会提示")).to_be_visible()
        first = page.get_by_label("第 1 个单位")
        assert LANTIAN not in await first.evaluate(OFFERED)
        await first.press_sequentially("蓝天", delay=50)
        await expect(page.locator("#names-of-rolls option")).to_have_count(1)
        assert LANTIAN in await first.evaluate(OFFERED)
        await first.press_sequentially("的", delay=50)
        await expect(page.locator("#names-of-rolls option")).to_have_count(0)
