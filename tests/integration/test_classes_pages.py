"""The pages of classes without JavaScript: what a person sees, types, and gets back."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from shared.kernel.clock import ZONE
from tests.support.classes import FORM, Desk, cells, plan, published, tell_places
from tests.support.eventually import eventually


async def test_empty_pages_teach(desk: Desk) -> None:
    assert "准备孩子信息" in await desk.page("/classes/")
    console = await desk.page("/classes/console/")
    assert all(
        f'href="{path}"' in console
        for path in (
            "/classes/console/import",
            "/booking/console/review",
            "/booking/console/exports",
            "/accounts/console/",
        )
    )
    assert "/booking/console/exports/log" not in console, "who exported what is for the federation"
    assert "没有符合条件" in await desk.page("/classes/?grade=3&page=abc&kind=x")


async def test_a_file_is_checked_imported_and_published_by_forms(desk: Desk) -> None:
    source = plan().encode()
    checked = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", source)})
    assert checked.status_code == 200
    assert "一至三年级班" in checked.text
    assert "新建" in checked.text
    assert await desk.system.pool.fetchval("SELECT count(*) FROM plan") == 0  # looking changes nothing

    imported = await desk.send("/classes/console/import/confirm", {"source": plan()})
    assert "2 个班次还是草稿" in imported.text
    published_page = await desk.send(f"{imported.url.path}/publish", {})
    assert "已发布" in published_page.text
    assert "四至六年级班" in await desk.page("/classes/")
    again = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", source)})
    assert "没有需要导入的内容" in again.text
    assert (await desk.page(f"{imported.url.path}/plan.yaml")).strip() == plan().strip()


async def test_errors_stand_beside_their_lines_and_can_be_mended_there(desk: Desk) -> None:
    bad = plan(places=0)
    line = next(n for n, text in enumerate(bad.splitlines(), 1) if "places: 0" in text)
    shown = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", bad.encode())})
    assert shown.status_code == 422
    row = next(row for row in re.findall(r"<tr.*?</tr>", shown.text, re.S) if "is-wrong" in row)
    assert f">{line}<" in row
    assert "名额" in row
    assert "places: 0" in shown.text.split("<textarea")[1]  # what was given is kept
    mended = await desk.send(
        "/classes/console/import", {"source": bad.replace("places: 0", "places: 5"), "name": "方案.yaml"}
    )
    assert mended.status_code == 200
    gbk = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", plan().encode("gbk"))})
    assert gbk.status_code == 422
    assert "UTF-8" in gbk.text


async def test_one_group_is_looked_after(desk: Desk) -> None:
    first, _ = await published(desk, plan())
    base = f"/classes/console/groups/{first}"
    assert "40" in (await desk.send(f"{base}/capacity", {"capacity": "40"})).text
    wrong = await desk.send(f"{base}/capacity", {"capacity": "很多"})
    assert wrong.status_code == 422
    assert 'value="很多"' in wrong.text
    opens = datetime.now(ZONE) + timedelta(days=3)
    form = {
        "title": "低年级班",
        "opens_at": f"{opens:%Y-%m-%dT%H:%M}",
        "closes_at": f"{opens + timedelta(days=1):%Y-%m-%dT%H:%M}",
    }
    saved = await desk.send(f"{base}/revise", {**form, "fees": "免费", "bring": "水杯", "notes": "<b>准时</b>"})
    assert "低年级班" in saved.text
    family = await desk.page(f"/classes/groups/{first}")
    assert "&lt;b&gt;准时&lt;/b&gt;" in family
    assert "先准备好，等待开放" in family
    backwards = await desk.send(f"{base}/revise", {**form, "closes_at": form["opens_at"]})
    assert backwards.status_code == 422
    assert "报名截止应晚于报名开始" in backwards.text
    assert (await desk.send(f"{base}/cancel", {"reason": ""})).status_code == 422
    gone = await desk.send(f"{base}/cancel", {"reason": "场地装修"})
    assert "取消：场地装修" in gone.text
    history = [e["type"] for e in await desk.events(first)]
    assert history == ["group-published", "group-revised", "group-revised", "group-cancelled"]


async def test_a_double_tap_publishes_once(desk: Desk) -> None:
    done = (await desk.give(plan())).json()
    key = str(uuid4())
    for _ in range(2):
        answer = await desk.send(f"/classes/console/plans/{done['plan']}/publish", {}, key=key)
        assert answer.status_code == 200
    assert [e["type"] for e in await desk.events(done["groups"][0]["id"])] == ["group-published"]


async def test_bars_follow_the_ledger(desk: Desk) -> None:
    first, second = await published(desk, plan(opens_in_days=-1))
    await tell_places(desk.system, first, [(1, 30, 26, 0)])
    await tell_places(desk.system, second, [(1, 30, 30, 7)])

    began = (datetime.now(ZONE) - timedelta(minutes=1)).isoformat()

    async def rows() -> bool:
        answer = await desk.browser.get("/classes/console/live", params={"since": began})
        assert "<html" not in answer.text
        return "<b>26</b>/30" in answer.text and "<b>30</b>/30" in answer.text and "<b>7</b>" in answer.text

    await eventually(rows)
    live = await desk.browser.get(f"/classes/places?ids={first},{second}", headers={"hx-request": "true"})
    assert 'hx-swap-oob="true"' in live.text
    later = (datetime.now(ZONE) + timedelta(minutes=1)).isoformat()
    for path in ("console/live", "places"):
        quiet = await desk.browser.get(f"/classes/{path}", params={"since": later, "ids": first})
        assert (quiet.status_code, quiet.text) == (204, "")
    assert "余 <b>4</b> 个" in live.text
    assert "候补 7 人" in live.text
    assert "选择孩子并候补" in await desk.page(f"/classes/groups/{second}")
    for sort in ("title", "day", "opens", "taken", "waiting", "nonsense"):
        await desk.page(f"/classes/console/?sort={sort}")


async def test_a_single_group_by_a_form(desk: Desk) -> None:
    key = str(uuid4())
    made = await desk.send("/classes/console/groups/new", FORM, key=key)
    assert made.status_code == 200
    assert "发布此班次" in made.text
    form = await desk.page("/classes/console/groups/new")
    assert f'<option value="{FORM["union"]}">{FORM["issuer"]}</option>' in form
    again = await desk.send("/classes/console/groups/new", FORM, key=key)
    assert again.url == made.url
    group = await desk.system.pool.fetchrow("SELECT facts, presentation FROM class_group")
    assert len(group["facts"]["meetings"]) == 8
    assert group["facts"]["grades"] == [2, 6]
    care = await desk.send(
        "/classes/console/groups/new", FORM | {"kind": "session", "title": "托管班", "hours": "08:00-17:30"}
    )
    assert care.status_code == 200

    sheet = cells((await desk.browser.get("/classes/console/groups.xlsx")).content)
    assert {row[0] for row in sheet[1:]} == {"=书法班", "托管班"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("places", "0"), ("places", "abc"), ("hours", "15:30-14:00"), ("weekdays", "周八"), ("grades", "6-2"), ("to", "2027-07-01"),
     ("closes", "2027-06-19T09:00"), ("title", ""), ("from", "not a day"), ("opens", "")],
)  # fmt: skip
async def test_a_wrong_field_says_so_where_it_stands(desk: Desk, field: str, value: str) -> None:
    answer = await desk.send("/classes/console/groups/new", FORM | {field: value})
    assert answer.status_code == 422
    wrong = re.findall(r'<div class="field is-wrong">\s*<label for="f-(\w+)"', answer.text)
    assert wrong, answer.text
    assert field in wrong or {field, *wrong} <= {"from", "to", "opens", "closes"}
    assert "人民路 1 号" in answer.text  # the rest is kept
    assert await desk.system.pool.fetchval("SELECT count(*) FROM plan") == 0


async def test_a_form_from_elsewhere_is_refused(desk: Desk) -> None:
    first, _ = await published(desk, plan())
    path = f"/classes/console/groups/{first}/cancel"
    fields = {"reason": "恶作剧", "idempotency_key": str(uuid4())}
    answer = await desk.browser.post(path, data=fields, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


async def test_english(desk: Desk) -> None:
    first, _ = await published(desk, plan(opens_in_days=-1))
    for path in ("/classes/", f"/classes/groups/{first}", "/classes/console/", f"/classes/console/groups/{first}"):
        assert '<html lang="en"' in await desk.page(f"{path}?lang=en")


async def test_nonsense_is_refused_not_broken(desk: Desk) -> None:
    paths = [
        "/classes/?season=%00", "/classes/?grade=%00&site=%F0%9F%98%80", "/classes/api/v1/groups?site=%00", "/classes/groups/nonsense",
        "/classes/api/v1/places?ids=%00", "/classes/console/?season=%00&sort=%00", "/classes/console/live?since=yesterday",
        "/classes/console/groups/0", "/classes/?page=99999999999999999999",
    ]  # fmt: skip
    for path in paths:
        assert (await desk.browser.get(path)).status_code in (200, 204, 404, 422), path
    nul = await desk.send("/classes/console/groups/new", FORM | {"notes": "a\x00b"})
    assert nul.status_code == 422
