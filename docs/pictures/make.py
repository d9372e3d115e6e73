"""Makes the README's pictures from a running, fresh `make up`: .venv/bin/python docs/pictures/make.py [URL].

What the pictures show is played first, by made-up families through the doors of `make demo`; it takes about a minute.
"""

import asyncio
import random
import re
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, async_playwright

from aixin.demo.client import Person, log_in, open_web
from aixin.demo.families import CAST, Family, agree
from aixin.demo.lots import Files, enter, frozen, public_number
from aixin.demo.stage import ACTS, ORGANIZER, PLANS, families_of, heard, staged

HERE = Path(__file__).parent
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK, SHEET = {"width": 390, "height": 844}, {"width": 1280, "height": 800}, {"width": 600, "height": 800}
PARENT = "13800000001"
PLAN = PLANS / "gaoxin-2027-winter.yaml"
CROWD = range(100, 144)
"""Numbers of families who fill the classes."""
CLASSES = ("篮球班", "书法班", "绘画一班", "绘画二班")
SAYS = ("hardship", "dual_earner", "single_parent")
"""What the families in the queue of the dance class say of themselves."""
PAPER = """
<meta charset="utf-8"><body style="font: 22px 'Noto Serif CJK SC'; padding: 70px 50px; line-height: 2.2; background: #fffdf6">
<h1 style="text-align: center; letter-spacing: .3em">困难职工证明</h1>
<p>兹证明 {name} 的家长系我单位职工，家庭情况属实，已列入困难职工档案。</p>
<p style="text-align: right">蓝天电子工会（演示）<br>2026 年 11 月</p></body>
"""


@dataclass
class Scene:
    """The running stack, and a browser before it."""

    url: str
    browser: Browser

    async def page(self, who: Person | None = None, viewport: dict[str, int] = PHONE) -> Page:
        """A page as this person sees it."""
        headers = {"authorization": f"Bearer {who.token}"} if who else {}
        scale = 2 if viewport is PHONE else 1
        context = await self.browser.new_context(
            viewport=viewport, device_scale_factor=scale, locale="zh-CN", extra_http_headers=headers
        )
        return await context.new_page()

    async def shoot(self, page: Page, name: str, path: str = "") -> None:
        """One picture, after what loads late has loaded."""
        if path:
            await page.goto(self.url + path)
        await page.wait_for_timeout(800)
        await page.screenshot(path=HERE / f"{name}.png")
        print(f"✓ {name}.png")


async def main(url: str) -> None:
    """Every picture."""
    async with open_web(url) as web, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        scene, rng = Scene(url, browser), random.Random(2027)  # noqa: S311 - made-up families
        parent, organizer = await log_in(web, PARENT), await log_in(web, ORGANIZER)
        groups = await open_groups(parent)
        await heard(parent, [{"id": id_} for id_ in groups.values()])
        crowd = await families_of(web, CROWD, rng)
        await fill(scene, groups, crowd)
        await scene.shoot(await scene.page(), "catalogue", "/classes/")
        children = await two_children(parent)
        await before_the_opening(scene, parent, organizer)
        await scene.shoot(await scene.page(parent), "choose", f"/booking/groups/{groups['托管一班']}")
        await after_the_race(scene, parent, organizer, children, await families_of(web, CAST, rng))
        await at_the_console(scene, organizer, groups["舞蹈班"])
        await browser.close()


async def open_groups(person: Person) -> dict[str, str]:
    """Of our own plan, as `make up` shows it: the beginning of the title → id."""
    found = (await person.get("/classes/api/v1/groups", size=100))["groups"]
    titles = ("托管一班", "托管二班", "舞蹈班", "书法班", "绘画一班", "绘画二班", "篮球班")
    return {
        title: next(g["id"] for g in found if g["title"].startswith(title) and g["state"] != "not_open")
        for title in titles
    }


async def two_children(parent: Person) -> list[str]:
    """Their ids, made when they are missing."""
    known = {child["name"]: child["id"] for child in (await parent.get("/booking/api/v1/children"))["children"]}
    await agree(parent)
    for name, born, grade in (("张小明", "2018-05-01", 2), ("张小红", "2015-09-12", 5)):
        if name not in known:
            child = {"name": name, "birth_date": born, "grade": grade, "school": "高新区实验小学"}
            known[name] = (await parent.post("/booking/api/v1/children", child))["id"]
    return [known["张小明"], known["张小红"]]


async def fill(scene: Scene, groups: dict[str, str], crowd: list[Family]) -> None:
    """Families book what fits them; those who want to dance claim their priority, with a paper."""
    for number, family in enumerate(crowd):
        low = family.grade <= 3
        care = groups["托管一班" if low else "托管二班"]
        await accept(family.person, care)
        await ask(family, care)
        if low and number % 2:
            says = SAYS[number % len(SAYS)]
            await family.person.put("/booking/api/v1/family", {"categories": [says]})
            if says == "hardship":
                await upload(scene, family)
            await ask(family, groups["舞蹈班"])
        await ask(family, groups[CLASSES[number % len(CLASSES)]])


async def accept(person: Person, group_id: str) -> None:
    """Every agreement of a group."""
    for text in (await person.get(f"/booking/api/v1/groups/{group_id}/texts"))["texts"]:
        told = {"group_id": group_id, "kind": text["kind"], "hash": text["hash"]}
        await person.post("/booking/api/v1/consents", told)


async def ask(family: Family, group_id: str) -> str:
    """A place; the enrollment's id, or nothing."""
    answer = await family.person.post(
        "/booking/api/v1/enrollments", {"group_id": group_id, "child_id": family.child_id}
    )
    return str(answer["enrollment_id"])


async def upload(scene: Scene, family: Family) -> None:
    """A paper that was never stamped."""
    page = await scene.page(viewport=SHEET)
    await page.set_content(PAPER.format(name=family.child))
    picture = await page.screenshot()
    await page.context.close()
    headers = {"authorization": f"Bearer {family.person.token}", "idempotency-key": str(uuid4())}
    form = {"child_id": family.child_id, "name": "困难职工证明"}
    answer = await family.person.web.post(
        "/booking/api/v1/papers", data=form, files={"file": ("paper.png", picture, "image/png")}, headers=headers
    )
    answer.raise_for_status()


async def before_the_opening(scene: Scene, parent: Person, organizer: Person) -> None:
    """My family, four days before another opening, whose classes it has looked at: what is still missing."""
    groups = await staged(organizer, PLAN, "soon", datetime.now(UTC).replace(microsecond=0) + timedelta(days=4))
    await heard(parent, groups)
    await parent.put("/booking/api/v1/family", {"categories": ["new_form"]})
    page = await scene.page(parent)
    for group in groups[:3]:
        await page.goto(f"{scene.url}/booking/groups/{group['id']}")
    await scene.shoot(page, "family", "/booking/family")


async def after_the_race(
    scene: Scene, parent: Person, organizer: Person, children: list[str], cast: list[Family]
) -> None:
    """An offer that runs, and a draw in which the family took part."""
    groups = await staged(organizer, ACTS, "acts", datetime.now(UTC) - timedelta(seconds=30))
    await heard(parent, groups)
    care, *painting = groups
    ours = [Family(parent, child, "", 1) for child in children]
    places = [await ask(family, care["id"]) for family in (*cast[:3], ours[0])]
    await enter(painting, [*ours, *cast])
    await cast[0].person.post(f"/booking/api/v1/enrollments/{places[0]}/withdraw")
    await scene.shoot(await scene.page(parent), "offer", f"/booking/enrollments/{places[-1]}")
    await frozen(Files(parent.web, painting[0]["id"]), datetime.fromisoformat(painting[0]["facts"]["closes_at"]))
    console = f"/booking/console/draws/{painting[0]['id']}"
    await organizer.fill_in(console, randomness=public_number(), step="hold")
    await scene.shoot(await scene.page(parent), "draw", f"/booking/draws/{painting[0]['id']}")


async def at_the_console(scene: Scene, organizer: Person, dance: str) -> None:
    """What lies there to be checked, a paper beside it; and how all classes fill."""
    page = await scene.page(organizer, DESK)
    await page.goto(f"{scene.url}/booking/console/review/{dance}")
    papers: Any = page.locator("a[target=paper]").filter(has_text=re.compile("困难职工证明"))
    if await papers.count():
        await papers.first.click()
    await scene.shoot(page, "review")
    await scene.shoot(page, "console", "/classes/console/?sort=taken")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
