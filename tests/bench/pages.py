"""How soon a page stands on a slow phone, from a running `make up`: python -m tests.bench.pages [URL] [GROUPS].

Each page is opened by a browser that knows nothing yet, over what its own tools call slow 3G (400 kbit/s, 400 ms). With GROUPS so many
are imported first, for the console to list.
"""

import asyncio
import shutil
import sys
import time

from playwright.async_api import Browser, async_playwright

from aixin.demo.client import Person, log_in, open_web
from tests.browser.conftest import ARGS, PHONE
from tests.support.classes import plan

PARENT, ORGANIZER = "13800000001", "13800000002"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


async def look(browser: Browser, who: Person, url: str, path: str) -> str:
    """One page, once: when its first words stand, when all of it does, and what came for it."""
    context = await browser.new_context(
        viewport=PHONE, locale="zh-CN", extra_http_headers={"authorization": f"Bearer {who.token}"}
    )
    page, sizes = await context.new_page(), list[float]()
    tools = await context.new_cdp_session(page)
    tools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", SLOW)
    began = time.perf_counter()
    await page.goto(url + path, wait_until="domcontentloaded", timeout=120_000)
    whole = time.perf_counter() - began
    painted = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN")
    await page.wait_for_timeout(1_000)
    await context.close()
    return f"| `{path}` | {painted / 1000:.1f} s | {whole:.1f} s | {len(sizes)} | {sum(sizes) / 1000:.0f} KB |"


async def main(url: str, groups: int) -> None:
    """A table, for docs/performance.md."""
    async with open_web(url) as web, async_playwright() as playwright:
        parent, organizer = await log_in(web, PARENT), await log_in(web, ORGANIZER)
        if groups:
            source = plan(
                f"pages-{time.time_ns()}", more=f"      many: {{name: 小班, count: {groups - 1}, places: 25}}\n"
            )
            made = await organizer.post("/classes/api/v1/plans", content=source.replace("mazhang", "gaoxin").encode())
            await organizer.post(f"/classes/api/v1/plans/{made['plan']}/publish")
        group = (await parent.get("/classes/api/v1/groups", size=1))["groups"][0]["id"]
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        print("| page | first words | whole | requests | bytes |\n|---|---|---|---|---|")
        for who, path in (
            (organizer, "/classes/console/"), (organizer, "/booking/console/"), (organizer, "/booking/console/groups"),
            (organizer, f"/booking/console/groups/{group}"), (parent, "/classes/"), (parent, f"/classes/groups/{group}"),
        ):  # fmt: skip
            print(await look(browser, who, url, path))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(*(sys.argv[1:2] or ["http://127.0.0.1:8000"]), int(next(iter(sys.argv[2:]), 0))))
