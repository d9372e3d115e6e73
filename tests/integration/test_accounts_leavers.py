"""An import that is the whole roll says who goes before anybody does, and asks; who left loses the membership by event."""

import asyncio
import re
from uuid import uuid4

import orjson
import pytest

from tests.support.accounts import ORGANIZER, STRANGER, accounts, api, excel, token_of, told

UNION = "/accounts/console/unions/gaoxin"
HEAD = ("姓名", "手机号")
BOTH = excel(["赵强", STRANGER], ["钱小七", 13711110001], header=HEAD)
ONE = excel(["钱小七", 13711110001], header=HEAD)
PAGE = {"accept": "text/html"}


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir) as running:
        yield running


async def imported(web, content, **form):
    """The path of the report."""
    fields = {"idempotency_key": str(uuid4())} | form
    sent = await web.post(f"{UNION}/roll", files={"file": ("r.xlsx", content)}, data=fields, headers=PAGE)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def confirm(web, report):
    return await web.post(f"{report}/leavers", data={"idempotency_key": str(uuid4())}, headers=PAGE)


async def on_roll(office):
    rows = await office.pool.fetch("SELECT name FROM roll_member WHERE union_code = 'gaoxin' ORDER BY name")
    return {row["name"] for row in rows}


async def test_a_part_of_the_roll_lets_nobody_go(office):
    async with api(office, ORGANIZER) as web:
        await imported(web, BOTH)
        report = await imported(web, ONE)
        assert "不在这份文件里" not in (await web.get(report, headers=PAGE)).text
        assert (await confirm(web, report)).status_code == 409
    assert await on_roll(office) == {"赵强", "钱小七"}


async def test_the_whole_roll_says_who_goes_and_they_go_once_that_is_confirmed(office):
    await token_of(office, STRANGER)
    async with api(office, ORGANIZER) as web:
        await imported(web, BOTH)
        report = await imported(web, ONE, whole="1")
        shown = (await web.get(report, headers=PAGE)).text
        assert (
            "名册上有 1 人不在这份文件里" in shown and "赵*" in shown and "赵强" not in shown and "138****0004" in shown
        )
        assert await on_roll(office) == {"赵强", "钱小七"}, "nobody has gone yet"
        before = len(await told(office))
        sent = await asyncio.gather(confirm(web, report), confirm(web, report))
        assert sorted(answer.status_code for answer in sent) == [303, 409]
        assert "1 人已在" in (await web.get(report, headers=PAGE)).text
    assert await on_roll(office) == {"钱小七"}
    kinds = [(kind, orjson.loads(body)) for kind, body in (await told(office))[before:]]
    assert [(kind, body["unions"]) for kind, body in kinds] == [("accounts.membership-changed.v1", [])]


async def test_a_whole_roll_with_a_row_that_cannot_be_read_lets_nobody_go(office):
    broken = excel(["钱小七", 13711110001], ["赵强", "138"], header=HEAD)
    async with api(office, ORGANIZER) as web:
        await imported(web, BOTH)
        report = await imported(web, broken, whole="1")
        shown = (await web.get(report, headers=PAGE)).text
        assert "这次一行也没有导入" in shown and "不在这份文件里" not in shown
        assert (await confirm(web, report)).status_code == 409
        empty = await imported(web, excel(header=HEAD), whole="1")
        assert (await confirm(web, empty)).status_code == 409, "an empty sheet is a mistake"
    assert await on_roll(office) == {"赵强", "钱小七"}


async def test_who_was_imported_since_does_not_go_by_an_older_report(office):
    async with api(office, ORGANIZER) as web:
        await imported(web, BOTH)
        older = await imported(web, ONE, whole="1")
        await imported(web, BOTH)
        assert re.search("之后又导入过名册", (await web.get(older, headers=PAGE)).text)
        assert (await confirm(web, older)).status_code == 409
    assert await on_roll(office) == {"赵强", "钱小七"}
