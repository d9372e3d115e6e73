"""The rules of a plan on its pages: an organizer checks them before publishing, families read them before booking."""

import re
from datetime import timedelta
from uuid import UUID

from shared.events.catalogue import GroupFacts
from shared.kernel.clock import ZONE
from tests.support.classes import BEGAN, FORM, Desk, cells, plan

RULES = """\
admission:
  way: ranked
  priorities: [hardship, {name: 高新区单位职工, employers: [济宁纺织厂]}]
  review: employer
  confirm_within: 48h
pools: [{name: 新就业形态, places: 10, categories: new_form}]
documents: [{name: 困难职工证明, categories: hardship}]
agreement: {title: 入托协议, text: 请家长按时接送。}
minimum: 15
waiting_list: 20
refund: 开班三天前全额退费。
who:
  members_of: mazhang
  health: 没有传染性疾病
  health_statement: yes
  none_of: [{placed_in: 2026-summer}]
"""
SAID = (
    "困难职工家庭", "高新区单位职工（济宁纺织厂职工的子女）", "其他家庭", "按优先顺序统一录取，同一顺序里按报名先后，报满后候补 20 名",
    "单位工会审核通过后才能录取", "留 10 个名额给新就业形态", "录取后须在 48 小时内确认", "不足 15 人的，由主办方决定取消", "开班三天前全额退费。",
    "上传：困难职工证明（限困难职工家庭）", "《入托协议》", "请家长按时接送。", "健康声明", "不招：2026年暑假录取过", "选择孩子并登记",
)  # fmt: skip


async def test_an_organizer_checks_them_and_families_read_them(desk: Desk) -> None:
    source = plan().replace("who:\n  members_of: mazhang\n", RULES)
    checked = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", source.encode())})
    assert checked.status_code == 200
    for said in (
        "优先顺序：1 困难职工家庭，2 高新区单位职工",
        "留 10 个名额给新就业形态",
        "不足 15 人的，由主办方决定取消",
        "退费：开班三天前全额退费",
    ):
        assert said in checked.text, said
    imported = await desk.send("/classes/console/import/confirm", {"source": source})
    await desk.send(f"{imported.url.path}/publish", {})
    group = await desk.system.pool.fetchval("SELECT id FROM class_group ORDER BY id LIMIT 1")
    page = await desk.page(f"/classes/groups/{group}")
    assert [said for said in SAID if said not in page] == []
    assert "优先录取" in await desk.page("/classes/")
    head, first, *_ = cells((await desk.browser.get("/classes/console/groups.xlsx")).content)
    assert first[head.index("录取方式")] == "优先录取"


async def test_families_read_unions_by_name_and_how_much_they_may_book(desk: Desk) -> None:
    ways_in = "who:\n  any_of: [{members_of: mazhang}, {categories: new_form}]\n"
    more = (
        "limits: {per_child: 1, per_family: 2, per_term: 1, per_season: 3}\n"
        "admission: {review: mazhang-gangwu}\n"
        f"pools: [{{places: 3, members_of: mazhang}}, {{name: 港务局, places: 5, members_of: mazhang-gangwu, opens: {BEGAN - timedelta(days=1):%Y-%m-%d %H:%M}}}]\n"
    )
    imported = await desk.send(
        "/classes/console/import/confirm", {"source": plan().replace("who:\n  members_of: mazhang\n", ways_in + more)}
    )
    await desk.send(f"{imported.url.path}/publish", {})
    group = await desk.system.pool.fetchval("SELECT id FROM class_group ORDER BY id LIMIT 1")
    page = await desk.page(f"/classes/groups/{group}")
    for said in (
        "符合其一：麻章区总工会会员的子女/新就业形态劳动者家庭",
        "留 5 个名额给港务局（指定工会会员的子女）",
        "留 3 个名额给麻章区总工会会员的子女",
        "指定工会审核通过后才能录取",
        "每个孩子在本次招生的各班最多报 1 个",
        "每个家庭在本次招生的各班最多报 2 个",
        "每个孩子在这一期最多报 1 个",
        "每个孩子本季在本工会最多报 3 个",
    ):
        assert said in page, said
    assert "不要求工会会员" not in page


async def test_a_plain_group_says_that_the_first_to_come_is_served(desk: Desk) -> None:
    imported = await desk.send("/classes/console/import/confirm", {"source": plan()})
    await desk.send(f"{imported.url.path}/publish", {})
    group = await desk.system.pool.fetchval("SELECT id FROM class_group ORDER BY id LIMIT 1")
    page = await desk.page(f"/classes/groups/{group}")
    assert "先到先得，报满后候补，不限人数" in page
    assert "选择孩子并报名" in page
    assert "报名前准备" not in page and "优先顺序" not in page


async def test_once_registration_is_open_priorities_and_pools_are_fixed(desk: Desk) -> None:
    """Families act on what they read; what they must bring may still be said better."""
    open_now = plan(opens_in_days=-1)
    imported = await desk.send("/classes/console/import/confirm", {"source": open_now})
    await desk.send(f"{imported.url.path}/publish", {})
    changes = {
        "pools: [{places: 5, categories: new_form}]": "录取方式（包括优先顺序",
        "admission: {review: organizer}": "录取方式（包括优先顺序",
        "documents: [健康证明]": "已发布的班次随之修改",
    }
    for said, answer in changes.items():
        source = open_now.replace("fees: 免费", f"fees: 免费\n{said}")
        preview = await desk.browser.post("/classes/console/import", files={"file": ("方案.yaml", source.encode())})
        assert (answer in preview.text) == ("录取" in answer), said
        assert ("不能修改" in preview.text) == ("录取" in answer), said


async def test_what_is_decided_at_the_closing_moves_with_it(desk: Desk) -> None:
    source = plan().replace("fees: 免费", "fees: 免费\nadmission: {way: ranked}\nminimum: 15")
    imported = await desk.send("/classes/console/import/confirm", {"source": source})
    await desk.send(f"{imported.url.path}/publish", {})
    group = await desk.system.pool.fetchval("SELECT id FROM class_group ORDER BY id LIMIT 1")
    before = await facts_of(desk, group)
    closes = before.closes_at + timedelta(days=1)
    typed = {"title": before.title, "opens_at": f"{before.opens_at.astimezone(ZONE):%Y-%m-%dT%H:%M}"}
    await desk.send(
        f"/classes/console/groups/{group}/revise", typed | {"closes_at": f"{closes.astimezone(ZONE):%Y-%m-%dT%H:%M}"}
    )
    after = await facts_of(desk, group)
    assert (after.closes_at, after.rules.decide_at) == (closes, closes)
    assert after.rules.minimum is not None and after.rules.minimum.decide_at == closes


async def test_the_form_of_one_group_says_how_places_are_given(desk: Desk) -> None:
    rules = {"way": "opening_lot", "minimum": "6", "waiting_list": "5"}
    made = await desk.send("/classes/console/groups/new", FORM | rules)
    assert made.status_code == 200
    facts = await facts_of(desk, await desk.system.pool.fetchval("SELECT id FROM class_group"))
    assert (facts.rules.way, facts.rules.minimum and facts.rules.minimum.children, facts.waiting_limit) == (
        "opening_lot",
        6,
        5,
    )
    refused = await desk.send(
        "/classes/console/groups/new", FORM | {"way": "draw_if_oversubscribed", "draw_source": ""}
    )
    assert refused.status_code == 422
    assert "摇号要先公布公开数字的来源" in refused.text
    assert re.search(r'is-wrong">\s*<label for="f-draw_source"', refused.text)
    few = await desk.send("/classes/console/groups/new", FORM | {"minimum": "999"})
    assert re.search(r'is-wrong">\s*<label for="f-minimum"', few.text)


async def facts_of(desk: Desk, group: UUID) -> GroupFacts:
    """What the group says now."""
    return GroupFacts.model_validate_json(
        await desk.system.pool.fetchval("SELECT facts::text FROM class_group WHERE id = $1", group)
    )
