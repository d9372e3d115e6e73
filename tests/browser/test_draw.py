"""A draw from the notice to the inbox: entered, frozen, drawn with a public number, and worked out again by a parent."""

import asyncio
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.async_api import Browser, Page, expect

from services.booking.usecases.decide_together import DECIDE
from services.classes.plan import read, shifted, write
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import agree, log_in, organize
from tests.support.eventually import eventually
from tests.support.whole import Whole, whole

FAMILIES = {"13800000001": "张小明", "13800000004": "李小红"}
NUMBER = "03 08 17 21 25 33 + 12"
SOURCE = "双色球第 2026140 期,六个红球从小到大加蓝球,写作 01 02 03 04 05 06 + 07"
PLAN = f"""\
plan: draw
union: gaoxin
issuer: 高新区园区工会
title: 寒假绘画班
season: 2027-winter
registration: {{opens: 2026-12-20 09:00, closes: 2026-12-27 18:00}}
admission: {{way: draw, draw_source: "{SOURCE}"}}
who: {{open_to: all}}
terms:
  winter: {{blocks: [{{from: 2027-01-25, to: 2027-01-29}}]}}
sites:
  home: {{name: 职工之家, address: 崇文大道 1 号}}
sessions:
  paint:
    name: 绘画班
    sites: [home]
    terms: [winter]
    hours: 09:00-11:00
    services: [games]
    groups:
      one: {{name: 绘画班, places: 1, who: {{grades: 1-6}}}}
"""


def draw_plan(folder: Path) -> Path:
    """One place, registration open since a minute."""
    plan = shifted(read(PLAN.encode(), "draw"), datetime.now(UTC) - timedelta(minutes=1), uuid4().hex[:6])
    path = folder / "draw.yaml"
    path.write_bytes(write(plan))
    return path


async def enter(browser: Browser, stack: Whole, group_id: UUID, phone: str, child: str) -> tuple[Page, str]:
    """A family enters on its phone; the page and the number it was told."""
    page = await (await browser.new_context(viewport=PHONE)).new_page()
    await log_in(page, stack.url, phone)
    await page.goto(f"{stack.url}/booking/family")
    await agree(page)
    await page.fill("input[name=name]", child)
    await page.fill("input[name=birth_date]", "2018-05-01")
    await page.select_option("select[name=grade]", "2")
    await page.get_by_role("button", name="保存孩子信息").click()
    await page.goto(f"{stack.url}/classes/groups/{group_id}")
    await page.get_by_role("link", name=re.compile("选择孩子")).click()
    await page.get_by_role("button", name="登记参加摇号").click()
    await expect(page.get_by_role("heading", name="已登记")).to_be_visible()
    told = await page.get_by_text("您的编号").inner_text()
    return page, told[-16:]


async def freeze(stack: Whole, group_id: UUID) -> None:
    """Registration closes now."""
    booking = stack.systems["booking"]
    await booking.pool.execute(
        "UPDATE timer SET due_at = now() WHERE kind = $1 AND subject = $2", DECIDE, str(group_id)
    )


async def document(stack: Whole, group_id: UUID) -> dict[str, Any]:
    """What everybody can download, without logging in."""
    answer = await stack.web.get(f"/booking/draws/{group_id}/draw.json")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def hold(desk: Page, stack: Whole, group_id: UUID) -> None:
    """The organizer enters the public number and confirms what will be used."""
    await desk.goto(f"{stack.url}/booking/console/draws/{group_id}")
    await desk.fill("input[name=randomness]", NUMBER)
    await desk.get_by_role("button", name="下一步").click()
    await expect(desk.locator("main")).to_contain_text(NUMBER)
    await desk.get_by_role("button", name="确认").click()


async def verifies(stack: Whole, folder: Path, published: dict[str, Any]) -> bool:
    """Download the checking file and run it alone, as a parent does."""
    program = folder / "draw.py"
    program.write_text((await stack.web.get("/booking/draws/draw.py")).text, encoding="utf-8")
    file = folder / "draw.json"
    file.write_text(json.dumps(published), encoding="utf-8")
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-I", program, file, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await run.communicate()
    assert b"Traceback" not in said, said.decode()
    return run.returncode == 0


async def everybody_enters(browser, stack: Whole, group_id) -> dict[str, Page]:
    """Every family enters and reads so in its inbox; its page by its number."""
    pages: dict[str, Page] = {}
    for phone, child in FAMILIES.items():
        page, number = await enter(browser, stack, group_id, phone, child)
        pages[number] = page
    for page in pages.values():
        await page.goto(f"{stack.url}/notify/")
        await expect(page.get_by_text("待摇号", exact=True)).to_be_visible()
    return pages


async def test_a_draw_from_the_notice_to_the_inbox_and_worked_out_again(browser, settings, tmp_path):
    async with whole(settings) as stack:
        desk = await (await browser.new_context(viewport=DESK)).new_page()
        await organize(desk, stack.url, draw_plan(tmp_path))
        pool = stack.systems["booking"].pool
        named = "SELECT d.id FROM draw d JOIN class_group g ON g.draw_id = d.id WHERE facts ->> 'draw_source' = $1"
        group_id = await eventually(lambda: pool.fetchval(named, SOURCE))
        promised = await document(stack, group_id)
        assert promised["source"] == SOURCE and "secret" not in promised

        pages = await everybody_enters(browser, stack, group_id)
        watching = await (await browser.new_context(viewport=PHONE)).new_page()
        await watching.goto(f"{stack.url}/booking/draws/{group_id}")

        await freeze(stack, group_id)
        stands = "SELECT frozen_at FROM draw WHERE id = $1"
        await eventually(lambda: pool.fetchval(stands, group_id))
        frozen = await document(stack, group_id)
        assert [unit["unit"] for unit in frozen["units"]] == sorted(pages) and frozen["secret_hash"] == promised[
            "secret_hash"
        ]
        assert "secret" not in frozen and "result" not in frozen
        await expect(watching.get_by_text(frozen["units_hash"])).to_be_visible()

        await hold(desk, stack, group_id)
        await expect(watching.get_by_text(NUMBER).first).to_be_visible()
        drawn = await document(stack, group_id)
        assert {key: drawn[key] for key in frozen} == frozen
        first, second = (row["unit"] for row in drawn["result"])
        exchanged = [row | {"unit": other} for row, other in zip(drawn["result"], (second, first), strict=True)]
        await expect(pages[first].get_by_text("已录取")).to_be_visible()
        await expect(pages[second].get_by_text("候补第 1 位")).to_be_visible()

        assert await verifies(stack, tmp_path, drawn)
        assert not await verifies(stack, tmp_path, drawn | {"result": exchanged})
        for context in browser.contexts:
            await context.close()  # or their streams keep the stack from stopping
