"""One draw over several groups on the real database: wishes, siblings, priorities, a pool; checked by the published files."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.booking.domain import draw
from services.booking.domain.pseudonyms import draw_of, entrant_of
from services.booking.usecases.decide_together import DECIDE
from services.booking.usecases.learn_group import call_off
from shared.db.pool import transaction
from shared.events.catalogue import GroupCancelled
from shared.events.rules import Criterion, GroupRules, Pool, Priority
from tests.support.booking import broken, door, make_families, publish, sibling, together
from tests.support.draws import remade
from tests.support.held import document, freeze, hold, page, seen
from tests.support.staff import Staff, say

HARD, RIDER = Criterion(categories=["hardship"]), Criterion(categories=["new_form"])
SOURCE, NUMBER = "双色球第 2026150 期", "03 08 17 21 25 33 + 12"
TITLES = ("舞蹈班", "绘画班", "书法班")


async def groups_of(booking, together, places=(3, 2, 2), waiting_limit=6, **changes):
    """Three groups in one draw: hardship goes first, one place of each is kept for riders."""
    said = {
        "way": "draw", "together": together, "wishes": 3, "priorities": [Priority(name="困难职工", when=HARD)],
        "pools": [Pool(name="新就业形态", places=1, when=RIDER)], "decide_at": datetime.now(UTC) + timedelta(hours=1),
    }  # fmt: skip
    rules = GroupRules(**(said | changes))
    return [
        await publish(
            booking, title=title, session=title, capacity=capacity, rules=rules, draw_source=SOURCE, waiting_limit=waiting_limit
        )
        for title, capacity in zip(TITLES, places, strict=True)
    ]  # fmt: skip


async def ask(booking, family, *wishes, children=()):
    """Wishes in this order, each for all the children."""
    choices = [[(group, child) for child in children or [family.child_id]] for group in wishes]
    answer = await together(door(booking), family, *choices)
    assert answer["result"] == "entered", answer
    return answer["enrollment_id"]


async def city(booking, together):
    """Twelve families: a hardship one, two riders, one with two children; who they are, and the groups."""
    groups = await groups_of(booking, together)
    families = await make_families(booking, 12)
    for family, category in zip(families, ("hardship", "new_form", "new_form"), strict=False):
        await say(booking, family, categories=[category])
    brother = await sibling(booking, families[3])
    await ask(booking, families[3], *groups, children=[families[3].child_id, brother])
    for n, family in enumerate([*families[:3], *families[4:]]):
        await ask(booking, family, groups[n % 3], groups[(n + 1) % 3])
    return groups, families, brother


async def run(folder, *command):
    """A program alone in a folder: its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_from_entering_to_the_files_that_anybody_checks(booking, tmp_path):
    groups, families, _ = await city(booking, "joint/all")
    await freeze(booking, groups[0], "joint/all")
    kept = await document(booking, groups[0])
    assert [len(kept["units"]), kept["bands"], kept["groups"][str(groups[0])]] == [
        12, ["困难职工"], {"title": "舞蹈班", "places": 3, "pools": {"新就业形态": 1}, "waiting": 6},
    ]  # fmt: skip
    await hold(booking, groups[0], "joint/all", number=NUMBER)
    drawn = await document(booking, groups[1])
    assert drawn == await document(booking, draw_of(groups[0], "joint/all"))
    assert {name: drawn[name] for name in kept} == kept  # nothing was changed since
    assert drawn["result"][0]["unit"] == entrant_of(UUID(drawn["draw"]), families[0].child_id)  # hardship first

    (tmp_path / "draw.py").write_bytes((await door(booking).get("/booking/draws/draw.py")).content)
    forged = remade(drawn, units=[u | {"band": 1} for u in drawn["units"]])
    for name, told in {"draw": drawn, "kept": kept, "forged": forged, "wrong": drawn | {"randomness": "1"}}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    assert (await run(tmp_path, "-I", "draw.py", "draw.json", "kept.json"))[0] == 0
    assert "处不符" in (await run(tmp_path, "-I", "draw.py", "wrong.json"))[1]
    assert "在文件保存之后被改动" in (await run(tmp_path, "-I", "draw.py", "forged.json", "kept.json"))[1]
    files = [str(tmp_path / f"{name}.json") for name in ("draw", "kept")]
    code, said = await run(".", "-m", "aixin", "draw", "verify", *files)
    assert (code, "全部正确" in said) == (0, True), said
    assert await broken(booking) == set()


async def test_every_row_that_is_published_is_what_the_family_got(booking):
    groups, families, brother = await city(booking, "joint/rows")
    await freeze(booking, groups[0], "joint/rows")
    await hold(booking, groups[0], "joint/rows", number=NUMBER)
    drawn = await document(booking, groups[0])
    rows = {row["unit"]: row for row in drawn["result"]}
    draw_id, web = UUID(drawn["draw"]), door(booking)
    for family in families:
        children = [family.child_id, brother] if family is families[3] else [family.child_id]
        row = rows[draw.unit_of(entrant_of(draw_id, child) for child in children)]
        mine = (await web.get("/booking/api/v1/enrollments", headers=family.headers)).json()["enrollments"]
        assert {e["choice"] for e in mine if e["state"] == "confirmed"} == {row["choice"]} - {None}
        first = {}
        for e in mine:
            assert e["standing"] is None or (e["standing"]["rank"], e["standing"]["of"]) == (row["rank"], 12)
            if e["state"] == "waitlisted":
                first[e["group"]["id"]] = min(e["position"], first.get(e["group"]["id"], 99))
        assert first == row["turns"]
    assert {row["choice"] for row in rows.values()} >= {1, None}


async def test_a_wish_given_up_or_called_off_leaves_the_others_as_they_were(booking):
    groups = await groups_of(booking, "joint/gaps", places=(9, 9, 9))
    families = await make_families(booking, 3)
    first = await ask(booking, families[0], *groups)
    for family in families[1:]:
        await ask(booking, family, groups[1], groups[2])
    answer = await door(booking).post(f"/booking/api/v1/enrollments/{first}/withdraw", headers=families[0].with_key())
    assert answer.json()["result"] == "withdrawn"
    await freeze(booking, groups[0], "joint/gaps")
    async with transaction(booking.pool) as conn:
        gone = GroupCancelled(group_id=groups[1], revision=9, reason="停课")
        await call_off(conn, booking.app.state.desk.book, gone)
    assert "取消其中 1 个班次" in await page(booking, f"/booking/draws/{groups[0]}")
    await hold(booking, groups[0], "joint/gaps", number=NUMBER)
    drawn = await document(booking, groups[0])
    assert (draw.verify(drawn), {row["choice"] for row in drawn["result"]}) == ([], {2})
    states = await booking.pool.fetch(
        "SELECT state, count(*) FROM enrollment WHERE group_id = $1 GROUP BY 1", groups[2]
    )
    assert dict(states) == {"confirmed": 3}
    assert await broken(booking) == set()


async def test_the_pages_tell_what_was_asked_and_what_came_of_it(booking, organizer):
    groups, families, _ = await city(booking, "joint/pages")
    for group in groups:  # every group of it has the page
        entering = await page(booking, f"/booking/draws/{group}")
    for said in ("3 个班次一起摇", "1 个留给新就业形态", "困难职工", SOURCE):
        assert said in entering
    await freeze(booking, groups[0], "joint/pages")
    frozen = await page(booking, f"/booking/draws/{groups[1]}", families[3].headers)
    for said in (
        "张小明、张小红",
        "2 个孩子一起",
        "舞蹈班 → 绘画班 → 书法班",
        "困难职工：1 份",
        "其他：11 份",
        "在名单里",
    ):
        assert said in frozen
    riders = await page(booking, f"/booking/draws/{groups[1]}", families[1].headers)
    assert "绘画班（新就业形态）" in riders
    form = {"idempotency_key": "key-of-a-form", "randomness": NUMBER}
    address = f"/booking/console/draws/{groups[2]}"
    asked = await door(booking).post(address, data=form, headers=organizer)
    assert "12 份报名，13 个孩子" in asked.text
    held = await door(booking).post(address, data=form | {"step": "hold"}, headers=organizer)
    assert held.status_code == 303
    result = await page(booking, f"/booking/draws/{groups[0]}", families[0].headers)
    assert "第 1 位，共 12 份报 7 个名额" in result
    lost = next(row for row in (await document(booking, groups[0]))["result"] if row["turns"])
    assert f"第 {max(lost['turns'].values())} 位" in result


async def test_the_list_waits_for_checks_and_the_organizer_is_shown_which(booking, organizer):
    groups = await groups_of(booking, "joint/checks", review="organizer")
    families = await make_families(booking, 2)
    ids = [await ask(booking, family, *groups[:2]) for family in families]
    console, public = f"/booking/console/draws/{groups[0]}", f"/booking/draws/{groups[0]}"
    assert f'href="/booking/console/review/{groups[1]}"' in await page(booking, console, organizer)
    await freeze(booking, groups[0], "joint/checks")
    assert "审核完才能冻结" in await page(booking, console, organizer)
    assert "还有报名在审核" in await page(booking, public)
    assert (await Staff(booking).review(groups[0], *ids)).json()["done"] == ids
    assert len((await seen(booking, groups[0])).units) == 2
    assert "等公开数字" in await page(booking, console, organizer)


async def test_an_opening_lot_says_what_it_cannot_prove(booking):
    group = await publish(booking, capacity=1, rules=GroupRules(way="opening_lot", decide_at=soon()))
    for family in await make_families(booking, 3):
        await ask(booking, family, group)
    assert "冻结前就能算出先后" in await page(booking, f"/booking/draws/{group}")
    await freeze(booking, group)
    result = await page(booking, f"/booking/draws/{group}")
    assert "没有用公开数字：先后由秘密数和名单定" in result
    assert "候补第 2 位" in result
    assert draw.verify(await document(booking, group)) == []


async def test_the_last_check_and_the_freeze_may_come_at_one_instant(booking):
    for n in range(8):
        groups = await groups_of(booking, f"joint/instant {n}", review="organizer")
        (family,) = await make_families(booking, 1)
        id_ = await ask(booking, family, *groups)
        checked = Staff(booking).review(groups[0], id_)
        await asyncio.gather(checked, freeze(booking, groups[0], f"joint/instant {n}"))
        assert len((await seen(booking, groups[0])).units) == 1


async def test_a_group_that_is_taken_out_leaves_the_others_their_instant(booking):
    one, *others = await groups_of(booking, "joint/fewer")
    await publish(booking, one, 2, rules=GroupRules(together="joint/fewer"))
    due = "SELECT count(*) FROM timer WHERE kind = $1 AND subject = $2"
    draw_id = str(draw_of(one, "joint/fewer"))
    assert await booking.pool.fetchval(due, DECIDE, draw_id) == 1
    assert (await seen(booking, others[0])).groups.keys() == {str(group) for group in others}
    for group in others:
        await publish(booking, group, 2, rules=GroupRules(together="joint/fewer"))
    assert await booking.pool.fetchval(due, DECIDE, draw_id) == 0


def soon():
    return datetime.now(UTC) + timedelta(hours=1)
