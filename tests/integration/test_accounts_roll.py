"""The roll: imported twice without harm, told to the others, shown to nobody else."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import orjson
import psutil
import pytest

from services.accounts.usecases.expire_memberships import expire_memberships
from shared.db.pool import transaction
from shared.system import System
from tests.support.accounts import FEDERATION, ORGANIZER, PARENT, STRANGER, accounts, api, excel, told
from tests.support.eventually import eventually
from tests.support.sheets import ROLL as SMALL
from tests.support.sheets import sheet

ROLL = "/accounts/api/v1/unions/gaoxin/roll"
GOOD = excel(["赵强", STRANGER, "gaoxin-xinxing", "=1+1", "2099-12-31"], ["钱七", 13711110001, "", "", ""])


@pytest.fixture
async def system(database: Callable[[str], Awaitable[str]], keys_dir: Path) -> AsyncIterator[System]:
    async with accounts(database, keys_dir) as running:
        yield running


def counts(body: dict[str, int]) -> tuple[int, int, int, int]:
    return body["added"], body["updated"], body["unchanged"], body["problems"]


async def test_the_same_file_twice_changes_nothing(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        first = await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
        again = await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
        newer = excel(["赵强", STRANGER, "gaoxin-xinxing", "A9", ""])
        third = await web.post(ROLL, files={"file": ("roll.xlsx", newer)})
    assert first.status_code == again.status_code == third.status_code == 201
    assert [counts(answer.json()) for answer in (first, again, third)] == [(2, 0, 0, 0), (0, 0, 2, 0), (0, 1, 0, 0)]


async def test_the_same_request_twice_has_one_answer_and_another_file_none(system: System) -> None:
    key = {"idempotency-key": "one-and-the-same"}
    async with api(system, ORGANIZER) as web:
        first = await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)}, headers=key)
        again = await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)}, headers=key)
        other = await web.post(ROLL, files={"file": ("roll.xlsx", excel(["别", 13711110009]))}, headers=key)
    assert first.json() == again.json()
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-key-reused"


async def test_bad_rows_are_reported_and_good_ones_imported_unless_all_must_be_right(system: System) -> None:
    mixed = excel(["好", 13711110002], ["", 13711110003], ["错", "123"], ["好", "137 1111 0002"])
    async with api(system, ORGANIZER) as web:
        strict = (await web.post(ROLL, files={"file": ("r.xlsx", mixed)}, data={"strict": "true"})).json()
        assert (strict["applied"], *counts(strict)) == (False, 0, 0, 0, 3)
        loose = (await web.post(ROLL, files={"file": ("r.xlsx", mixed)})).json()
        assert (loose["applied"], *counts(loose)) == (True, 1, 0, 0, 3)
        report = (await web.get(f"/accounts/api/v1/imports/{loose['id']}/problems")).json()
        assert [(p["row"], p["kind"]) for p in report["problems"]] == [
            (3, "name-missing"), (4, "phone-bad"), (5, "duplicate"),
        ]  # fmt: skip
        page = await web.get(f"/accounts/console/imports/{loose['id']}", headers={"accept": "text/html"})
        assert "与第 2 行重复" in page.text
        sheet = await web.get(f"/accounts/console/imports/{loose['id']}/problems.xlsx")
        assert sheet.content.startswith(b"PK")


async def test_memberships_that_change_are_told_with_a_higher_revision(system: System) -> None:
    before = len(await told(system))
    async with api(system, ORGANIZER) as web:
        await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
        events = [orjson.loads(body) for _, body in (await told(system))[before:]]
        assert [(e["revision"], e["unions"]) for e in events] == [(2, ["gaoxin", "gaoxin-xinxing", "jining"])]
        await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
        assert len(await told(system)) == before + 1
    async with api(system, STRANGER) as web:
        assert (await web.get("/accounts/api/v1/me")).json()["unions"] == ["gaoxin", "gaoxin-xinxing", "jining"]


async def test_since_when_is_told_where_the_roll_says_it(system: System) -> None:
    before = len(await told(system))
    roll = excel(["赵强", STRANGER, "gaoxin-xinxing", "", "", "2027-01-05 17:01"])
    async with api(system, ORGANIZER) as web:
        await web.post(ROLL, files={"file": ("roll.xlsx", roll)})
        (event,) = [orjson.loads(body) for _, body in (await told(system))[before:]]
        since = {union: datetime.fromisoformat(at) for union, at in event["joined"].items()}
        assert since == dict.fromkeys(event["unions"], datetime(2027, 1, 5, 9, 1, tzinfo=UTC))
        await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})  # says nothing: for long
        assert orjson.loads((await told(system))[-1][1])["joined"] == {}
        bad = excel(["赵强", STRANGER, "gaoxin-xinxing", "", "", "去年春天"])
        answer = (await web.post(ROLL, files={"file": ("roll.xlsx", bad)})).json()
        (problem,) = (await web.get(f"/accounts/api/v1/imports/{answer['id']}/problems")).json()["problems"]
        assert (problem["column"], problem["kind"]) == ("joined_at", "instant-bad")


async def test_a_month_alone_is_imported_and_the_report_says_as_what(system: System) -> None:
    months = excel(["赵强", STRANGER, "gaoxin-xinxing", "", "2099年2月", "2019-06"])
    async with api(system, ORGANIZER) as web:
        answer = (await web.post(ROLL, files={"file": ("roll.xlsx", months)}, data={"strict": "true"})).json()
        assert (answer["applied"], answer["notes"], *counts(answer)) == (True, 2, 1, 0, 0, 0)
        page = await web.get(f"/accounts/console/imports/{answer['id']}", headers={"accept": "text/html"})
        assert "已记到这个月的最后一天" in page.text and "已按这个月 1 日记" in page.text
    row = await system.pool.fetchrow(
        "SELECT valid_until, joined_at FROM roll_member WHERE union_code = 'gaoxin-xinxing'"
    )
    assert (row["valid_until"].isoformat(), row["joined_at"]) == ("2099-02-28", datetime(2019, 5, 31, 16, tzinfo=UTC))


async def test_a_membership_ends_with_its_day(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
    await system.pool.execute("UPDATE roll_member SET valid_until = '2020-01-01' WHERE valid_until IS NOT NULL")
    async with transaction(system.pool) as conn:
        await expire_memberships(conn, "daily")
    last = orjson.loads((await told(system))[-1][1])
    assert (last["revision"], last["unions"]) == (3, [])
    assert await system.pool.fetchval("SELECT due_at > now() FROM timer WHERE kind = 'expire-memberships'")


async def test_fifty_thousand_rows_go_in_and_again_change_nothing(system: System) -> None:
    lines = ["姓名,手机号,工会,工号", *(f"会员{n},137{n:08},蓝天电子工会,G{n}" for n in range(50_000))]
    content = "\r\n".join(lines).encode("gbk")
    async with api(system, FEDERATION) as web:
        first = await web.post(ROLL, files={"file": ("roll.csv", content)}, timeout=60)
        again = await web.post(ROLL, files={"file": ("roll.csv", content)}, timeout=60)
    assert counts(first.json()) == (50_000, 0, 0, 0)
    assert counts(again.json()) == (0, 0, 50_000, 0)


async def test_the_report_names_columns_that_nobody_read(system: System) -> None:
    beside = "姓名,手机号,合同到期日,姓名,手机号\n王芳,13711110011,2027-12-31,李强,13711110012\n".encode()
    async with api(system, ORGANIZER) as web:
        made = (await web.post(ROLL, files={"file": ("roll.csv", beside)}, data={"strict": "true"})).json()
        report = await web.get(f"/accounts/console/imports/{made['id']}", headers={"accept": "text/html"})
    assert (made["rows"], made["added"], made["notes"]) == (1, 1, 3)
    assert all(f"没有用到“{name}”这一列" in report.text for name in ("合同到期日", "姓名", "手机号"))


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\x00\x01\x02", "file-unreadable"), (b"PK\x03\x04", "file-unreadable"), ("谁,号\n".encode(), "roll-header")],
)
async def test_a_file_that_is_no_roll_is_refused(system: System, content: bytes, code: str) -> None:
    async with api(system, ORGANIZER) as web:
        refused = await web.post(ROLL, files={"file": ("roll.xlsx", content)})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_file_that_would_end_the_service_is_a_sentence_and_others_are_answered_meanwhile(
    system: System,
) -> None:
    page, path = {"accept": "text/html"}, "/accounts/console/unions/gaoxin"
    far = {"file": ("roll.xlsx", sheet(SMALL | {"XFD1048576": "x"}))}
    async with api(system, ORGANIZER) as web:
        asked = asyncio.create_task(web.post(ROLL, files=far))
        await eventually(lambda: psutil.Process().children(), every=0.001)
        assert (await web.get("/accounts/api/v1/me")).status_code == 200
        assert not asked.done()
        refused = await asked
        assert (refused.status_code, refused.json()["code"]) == (422, "roll-too-large")
        shown = await web.post(f"{path}/roll", files=far, data={"idempotency_key": str(uuid4())}, headers=page)
        assert shown.status_code == 422
        assert "第 1048576 行、XFD 列" in shown.text


async def test_the_console_imports_with_a_plain_form(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        page = {"accept": "text/html"}
        path, form = "/accounts/console/unions/gaoxin", {"idempotency_key": str(uuid4())}
        done = await web.post(f"{path}/roll", files={"file": ("r.xlsx", GOOD)}, data=form, headers=page)
        assert done.status_code == 303
        assert "全部正确" in (await web.get(done.headers["location"], headers=page)).text
        nothing = await web.post(f"{path}/roll", files={"file": ("", b"")}, data=form, headers=page)
        assert nothing.status_code == 422
        assert "请选择 Excel 或 CSV 文件" in nothing.text


async def test_a_long_roll_says_how_many_more_there_are_and_its_imports_go_on_to_the_first(system: System) -> None:
    crowd = excel(*([f"王{n:02}", 13900000000 + n] for n in range(45)))
    async with api(system, ORGANIZER) as web:
        html = {"accept": "text/html"}
        for number in range(1, 26):
            files = {"file": (f"Nr {number:02}.xlsx", crowd if number == 25 else GOOD)}
            assert (await web.post(ROLL, files=files)).status_code == 201
        page = "/accounts/console/unions/gaoxin"
        assert "还有 26 位" in (await web.get(page, headers=html)).text
        assert "还有" not in (await web.get(f"{page}?q=王0", headers=html)).text
        first, second, third = [(await web.get(f"{page}?imports={n}", headers=html)).text for n in (1, 2, 3)]
    shown = [re.findall(r"<b>Nr (\d+)\.xlsx</b>", each) for each in (first, second, third)]
    assert [int(n) for each in shown for n in each] == list(range(25, 0, -1))
    assert ('rel="next"' in second, 'rel="next"' in third) == (True, False)


async def test_a_member_can_be_taken_off_and_it_is_told(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})
        row = await system.pool.fetchrow(
            "SELECT encode(phone_hash, 'hex') AS phone_key FROM roll_member WHERE union_code = 'gaoxin-xinxing'"
        )
        form = {"phone_key": row["phone_key"], "idempotency_key": str(uuid4())}
        path = "/accounts/console/unions/gaoxin-xinxing/roll/remove"
        assert (await web.post(path, data=form, headers={"accept": "text/html"})).status_code == 303
    assert orjson.loads((await told(system))[-1][1])["unions"] == []


async def test_a_roll_is_closed_to_families_and_to_other_unions(system: System) -> None:
    async with api(system, ORGANIZER) as web:
        made = (await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})).json()
        granted = {"phone": STRANGER, "role": "organizer", "union": "lijiang"}
        assert (await web.post("/accounts/api/v1/grants", json=granted)).status_code == 201
    async with api(system, STRANGER) as web:
        assert (await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})).status_code == 404
        assert (await web.get(f"/accounts/api/v1/imports/{made['id']}/problems")).status_code == 404
        assert (await web.get(f"/accounts/console/imports/{made['id']}/problems.xlsx")).status_code == 404
        assert (await web.get("/accounts/console/unions/gaoxin")).status_code == 404
        assert {u["code"] for u in (await web.get("/accounts/api/v1/unions")).json()["unions"]} == {
            "lijiang",
            "lijiang-lvyou",
        }
    async with api(system, PARENT) as web:
        assert (await web.post(ROLL, files={"file": ("roll.xlsx", GOOD)})).status_code == 403
        assert (await web.get("/accounts/console/")).status_code == 403
        assert (await web.get("/accounts/api/v1/unions")).json()["unions"] == []
