"""The roster and the waiting list of a group: every state in its place, and the one way to change the order."""

import io
from datetime import date, time, timedelta
from urllib.parse import unquote

from python_calamine import CalamineWorkbook

from shared.events.catalogue import Meeting
from shared.events.rules import Criterion, GroupRules, Minimum, Pool, Priority
from shared.kernel.clock import ZONE
from tests.support.booking import ask, door, facts, make_families, publish, sibling, together
from tests.support.staff import FEDERATION, Staff, say, states, workers

HARD = Criterion(categories=["hardship"])
BY_PRIORITY = GroupRules(priorities=[Priority(name="困难职工", when=HARD)], waiting_order="priority", answer_within=600)


async def waiting(booking, group_id):
    """The ids of those who wait, in order, by the API."""
    told = (await Staff(booking).read(f"api/v1/staff/groups/{group_id}/waiting")).json()
    return [line["enrollment_id"] for line in told["waiting"]]


async def test_the_roster_has_every_state_in_its_place_with_priority_and_pool(booking):
    rules = GroupRules(
        confirm_within=600,
        priorities=[Priority(name="困难职工", when=HARD)],
        pools=[Pool(name="困难", places=1, when=HARD)],
    )
    group_id = await publish(booking, capacity=2, rules=rules)
    hard, *plain = await make_families(booking, 3)
    await say(booking, hard, categories=["hardship"])
    ids = await ask(booking, [plain[0], hard, plain[1]], group_id)
    await door(booking).post(f"/booking/api/v1/enrollments/{ids[1]}/accept", headers=hard.with_key())
    lines = (await Staff(booking).read(f"api/v1/staff/groups/{group_id}/roster")).json()["children"]
    assert [(line["state"], line["priority"], line["pool"]) for line in lines] == [
        ("confirmed", "困难职工", "困难"),
        ("offered", "", ""),
        ("waitlisted", "", ""),
    ]
    page = (await Staff(booking).read(f"console/groups/{group_id}")).text
    for shown in ("待确认", "data-until", "名额池", "困难职工"):
        assert shown in page


async def test_the_exported_roster_has_the_same(booking):
    group_id = await publish(booking, capacity=1, rules=GroupRules(review="organizer"))
    families = await make_families(booking, 2)
    await ask(booking, families, group_id)
    await booking.pool.execute("UPDATE child SET name = '=1+1' WHERE id = $1", families[0].child_id)
    file = await Staff(booking).read(f"console/groups/{group_id}/roster.xlsx")
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    at = {name: header.index(name) for name in ("序号", "姓名", "状态", "位次", "出生日期")}
    born = date(2018, 5, 1)
    assert [tuple(row[n] for n in at.values()) for row in rows] == [
        (1, "=1+1", "待审核", "", born),
        (2, "张小明", "候补", 1, born),
    ]
    booked = await booking.pool.fetchval("SELECT created_at FROM enrollment WHERE state = 'pending'")
    assert abs(rows[0][header.index("报名时间")] - booked.astimezone(ZONE).replace(tzinfo=None)) < timedelta(seconds=1)


async def test_rosters_and_waiting_lists_are_printed_and_taken_away(booking):
    group_id = await publish(booking, capacity=1)
    await ask(booking, await make_families(booking, 2), group_id)
    for path in (f"console/groups/{group_id}", f"console/groups/{group_id}/waiting"):
        page = (await Staff(booking).read(path)).text
        assert "data-prints" in page, path
        assert f"/booking/console/groups/{group_id}/roster.xlsx" in page, path


async def test_the_exported_roster_is_called_as_a_person_would_call_it(booking):
    group_id = await publish(booking, title="低年级 1/2 班")
    file = await Staff(booking).read(f"console/groups/{group_id}/roster.xlsx")
    how, _, name = file.headers["content-disposition"].partition("; filename*=UTF-8''")
    day = await booking.pool.fetchval("SELECT (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date")
    assert (how, unquote(name)) in {
        ("attachment", f"低年级 1 2 班-名单-{d}.xlsx") for d in (day, day - timedelta(days=1))
    }


async def test_asked_and_entered_are_told_apart(booking):
    rules = GroupRules(sign_up="employer", way="ranked", decide_at=None)
    group_id = await publish(booking, rules=rules)
    ids = await ask(booking, await workers(booking, 2, "lantian"), group_id)
    await Staff(booking, "lantian").review(group_id, ids[1])
    lines = (await Staff(booking).read(f"api/v1/staff/groups/{group_id}/roster")).json()["children"]
    assert [(line["enrollment_id"], line["state"]) for line in lines] == [(ids[1], "entered"), (ids[0], "asked")]
    page = (await Staff(booking).read(f"console/groups/{group_id}")).text
    assert "待单位报名" in page
    assert "待决定" in page


async def test_the_roster_warns_early_that_there_are_too_few(booking):
    decided = await booking.pool.fetchval("SELECT clock_timestamp() + interval '3 days'")
    few = GroupRules(minimum=Minimum(children=2, decide_at=decided, otherwise="cancel"))
    group_id = await publish(booking, rules=few)
    one, other = await make_families(booking, 2)
    await ask(booking, [one], group_id)
    assert "还差 1 人" in (await Staff(booking).read(f"console/groups/{group_id}")).text
    await ask(booking, [other], group_id)
    assert "还差" not in (await Staff(booking).read(f"console/groups/{group_id}")).text


async def test_the_waiting_list_stands_in_the_order_in_which_it_is_used(booking):
    group_id = await publish(booking, capacity=1, rules=BY_PRIORITY)
    placed, plain, hard, twins = await make_families(booking, 4)
    await say(booking, hard, categories=["hardship"])
    ids = await ask(booking, [placed, plain, hard], group_id)
    both = await together(door(booking), twins, [(group_id, twins.child_id), (group_id, await sibling(booking, twins))])
    units = [both["enrollment_id"], both["together"][0]["enrollment_id"]]
    assert await waiting(booking, group_id) == [ids[2], ids[1], *units]
    page = (await Staff(booking).read(f"console/groups/{group_id}/waiting")).text
    assert page.count("<td>A</td>") == 2
    assert "先按优先顺序" in page

    await door(booking).post(f"/booking/api/v1/enrollments/{ids[0]}/withdraw", headers=placed.with_key())
    assert await states(booking, group_id) == ["withdrawn", "waitlisted", "offered", "waitlisted", "waitlisted"]
    told = (await Staff(booking).read(f"api/v1/staff/groups/{group_id}/waiting")).json()
    assert [offer["enrollment_id"] for offer in told["offers"]] == [ids[2]]
    assert told["offers"][0]["until"]


async def test_putting_first_needs_a_reason_and_leaves_a_trace(booking):
    group_id = await publish(booking, capacity=1)
    ids = await ask(booking, await make_families(booking, 4), group_id)
    organizer, address = Staff(booking), f"groups/{group_id}/waiting"
    for form in ({"enrollment_id": ids[3]}, {"reason": "烈士子女"}):
        refused = await organizer.send(address, **form)
        assert refused.status_code == 422
        assert 'class="wrong"' in refused.text
    assert await waiting(booking, group_id) == ids[1:]

    assert (await organizer.send(address, enrollment_id=ids[3], reason="烈士子女，园区工会决定")).status_code == 303
    assert await waiting(booking, group_id) == [ids[3], *ids[1:3]]
    page = (await organizer.read(f"console/{address}")).text
    assert "烈士子女，园区工会决定" in page
    assert "138****0000" in page
    assert (await organizer.send(address, enrollment_id=ids[0], reason="已经录取")).status_code == 409
    assert len(await booking.pool.fetch("SELECT * FROM staff_decision")) == 1


async def test_only_who_waits_in_this_group_is_put_first(booking):
    here, there = (
        await publish(booking, capacity=1),
        await publish(booking, capacity=1, session="else", union="mazhang"),
    )
    one, other = await make_families(booking, 2)
    await ask(booking, [one], here)
    ids = await ask(booking, [other], there)
    body = {"enrollment_id": ids[0], "reason": "x"}
    assert (await Staff(booking).post(f"groups/{here}/waiting/first", body)).status_code == 404
    assert (await Staff(booking).post(f"groups/{there}/waiting/first", body)).status_code == 404


async def test_empty_lists_teach(booking):
    group_id = await publish(booking)
    assert "还没有人报名" in (await Staff(booking).read(f"console/groups/{group_id}")).text
    assert "没有人候补" in (await Staff(booking).read(f"console/groups/{group_id}/waiting")).text
    assert "现在没有要审核的报名" in (await Staff(booking).read("console/review")).text


async def test_groups_are_found_by_union_term_state_and_words(booking):
    soon, over = facts().opens_at + timedelta(hours=2), facts().opens_at.date() - timedelta(days=3)
    groups = {
        "开着的班": {"term": "第一期"},
        "没开的班": {"term": "第二期", "opens_at": soon},
        "过去的班": {"meetings": [Meeting(date=over, start=time(8), end=time(9))]},
        "别的班": {"union": "mazhang"},
    }
    for title, more in groups.items():
        await publish(booking, title=title, session=title, **more)
    federation = Staff(booking, FEDERATION)
    for sought, expected in (
        ("", {"开着的班", "没开的班", "别的班"}),
        ("state=open", {"开着的班", "别的班"}),
        ("state=before", {"没开的班"}),
        ("state=over", {"过去的班"}),
        ("union=mazhang", {"别的班"}),
        ("term=第二期", {"没开的班"}),
        ("q=开着", {"开着的班"}),
        ("q=开着&union=mazhang", set()),
    ):
        for path in ("groups", "exports"):
            page = (await federation.read(f"console/{path}?{sought}")).text
            assert {title for title in groups if f"<b>{title}</b>" in page} == expected, (path, sought)
    assert (await federation.get("console/groups?state=whatever")).status_code == 422
    mine = (await Staff(booking).read("console/groups?union=mazhang")).text
    assert "别的班" not in mine
