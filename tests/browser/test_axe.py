"""Every page that a family and the staff can reach, looked at by axe on a phone and at a desk, and by a finger on the phone."""

import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import agree, log_in, organize
from tests.support.plans import opened_plan
from tests.support.whole import whole

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
SMALL = """() => [...document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden])")].filter(one => {
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    const said = one.closest("p, td, dd, small, h3, .checks, .hint, .history, .skip") && one.matches("a");  // a link within words is as high as they are
    return box.width && box.height && !said && box.height < 44;
}).map(one => `${one.tagName} ${one.textContent.trim() || one.name} ${Math.round(one.getBoundingClientRect().height)}px`)"""
PARENT, ORGANIZER, FEDERATION = "13800000001", "13800000002", "13800000003"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def kind(address: str) -> str:
    """The page that an address leads to, whatever it is filled with; empty: no page."""
    parts = urlsplit(address)
    if (
        re.search(r"\.(xlsx|yaml|ics|json|py|zip)$|/copy$|/continue$|/papers/", parts.path)
        or "lang=" in address
        or "type=" in address
    ):
        return ""
    return re.sub(r"(/unions/)[^/]+", r"\1*", ID.sub("*", parts.path))


async def opened(browser: Browser, size: ViewportSize) -> Page:
    """A page of somebody of their own; what comes, comes: a busy machine only makes it later."""
    page = await (await browser.new_context(viewport=size)).new_page()
    page.set_default_timeout(300_000)
    return page


async def look(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    found: list[str] = []
    await page.evaluate(AXE)
    for size in (PHONE, DESK):
        await page.set_viewport_size(size)
        found += [f"{size['width']} px: {one}" for one in await page.evaluate(RUN)]
        if size is PHONE:
            found += [f"too small for a finger: {one}" for one in await page.evaluate(SMALL)]
    return found


async def walk(page: Page, origin: str, looked: set[str], *starts: str) -> dict[str, list[str]]:
    """Each kind of page that links lead to from here, once; what is wrong with those that nobody has looked at."""
    ahead, seen, wrong = [origin + start for start in starts], set[str](), {}
    while ahead:
        address = ahead.pop(0)
        if not kind(address) or kind(address) in seen:
            continue
        seen.add(kind(address))
        answer = await page.goto(address)
        assert answer and answer.status == 200, address
        if kind(address) not in looked and (found := await look(page)):
            wrong[kind(address)] = found
        links = await page.evaluate("() => [...document.querySelectorAll('a[href]')].map(link => link.href)")
        ahead += [link.partition("#")[0] for link in links if link.startswith(origin)]
    assert len(seen) > 10, seen
    looked |= seen
    return wrong


async def test_nothing_is_found_on_any_page(browser, settings, tmp_path):
    async with whole(settings) as stack:
        plan = tmp_path / "plan.yaml"
        plan.write_bytes(opened_plan("zhanjiang-mazhang-2025-summer", datetime.now(UTC) - timedelta(minutes=1)))
        desk, phone, federation = [await opened(browser, size) for size in (DESK, PHONE, DESK)]
        await organize(desk, stack.url, plan)

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
        await phone.wait_for_url(re.compile("/booking/enrollments/"))

        await log_in(federation, stack.url, FEDERATION)
        looked = set[str]()
        wrong = {
            "a family": await walk(
                phone, stack.url, looked, "/classes/", "/booking/", "/booking/family", "/notify/", "/accounts/"
            ),
            "an organizer": await walk(
                desk, stack.url, looked, "/booking/console/", "/booking/console/families?q=张", "/classes/console/"
            ),
            "the federation": await walk(
                federation, stack.url, looked, "/classes/console/totals", "/accounts/console/"
            ),
        }
        assert not {who: pages for who, pages in wrong.items() if pages}
