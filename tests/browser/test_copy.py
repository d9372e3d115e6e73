"""The copy of all that is kept of a person: the parts of the four systems become one file in a real browser."""

from zipfile import ZipFile

import orjson
from playwright.async_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import log_in
from tests.support.whole import NAMES, whole

PARENT = "13800000001"


async def test_four_parts_become_one_file(browser, settings, tmp_path):
    async with whole(settings) as stack:
        phone = await (await browser.new_context(viewport=PHONE)).new_page()
        await log_in(phone, stack.url, PARENT)
        await phone.goto(f"{stack.url}/accounts/")
        await phone.get_by_role("link", name="复制我的全部信息").click()
        async with phone.expect_download(timeout=60_000) as coming:
            await phone.get_by_role("button", name="全部下载").click()
        await (await coming.value).save_as(tmp_path / "copy.zip")
        await expect(phone.get_by_text("已下载")).to_be_visible()
    with ZipFile(tmp_path / "copy.zip") as copied:
        assert copied.testzip() is None
        assert set(copied.namelist()) == {f"{name}.{kind}" for name in NAMES for kind in ("json", "html")}
        accounts = orjson.loads(copied.read("accounts.json"))["tables"]
        assert [person["phone_sealed"] for person in accounts["person"]] == [PARENT]
