"""Thousands of groups: all in the export, a page at a time on the console, and nobody waits meanwhile."""

import asyncio
import re

from tests.support.classes import Desk, cells, plan, published

MANY = 1230


async def many(desk: Desk) -> None:
    """As many groups as a region's federation looks at."""
    first, _ = await published(desk, plan())
    await desk.system.pool.execute(
        """
        INSERT INTO class_group (plan_id, key, state, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity, taken)
        SELECT plan_id, key || n, state, facts || jsonb_build_object('title', 'Nr ' || lpad(n::text, 5, '0')), presentation, planned,
               opens_at, closes_at, starts_at, ends_at, capacity, n % 7
        FROM class_group, generate_series(1, $2) n WHERE id = $1
        """,
        first,
        MANY - 2,
    )


async def test_the_export_has_every_group_and_others_are_answered_meanwhile(desk: Desk) -> None:
    await many(desk)
    asked = asyncio.create_task(desk.browser.get("/classes/console/groups.xlsx"))
    turns = 0
    while not asked.done():
        await desk.page("/classes/?grade=9")
        turns += 1
    assert turns > 3
    rows = cells((await asked).content)[1:]
    assert len(rows) == len({row[-1] for row in rows}) == MANY
    assert len(cells((await desk.browser.get("/classes/console/groups.xlsx?season=2001-summer")).content)) == 1


async def test_the_console_and_a_plan_have_pages_that_say_how_many_there_are(desk: Desk) -> None:
    await many(desk)
    plan_id = await desk.system.pool.fetchval("SELECT id FROM plan")
    for path in ("/classes/console/", f"/classes/console/plans/{plan_id}"):
        seen: list[str] = []
        for number in range(1, 14):
            page = await desk.page(f"{path}?page={number}")
            first, last = number * 100 - 99, min(number * 100, MANY)
            assert f"第 {first}–{last} 个，共 {MANY} 个" in page
            seen += re.findall(r'id="row-([^"]+)"', page)
        assert len(seen) == len(set(seen)) == MANY
        assert f"第 1201–{MANY} 个" in await desk.page(f"{path}?page=99999")


async def test_the_catalogue_has_the_pages_that_every_list_has(desk: Desk) -> None:
    await many(desk)
    await desk.system.pool.execute("UPDATE class_group SET state = 'published'")
    season = await desk.system.pool.fetchval("SELECT min(season) FROM class_group")
    page = await desk.page(f"/classes/?season={season}&page=2")
    assert f"第 25–48 个，共 {MANY} 个" in page
    beside = re.findall(r'rel="(?:prev|next)" href="([^"]+)"', page)
    assert beside == [f"?season={season}&amp;page={number}" for number in (1, 3)]


async def test_order_and_season_are_kept_from_page_to_page(desk: Desk) -> None:
    await many(desk)
    season = await desk.system.pool.fetchval("SELECT min(season) FROM class_group")
    page = await desk.page(f"/classes/console/?sort=title&season={season}&page=2")
    titles = re.findall(r"<b>(Nr \d+)</b>", page)
    assert titles == [f"Nr {n:05}" for n in range(int(titles[0][3:]), int(titles[0][3:]) + 100)]
    next_page = re.search(r'rel="next" href="([^"]+)"', page)
    assert next_page
    following = await desk.page("/classes/console/" + next_page[1].replace("&amp;", "&"))
    assert f"<b>Nr {int(titles[-1][3:]) + 1:05}</b>" in following
    taken = re.findall(r"<b>(\d)</b>/", await desk.page("/classes/console/?sort=taken"))
    assert set(taken) == {"6"}


async def test_the_number_line_moves_for_a_group_on_another_page(desk: Desk) -> None:
    await many(desk)
    shown, other = await desk.system.pool.fetch("SELECT id FROM class_group LIMIT 2")
    since = await desk.system.pool.fetchval("SELECT clock_timestamp() + interval '3 seconds'")
    asked = {"since": since.isoformat(), "ids": str(shown["id"])}
    assert (await desk.browser.get("/classes/console/live", params=asked)).status_code == 204
    moved = "UPDATE class_group SET changed_at = $2::timestamptz + interval '1 second' WHERE id = $1"
    await desk.system.pool.execute(moved, other["id"], since)
    live = (await desk.browser.get("/classes/console/live", params=asked)).text
    assert 'id="sums"' in live and "row-" not in live
    await desk.system.pool.execute(moved, shown["id"], since)
    live = (await desk.browser.get("/classes/console/live", params=asked)).text
    assert f"row-{shown['id']}" in live and f"row-{other['id']}" not in live


async def test_the_history_of_a_group_and_the_plans_go_on_to_their_first(desk: Desk) -> None:
    group, _ = await published(desk, plan())
    await desk.system.pool.execute(
        """
        INSERT INTO change (group_id, name, what, detail)
        SELECT $1, '', 'cancelled', jsonb_build_object('reason', 'Nr ' || n) FROM generate_series(1, 45) n
        """,
        group,
    )
    await desk.system.pool.execute(
        """
        INSERT INTO plan (key, union_code, title, source)
        SELECT 'p' || n, union_code, 'Plan ' || n, source FROM plan, generate_series(1, 45) n
        """
    )
    for path, shown in (
        (f"/classes/console/groups/{group}", r"Nr (\d+)<"),
        ("/classes/console/", r"<b>Plan (\d+)</b>"),
    ):
        assert {int(n) for page in await parts(desk, path) for n in re.findall(shown, page)} == set(range(1, 46))


async def parts(desk: Desk, path: str) -> list[str]:
    """A page, and those that follow as its link says."""
    found, address = [], path
    while True:
        found.append(await desk.page(address))
        following = re.search(r'rel="next" href="(\?[^"]+)"', found[-1])
        if following is None:
            return found
        address = path + following[1].partition("#")[0].replace("&amp;", "&")
