"""公示: numbers for everybody, masked names where the notice says so, and never why somebody went first."""

from datetime import UTC, datetime, timedelta

from services.booking.usecases.decide_together import freeze_decision
from shared.db.pool import transaction
from shared.events.rules import Criterion, GroupRules, Pool, Priority
from tests.support.booking import book, door, make_families, publish
from tests.support.held import freeze, hold
from tests.support.staff import Staff, say

RANKED = GroupRules(
    way="ranked", publicity=True, priorities=[Priority(name="困难职工", when=Criterion(categories=["hardship"]))]
)
NAMES = ("王子涵", "李雷", "阿依古丽·买买提", "赵思远")


async def families(booking, group_id, *hard):
    """Four families that ask for a place; those named by number are in hardship."""
    made = await make_families(booking, len(NAMES))
    for number, (family, name) in enumerate(zip(made, NAMES, strict=True)):
        await booking.pool.execute("UPDATE child SET name = $2 WHERE id = $1", family.child_id, name)
        await say(booking, family, categories=["hardship"] if number in hard else [])
        await book(door(booking), family, group_id)
    return made


async def close(booking, group_id, **rules):
    now = datetime.now(UTC)
    await publish(
        booking, group_id, 2, opens_at=now - timedelta(days=1), closes_at=now, rules=GroupRules(**rules), capacity=2
    )


async def told(booking, group_id):
    """As anybody sees it, nobody logged in: the JSON and the page."""
    web = door(booking)
    answer = await web.get(f"/booking/api/v1/groups/{group_id}/results")
    page = await web.get(f"/booking/groups/{group_id}/results")
    assert (answer.status_code, page.status_code, page.headers["x-robots-tag"]) == (200, 200, "noindex")
    return answer.json(), page.text


async def test_before_it_is_decided_nothing_is_told(booking):
    group_id = await publish(booking, rules=RANKED)
    await families(booking, group_id)
    seen, page = await told(booking, group_id)
    assert (seen["decided"], seen["counts"], seen["placed"]) == (False, None, [])
    assert "结果还没有出来" in page


async def test_a_common_decision_is_published_in_its_order_without_the_reason_of_a_priority(booking):
    group_id = await publish(booking, capacity=2, rules=RANKED)
    await families(booking, group_id, 3)
    async with transaction(booking.pool) as conn:
        await freeze_decision(conn, booking.app.state.desk.book, group_id)
    seen, page = await told(booking, group_id)
    assert seen["counts"] == {"registered": 4, "confirmed": 2, "held": 0, "waiting": 2}
    assert seen["placed"] == [{"name": "赵*远", "rule": "priority"}, {"name": "王*涵", "rule": "first_come"}]
    assert seen["waiting"] == ["李*", "阿*提"]
    assert [name for name in (*NAMES, "困难") if name in page] == []
    assert "优先" in page


async def test_who_ranks_behind_the_places_but_has_one_that_was_kept_did_not_wait_for_it(booking):
    kept = Pool(name="困难职工", places=1, when=Criterion(categories=["hardship"]))
    group_id = await publish(booking, capacity=2, rules=RANKED.model_copy(update={"priorities": [], "pools": [kept]}))
    await families(booking, group_id, 3)
    async with transaction(booking.pool) as conn:
        await freeze_decision(conn, booking.app.state.desk.book, group_id)
    seen, _ = await told(booking, group_id)
    assert [(child["name"], child["rule"]) for child in seen["placed"]] == [
        ("王*涵", "first_come"),
        ("赵*远", "first_come"),
    ]


async def test_a_draw_of_several_groups_that_was_not_needed_says_so(booking):
    rules = GroupRules(way="draw_if_oversubscribed", together="both", publicity=True)
    one, other = [await publish(booking, capacity=2, rules=rules, draw_source="福彩 3D") for _ in range(2)]
    for group_id in (one, other):
        for family in await make_families(booking, 2):
            await book(door(booking), family, group_id)
    await freeze(booking, one, "both")
    assert [child["rule"] for child in (await told(booking, other))[0]["placed"]] == ["enough", "enough"]
    drawn = await publish(booking, capacity=1, rules=rules.model_copy(update={"together": ""}), draw_source="福彩 3D")
    await families(booking, drawn)
    await freeze(booking, drawn)
    await hold(booking, drawn)
    assert [child["rule"] for child in (await told(booking, drawn))[0]["placed"]] == ["draw"]


async def test_first_come_is_published_after_closing_and_what_was_done_by_hand_is_said(booking):
    group_id = await publish(booking, capacity=1)
    await families(booking, group_id)
    last = await booking.pool.fetchval("SELECT id FROM enrollment ORDER BY seq DESC LIMIT 1")
    await Staff(booking).post(
        f"groups/{group_id}/waiting/first", {"enrollment_id": str(last), "reason": "园区工会决定"}
    )
    await close(booking, group_id, publicity=True)
    seen, page = await told(booking, group_id)
    assert seen["placed"] == [{"name": "王*涵", "rule": "first_come"}, {"name": "赵*远", "rule": "organizer"}]
    assert seen["waiting"] == ["李*", "阿*提"]
    assert "主办方调整" in page
    assert "园区工会决定" not in page


async def test_without_publicity_there_are_numbers_and_no_names(booking):
    group_id = await publish(booking, capacity=2)
    await families(booking, group_id)
    await close(booking, group_id)
    seen, page = await told(booking, group_id)
    assert seen["counts"]["confirmed"] == 2
    assert (seen["names"], seen["placed"], seen["waiting"]) == (False, [], [])
    assert "*" not in page.split("<main")[1]


async def test_names_go_when_the_group_is_over_or_cancelled(booking):
    group_id = await publish(booking, capacity=2)
    await families(booking, group_id)
    await close(booking, group_id, publicity=True)
    assert (await told(booking, group_id))[0]["names"]
    await booking.pool.execute("UPDATE ledger SET called_off = true")
    seen, page = await told(booking, group_id)
    assert (seen["placed"], seen["called_off"]) == ([], True)
    assert "已取消" in page


async def test_who_took_it_back_is_not_counted(booking):
    group_id = await publish(booking, capacity=2)
    made = await families(booking, group_id)
    gone = await booking.pool.fetchval("SELECT id FROM enrollment WHERE child_id = $1", made[3].child_id)
    await door(booking).post(f"/booking/api/v1/enrollments/{gone}/withdraw", headers=made[3].with_key())
    await close(booking, group_id, publicity=True)
    assert (await told(booking, group_id))[0]["counts"]["registered"] == 3
