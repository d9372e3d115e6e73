"""How soon a page stands on a slow phone, from a running `make up`: python -m tests.bench.pages [URL] [GROUPS].

Each page is opened by a browser that knows nothing yet, over what its own tools call slow 3G (400 kbit/s, 400 ms), through a stand-in for
the edge, which compresses. With GROUPS so many are imported first, for the console to list.
"""

import asyncio
import gzip
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import uvicorn
from playwright.async_api import Browser, async_playwright

from aixin.demo.client import Person, log_in, open_web
from deploy.local.server import free_port
from tests.browser.conftest import ARGS, PHONE
from tests.support.classes import plan

PARENT, ORGANIZER = "13800000001", "13800000002"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
TEXTS = ("text/html", "text/css", "text/javascript", "application/json")


@dataclass(frozen=True)
class Edge:
    """Hands requests on and compresses the answers, as deploy/edge does."""

    web: httpx2.AsyncClient

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request without a body: pages are only looked at."""
        if scope["type"] != "http":
            return
        passed = [(name, value) for name, value in scope["headers"] if name not in (b"host", b"accept-encoding")]
        asked = scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        answer = await self.web.request(scope["method"], asked, headers=passed)
        body, kept = answer.content, {k.encode(): v.encode() for k, v in answer.headers.items()}
        if answer.headers.get("content-type", "").startswith(TEXTS):
            body, kept[b"content-encoding"] = gzip.compress(body), b"gzip"
        kept[b"content-length"] = str(len(body)).encode()
        await send({"type": "http.response.start", "status": answer.status_code, "headers": list(kept.items())})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def edge(url: str) -> AsyncIterator[str]:
    """The stand-in before a running stack; where it is."""
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as web:
        config = uvicorn.Config(Edge(web), port=free_port(), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{config.port}"
        server.should_exit = True
        await serving


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
    async with open_web(url) as web, edge(url) as before, async_playwright() as playwright:
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
            print(await look(browser, who, before, path))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(*(sys.argv[1:2] or ["http://127.0.0.1:8000"]), int(next(iter(sys.argv[2:]), 0))))
