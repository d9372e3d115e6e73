"""今天: what waits for an organizer, each kind with its number and a way to it; nothing of other unions."""

from datetime import timedelta

from shared.events.rules import GroupRules, Minimum
from tests.support.booking import ask, door, make_families, publish
from tests.support.staff import FEDERATION, Staff


async def now(booking):
    return await booking.pool.fetchval("SELECT clock_timestamp()")


async def test_each_kind_stands_there_with_its_number_and_leads_to_where_it_is_dealt_with(booking):
    soon = await now(booking) + timedelta(days=2)
    few = GroupRules(minimum=Minimum(children=15, decide_at=soon, otherwise="cancel"))
    checked = await publish(booking, title="要审核的班", rules=GroupRules(review="organizer"))
    offered = await publish(booking, title="待确认的班", rules=GroupRules(confirm_within=600))
    short = await publish(booking, title="人数不足的班", rules=few)
    to, source = await publish(booking, title="调入的班"), await publish(booking, title="调出的班")
    families = await make_families(booking, 5)
    await ask(booking, families[:2], checked)
    await ask(booking, families[2:3], offered)
    await ask(booking, families[3:4], short)
    await ask(booking, families[4:], source)
    organizer = Staff(booking)
    move = {"to_group_id": str(to), "until": (soon + timedelta(days=1)).isoformat(), "reason": "人数不足"}
    (await organizer.post(f"groups/{source}/moves", move)).raise_for_status()
    page = (await organizer.read("console/")).text
    for href, number in (
        (f"/booking/console/review/{checked}", 2),
        (f"/booking/console/groups/{offered}/waiting", 1),
        (f"/classes/console/groups/{short}", 14),
        (f"/booking/console/groups/{source}/move", 1),
    ):
        line = page.split(f'href="{href}"', 1)[1].split("</li>", 1)[0]
        assert f'<b class="big tight">{number}</b>' in line, href
    assert "张小明" not in page  # numbers, no names
    assert 'href="/booking/console/broadcasts/gaoxin"' in page
    all_unions = (await Staff(booking, FEDERATION).read("console/")).text
    assert all(title in all_unions for title in ("要审核的班", "调出的班"))
    assert "现在没有等您处理的" in (await Staff(booking, "mazhang").read("console/")).text
    assert (await Staff(booking, ("teacher", "gaoxin")).get("console/")).status_code == 403


async def test_what_is_far_off_or_settled_does_not_wait(booking):
    far = await now(booking) + timedelta(days=9)
    few = GroupRules(minimum=Minimum(children=15, decide_at=far, otherwise="cancel"), confirm_within=3 * 24 * 60)
    group_id = await publish(booking, rules=few)
    await ask(booking, await make_families(booking, 1), group_id)
    organizer = Staff(booking)
    assert "现在没有等您处理的" in (await organizer.read("console/")).text
    await booking.pool.execute("UPDATE enrollment SET until = clock_timestamp() + interval '1 hour'")
    assert f"/booking/console/groups/{group_id}/waiting" in (await organizer.read("console/")).text


async def test_families_that_are_turned_away_as_no_members_are_counted_once_each(booking):
    mine = await publish(booking, title="会员班", members_of=["gaoxin"])
    older = await publish(booking, title="高年级班", grades=(5, 6), session="older")
    for family in await make_families(booking, 2):
        for group_id in (mine, mine, older):
            body = {"group_id": str(group_id), "child_id": str(family.child_id)}
            answer = await door(booking).post("/booking/api/v1/enrollments", json=body, headers=family.with_key())
            assert answer.json()["result"] == "not_eligible"
    page = (await Staff(booking).read("console/")).text
    assert "现在没有等您处理的" in page  # it is told, but nobody waits
    line = page.split("不是会员，没能报名", 1)[1].split("</section>", 1)[0]
    assert "会员班" in line and "高年级班" not in line
    assert line.count(">2</b>") == 2
    assert "不是会员" not in (await Staff(booking, "mazhang").read("console/")).text
    await booking.pool.execute("UPDATE idempotent_answer SET at = at - interval '4 days'")
    assert "不是会员" not in (await Staff(booking).read("console/")).text
