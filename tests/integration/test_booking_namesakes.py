"""Two families, one name, one birth date: both hear, the organizer has both records before them, and nobody is refused unseen."""

from datetime import UTC, datetime, time, timedelta

import orjson
import pytest

from services.booking.usecases.decide_together import freeze_decision, hold_draw
from shared.events.catalogue import Meeting
from shared.events.rules import GroupRules
from tests.support.booking import DAYS, book, broken, door, make_families, publish
from tests.support.outcomes import mine, page, run
from tests.support.parents import parent
from tests.support.staff import FEDERATION, Staff, states

WEEK = timedelta(weeks=1)
SITES = GroupRules(review="organizer", reviewers=["gaoxin-east"])
SOON = {"way": "draw", "draw_source": "福彩 3D", "decide_at": datetime.now(UTC) + timedelta(hours=1)}


async def asked_twice(booking, **said):
    """A group, two families that asked for a child of one name and birth date, and their enrollments."""
    group_id = await publish(booking, **said)
    first, second = await parent(booking), await parent(booking, "李 小雨", grade=3)
    ids = [str((await book(door(booking), family, group_id))["enrollment_id"]) for family in (first, second)]
    return group_id, (first, second), ids


async def told(booking, kind):
    """The bodies of all events of a kind."""
    rows = await booking.pool.fetch("SELECT body FROM outbox WHERE type = $1 ORDER BY id", f"booking.{kind}.v1")
    return [orjson.loads(row["body"]) for row in rows]


async def test_both_families_hear_of_it_and_neither_hears_who_the_other_is(booking):
    group_id, (first, second), ids = await asked_twice(booking)
    (again,), (unverified,) = await told(booking, "namesake-asked"), await told(booking, "enrollment-unverified")
    assert (again["guardian_ids"], again["enrollment_id"]) == ([str(first.person_id)], ids[0])
    assert (unverified["guardian_ids"], unverified["enrollment_id"]) == ([str(second.person_id)], ids[1])
    for event, other in ((again, second), (unverified, first)):
        said = orjson.dumps(event).decode()
        assert event["child_name"] == "李*雨" and "小雨" not in said and "2018" not in said
        assert str(other.person_id) not in said and str(other.child_id) not in said
    assert {again["group_id"], unverified["group_id"]} == {str(group_id)}


async def test_the_organizer_has_both_records_and_no_family_before_them(booking):
    group_id, (_, second), ids = await asked_twice(booking)
    organizer = Staff(booking)
    (pile,) = (await organizer.read("api/v1/staff/review")).json()["groups"]
    assert (pile["id"], pile["requests"], pile["alike"]) == (str(group_id), 1, True)
    (request,) = await organizer.to_review(group_id)
    assert (request["id"], request["to_do"]) == (ids[1], "tell_apart")
    assert [(child["name"], child["grade"]) for child in request["children"]] == [("李 小雨", 3)]
    (other,) = request["beside"]
    assert (other["name"], other["birth_date"], other["grade"], other["state"]) == (
        "李小雨",
        "2018-05-01",
        2,
        "confirmed",
    )
    shown = (await organizer.read(f"console/review/{group_id}")).text
    assert "是两个孩子" in shown and "是同一个孩子" in shown and "2018-05-01" in shown
    assert str(second.person_id) not in shown


@pytest.mark.parametrize(("union", "named"), [("gaoxin", True), ("lantian", False)], ids=["own", "another union's"])
async def test_at_the_same_hours_the_organizer_looks_and_no_other_unions_class_is_named(booking, union, named):
    """A child that was refused in one family is not booked twice in another."""
    dance, paint = (
        await publish(booking, title="舞蹈班", session="dance", union=union),
        await publish(booking, title="绘画班"),
    )
    first, second = await parent(booking), await parent(booking, "李 小雨")
    answers = [await book(door(booking), *asked) for asked in ((first, dance), (first, paint), (second, paint))]
    assert [answer.get("result", answer.get("code")) for answer in answers] == ["confirmed", "overlaps", "unverified"]
    (request,) = await Staff(booking).to_review(paint)
    (other,) = request["beside"]
    assert (other["state"], bool(other["group"])) == ("confirmed", named)
    shown = (await Staff(booking).read(f"console/review/{paint}")).text
    assert (("舞蹈班" in shown), ("其他工会的班，时间相同" in shown)) == (named, not named)
    assert await broken(booking) == set()


async def test_a_yes_gives_the_place_and_is_not_asked_again(booking):
    group_id, (first, second), ids = await asked_twice(booking, capacity=2)
    assert await states(booking, group_id) == ["confirmed", "unverified"]
    done = await Staff(booking).send(f"review/{group_id}", chosen=ids[1], verdict="approve")
    assert done.status_code == 303
    assert await states(booking, group_id) == ["confirmed", "confirmed"]
    assert await broken(booking) == set()
    other = await publish(
        booking, session="dance", meetings=[Meeting(date=DAYS[-1] + WEEK, start=time(8), end=time(9))]
    )
    results = [(await book(door(booking), family, other))["result"] for family in (first, second)]
    assert results == ["confirmed", "confirmed"]


async def test_a_turn_is_kept_while_the_organizer_looks(booking):
    group_id, _, ids = await asked_twice(booking, capacity=1)
    for family in await make_families(booking, 2):
        await book(door(booking), family, group_id)
    assert (await Staff(booking).review(group_id, ids[1])).json()["done"] == ids[1:]
    turns = await booking.pool.fetch("SELECT id FROM enrollment WHERE state = 'waitlisted' ORDER BY band, seq")
    assert str(turns[0]["id"]) == ids[1] and len(turns) == 3
    assert await broken(booking) == set()


async def test_a_no_needs_a_reason_which_the_family_reads(booking):
    group_id, (_, second), ids = await asked_twice(booking)
    organizer = Staff(booking)
    without = await organizer.send(f"review/{group_id}", chosen=ids[1], verdict="refuse", reason=" ")
    assert without.status_code == 422 and 'aria-invalid="true"' in without.text
    await organizer.send(f"review/{group_id}", chosen=ids[1], verdict="refuse", reason="这个孩子已由另一位家长报名")
    assert "这个孩子已由另一位家长报名" in await page(door(booking), second, f"enrollments/{ids[1]}")
    assert await booking.pool.fetchval("SELECT count(*) FROM told_apart") == 0
    assert await organizer.to_review(group_id) == []


async def test_it_is_for_the_groups_own_union_whoever_checks_the_rest(booking):
    group_id, _, ids = await asked_twice(booking, rules=SITES)
    lead, stranger = Staff(booking, "gaoxin-east"), Staff(booking, "gaoxin-west")
    assert [request["id"] for request in await lead.to_review(group_id)] == ids[:1]  # hers to check
    assert (await lead.review(group_id, ids[1])).json()["stale"] == ids[1:]
    assert (await stranger.get(f"console/review/{group_id}")).status_code == 404
    assert (await stranger.review(group_id, ids[1])).status_code == 404
    assert await states(booking, group_id) == ["pending", "unverified"]
    assert (await Staff(booking, FEDERATION).review(group_id, ids[1])).json()["done"] == ids[1:]
    assert await states(booking, group_id) == ["pending", "pending"]  # and is to be checked as any other


@pytest.mark.parametrize("whose", [0, 1], ids=["of the first family", "of the second family"])
async def test_nobody_tells_their_own_child_apart(booking, whose):
    group_id, families, ids = await asked_twice(booking)
    own = Staff(booking, person_id=families[whose].person_id)
    (seen,) = (await own.read(f"api/v1/staff/review/{group_id}")).json()["own"]
    assert seen["beside"] == [] and await own.to_review(group_id) == []
    assert (await own.review(group_id, ids[1])).status_code == 403
    assert await states(booking, group_id) == ["confirmed", "unverified"]


async def test_its_family_reads_where_it_stands_and_what_comes_next(booking):
    _, (_, second), ids = await asked_twice(booking)
    shown = await page(door(booking), second, f"enrollments/{ids[1]}")
    assert "待核实" in shown and "另一位家长已为同名、同出生日期的孩子报了名" in shown and "撤回申请" in shown
    assert "待核实" in await page(door(booking), second)
    assert [row["state"] for row in await mine(door(booking), second)] == ["unverified"]


async def test_when_the_first_has_left_the_organizer_reads_so(booking):
    group_id, (first, _), ids = await asked_twice(booking)
    await door(booking).post(f"/booking/api/v1/enrollments/{ids[0]}/withdraw", headers=first.with_key())
    organizer = Staff(booking)
    (request,) = await organizer.to_review(group_id)
    assert request["beside"] == []
    assert "先报的那一份已经取消或结束" in (await organizer.read(f"console/review/{group_id}")).text
    await organizer.review(group_id, ids[1])
    assert await states(booking, group_id) == ["withdrawn", "confirmed"]


async def test_the_groups_lists_show_it_in_a_line_of_its_own(booking):
    group_id, _, _ = await asked_twice(booking)
    organizer = Staff(booking)
    assert [
        line["state"] for line in (await organizer.read(f"api/v1/staff/groups/{group_id}/roster")).json()["children"]
    ] == [
        "confirmed",
        "unverified",
    ]
    assert "等您核实是不是同一个孩子" in (await organizer.read(f"console/groups/{group_id}")).text
    assert "另有 1 个待核实" in (await organizer.read(f"console/groups/{group_id}/waiting")).text


async def test_a_draw_says_before_its_freeze_whom_it_will_leave_out(booking):
    group_id, (_, second), ids = await asked_twice(booking, capacity=1, **SOON)
    organizer = Staff(booking)
    desk = f"console/draws/{group_id}"
    assert "名单冻结前没有核实的，不参加这次摇号" in (await organizer.read(desk)).text
    assert "不参加统一录取" in await page(door(booking), second, f"enrollments/{ids[1]}")
    await run(booking, freeze_decision, group_id)
    assert "没有参加摇号" in (await organizer.read(desk)).text
    assert (await organizer.review(group_id, ids[1])).json()["closed"] == ids[1:]  # not while the list stands
    await run(booking, hold_draw, group_id, "3 1 4")
    assert await states(booking, group_id) == ["confirmed", "unverified"]
    assert (await organizer.review(group_id, ids[1])).json()["done"] == ids[1:]
    assert await states(booking, group_id) == ["confirmed", "waitlisted"]
    assert await broken(booking) == set()


async def test_the_judge_finds_two_places_that_nobody_told_apart(booking):
    await asked_twice(booking)
    await booking.pool.execute("UPDATE enrollment SET state = 'confirmed' WHERE state = 'unverified'")
    assert "one_place_a_child" in await broken(booking)
