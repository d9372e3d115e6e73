"""A plan of hundreds is imported: its page says how far that is, the organizer may leave it, and it ends with a sentence."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from services.classes.usecases.import_in_turns import AT_ONCE, go_on_importing
from shared.db.pool import transaction
from shared.system import System
from tests.browser.conftest import DESK, PHONE
from tests.conftest import RunSystem
from tests.support.page import Served, served
from tests.support.people import token_for
from tests.support.plan_texts import large

SITES = 9
MANY = 12 * SITES


@pytest.fixture
async def standing(system: RunSystem) -> AsyncIterator[tuple[System, Served]]:
    """Classes where nothing goes on by itself."""
    async with system("classes", role="web") as classes, served(classes.app) as site:
        yield classes, site


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
async def test_the_page_of_a_large_plan_says_how_far_its_import_is(
    browser: Browser, standing: tuple[System, Served], keys_dir: Path, viewport: Any
) -> None:
    classes, site = standing
    token = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    context = await browser.new_context(viewport=viewport)
    await context.add_cookies([{"name": "aixin", "value": token, "url": site.url}])
    page = await context.new_page()
    await page.goto(f"{site.url}/classes/console/import")
    file = {"name": "方案.yaml", "mimeType": "application/yaml", "buffer": large(SITES).encode()}
    await page.set_input_files("#f-file", [file])  # type: ignore[list-item]
    await page.click("#give button")
    await page.click("button[form=confirm]")
    notice = page.locator("#importing")
    await expect(notice).to_contain_text(f"正在导入：已导入 0 / {MANY} 个班次")
    address = page.url
    async with transaction(classes.pool) as conn:
        await go_on_importing(conn, "province")
    await expect(notice).to_contain_text(f"已导入 {AT_ONCE} / {MANY} 个班次")  # it looks by itself
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.goto(f"{site.url}/classes/console/")
    async with transaction(classes.pool) as conn:
        await go_on_importing(conn, "province")
    await page.goto(address)
    await expect(page.get_by_text(f"已导入。{MANY} 个班次还是草稿")).to_be_visible()
    await expect(page.get_by_role("button", name="发布")).to_be_visible()
    await context.close()
