"""A class whose places are drawn: what families and organizers see of it before and after the draw."""

from datetime import datetime, timedelta
from uuid import UUID

from shared.kernel.clock import ZONE
from tests.support.classes import Desk, cells, plan, published, tell

SOURCE = "报名截止后第一期福彩 3D"


def drawing(way: str = "draw", opens_in_days: float = -1, source: str = SOURCE) -> str:
    """The plan of two groups of 30, both drawn."""
    said = f"admission: {{way: {way}, draw_source: {source}}}\nterms:"
    return plan(opens_in_days=opens_in_days).replace("terms:", said, 1)


async def test_before_the_draw_it_is_who_entered_that_counts(desk: Desk) -> None:
    group, _ = await published(desk, drawing())
    (event,) = await desk.events(group)
    assert (event["facts"]["way"], event["facts"]["draw_source"]) == ("draw", SOURCE)
    began = (datetime.now(ZONE) - timedelta(minutes=1)).isoformat()
    await tell(desk, group, 1, entered=37)

    catalogue = await desk.page("/classes/")
    assert "摇号" in catalogue
    assert "报名截止后公开摇号，不比手速" in catalogue
    live = (await desk.browser.get(f"/classes/places?ids={group}", headers={"hx-request": "true"})).text
    for shown in (catalogue, live, await desk.page(f"/classes/groups/{group}")):
        assert "已登记 <b>37</b> 人 / 30 个名额" in shown
    rows = (await desk.browser.get("/classes/console/live", params={"since": began})).text
    for shown in (rows, await desk.page("/classes/console/")):
        assert "登记 <b>37</b>/30" in shown
        assert "已登记" in shown
    assert f"/booking/console/draws/{group}" in await desk.page(f"/classes/console/groups/{group}")
    seen = await desk.get(f"groups/{group}")
    assert (seen["way"], seen["entered"], seen["state"]) == ("draw", 37, "open")
    assert (await desk.get(f"places?ids={group}"))["places"][0]["entered"] == 37


async def test_before_a_decision_by_priority_it_is_who_entered_that_counts_and_afterwards_the_places(
    desk: Desk,
) -> None:
    at = (datetime.now(ZONE) + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    said = f"admission: {{way: ranked, decide_at: {at}, priorities: [困难职工]}}\nterms:"
    group, _ = await published(desk, plan(opens_in_days=-1).replace("terms:", said, 1))
    await tell(desk, group, 1, entered=37)
    live = (await desk.browser.get(f"/classes/places?ids={group}", headers={"hx-request": "true"})).text
    for shown in (await desk.page("/classes/"), live, await desk.page(f"/classes/groups/{group}")):
        assert "已登记 <b>37</b> 人 / 30 个名额" in shown
    past = (datetime.now(ZONE) - timedelta(seconds=1)).isoformat()
    decided = "UPDATE class_group SET facts = jsonb_set(facts, '{rules,decide_at}', to_jsonb($2::text)) WHERE id = $1"
    await desk.system.pool.execute(decided, UUID(group), past)
    await tell(desk, group, 2, taken=29)
    page = await desk.page(f"/classes/groups/{group}")
    assert "<b>29</b>/30" in page and "选择孩子并报名" in page and "人 / 30 个名额" not in page


async def test_a_family_reads_how_and_by_what_number(desk: Desk) -> None:
    group, _ = await published(desk, drawing("draw_if_oversubscribed"))
    page = await desk.page(f"/classes/groups/{group}")
    for said in ("选择孩子并登记", "登记超过名额的，报名截止后公开摇号，不比手速", SOURCE, f"/booking/draws/{group}"):
        assert said in page
    assert "满员后可候补" not in page
    english = await desk.page(f"/classes/groups/{group}?lang=en")
    assert "Choose a child and enter" in english
    assert "0</b> entered / 30 places" in english


async def test_after_the_draw_the_bar_shows_the_places_again(desk: Desk) -> None:
    group, _ = await published(desk, drawing())
    await tell(desk, group, 1, entered=37)
    closed = datetime.now(ZONE) - timedelta(seconds=1)
    await desk.system.pool.execute("UPDATE class_group SET closes_at = $2 WHERE id = $1", UUID(group), closed)
    assert "已登记 <b>37</b> 人 / 30 个名额" in await desk.page(f"/classes/groups/{group}")  # frozen, not drawn yet
    await tell(desk, group, 2, taken=30, waiting=7)
    page = await desk.page(f"/classes/groups/{group}")
    assert "<b>30</b>/30" in page
    assert "人 / 30 个名额" not in page
    assert f"/booking/draws/{group}" in page


async def test_a_draft_has_no_draw_to_look_at_yet(desk: Desk) -> None:
    done = (await desk.give(drawing())).json()
    group = done["groups"][0]["id"]
    assert f"/booking/draws/{group}" not in await desk.page(f"/classes/groups/{group}")
    assert "draws" not in await desk.page(f"/classes/console/groups/{group}")
    checked = await desk.send("/classes/console/import", {"source": drawing(), "name": "方案.yaml"})
    assert "公开数字的来源：" + SOURCE in checked.text


async def test_other_groups_are_not_touched_by_it(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    page = await desk.page(f"/classes/groups/{group}")
    assert "摇号" not in page + await desk.page("/classes/")
    assert "已登记" not in await desk.page("/classes/console/")


async def test_what_families_read_before_they_entered_stays(desk: Desk) -> None:
    await published(desk, drawing())
    for other in (drawing(source="另一个号码"), drawing("draw_if_oversubscribed"), plan(opens_in_days=-1)):
        assert [step["change"] for step in (await desk.give(other)).json()["groups"]] == ["refused", "refused"]


async def test_until_registration_opens_it_may_change(desk: Desk) -> None:
    await published(desk, drawing(opens_in_days=10))
    revised = (await desk.give(drawing("draw_if_oversubscribed", opens_in_days=10))).json()
    assert [step["change"] for step in revised["groups"]] == ["revised", "revised"]


async def test_the_table_says_how_places_are_given(desk: Desk) -> None:
    group, _ = await published(desk, drawing())
    await tell(desk, group, 1, entered=37)
    head, *rows = cells((await desk.browser.get("/classes/console/groups.xlsx")).content)
    shown = {row[head.index("编号")]: (row[head.index("录取方式")], row[head.index("登记摇号")]) for row in rows}
    assert shown[group] == ("摇号", 37)
