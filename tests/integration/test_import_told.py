"""Before a changed plan is imported its organizer reads what changes, line by line, and for how many bookings; a comma's change tells nobody."""

from tests.support.classes import Desk, plan, published, tell

CHANGES = {"瑞云南路 1 号": "瑞云北路 9 号", "08:30-18:00": "09:00-17:00", "fees: 免费": "fees: 每期 400 元"}


def other(source: str) -> str:
    for old, new in CHANGES.items():
        source = source.replace(old, new)
    return source


async def checked(desk: Desk, source: str) -> str:
    answer = await desk.browser.post("/classes/console/import", data={"source": source, "name": "plan.yaml"})
    assert answer.status_code == 200, answer.text

    return answer.text


async def test_what_changes_is_read_line_by_line_and_for_how_many(desk: Desk) -> None:
    group, empty = await published(desk, plan(opens_in_days=-1))
    await tell(desk, group, 1, taken=28, held=2, waiting=5)
    page = await checked(desk, other(plan(opens_in_days=-1)))
    assert "1 个班次的 35 个报名会收到“安排有变”的通知" in page
    assert "08:30–18:00" in page.split("→")[0] and "09:00–17:00" in page
    assert "地点：智能幼儿学校，瑞云南路 1 号 → <b>智能幼儿学校，瑞云北路 9 号</b>" in page
    assert "收费：免费 → <b>每期 400 元</b>" in page
    assert f'href="/booking/console/groups/{group}"' in page and f'href="/booking/console/groups/{empty}"' not in page
    assert "通知 35 个报名的家庭</a>：已录取 28，保留 2，候补 5，登记 0" in page
    assert "还没有人报名，不用通知" in page
    assert (await desk.get(f"groups/{group}"))["address"] == "瑞云南路 1 号"  # nothing is changed yet


async def test_of_a_comma_and_of_other_texts_the_page_says_that_nobody_is_told(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    await tell(desk, group, 1, taken=3)
    page = await checked(desk, plan(opens_in_days=-1).replace("瑞云南路 1 号", "瑞云南路1号。"))
    assert "这次改动不会通知任何家庭" in page and "不通知家庭" in page


async def test_other_fees_are_told_and_other_notes_are_not(desk: Desk) -> None:
    group, _ = await published(desk, plan(opens_in_days=-1))
    await desk.give(plan(opens_in_days=-1).replace("fees: 免费", "fees: 每期 400 元"))
    await desk.give(plan(opens_in_days=-1).replace("fees: 免费", "fees: 每期 400 元\nnotes: 请准时"))
    said = [event["facts"]["fees"] for event in await desk.events(group)]
    assert said == ["免费", "每期 400 元"]


async def test_the_console_keeps_the_upper_bound_of_the_notice(desk: Desk) -> None:
    source = plan(opens_in_days=-1).replace("fees: 免费", "fees: 免费\nmost_places: 35")
    group, _ = await published(desk, source)
    assert (await desk.post(f"groups/{group}/capacity", {"capacity": 35})).status_code == 200
    refused = await desk.post(f"groups/{group}/capacity", {"capacity": 36})
    assert refused.status_code == 409 and "不超过 35 个" in refused.text
    answer = await desk.give(source.replace("most_places: 35", "most_places: 32"))
    assert [g["change"] for g in answer.json()["groups"]] == ["refused", "revised"]  # 35 places are promised already


async def test_a_minimum_of_a_site_counts_all_its_groups(desk: Desk) -> None:
    source = plan(opens_in_days=-1).replace("fees: 免费", "fees: 免费\nminimum: {children: 40, over: site}")
    low, high = await published(desk, source)
    await tell(desk, low, 1, taken=20)
    await tell(desk, high, 1, taken=15)
    page = await desk.page(f"/classes/console/groups/{low}")
    assert "办班点这一期合计已有 35 人，最低开班 40 人，还差 5 人" in page
    assert "还差 5 人" in await desk.page("/classes/console/")
    await tell(desk, high, 2, taken=20)
    assert "还差" not in await desk.page(f"/classes/console/groups/{low}")
