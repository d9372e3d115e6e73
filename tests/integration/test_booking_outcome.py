"""What a family is told of what it asked for, on the real database: API and pages."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid4

import orjson

from services.booking.usecases.decide_together import freeze_decision
from services.booking.usecases.offer import end_offer, remind
from services.booking.usecases.propose_move import propose_move
from services.booking.usecases.review import put_first, review
from shared.events.catalogue import Meeting
from shared.events.rules import Criterion, GroupRules, Pool
from shared.kernel.clock import ZONE
from shared.kernel.identity import Identity
from tests.support.booking import book, make_families, publish, sibling, together
from tests.support.outcomes import act, mine, page, press, run

ORGANIZER = Identity(uuid4(), "组织者", (), 0, frozenset({("organizer", "gaoxin")}), 2e9)
OFFERS = GroupRules(answer_within=24 * 60)


async def shown(web, family, enrollment_id, status=200):
    """An enrollment's page."""
    return await page(web, family, f"enrollments/{enrollment_id}", status)


async def state(web, family):
    return (await mine(web, family))[0]["state"]


async def waiting(booking, web, count, **changes):
    """A group of one place, and families of whom the first has it; with their enrollments."""
    group_id = await publish(booking, capacity=1, **changes)
    families = await make_families(booking, count)
    ids = [(await book(web, family, group_id))["enrollment_id"] for family in families]
    return group_id, families, ids


async def offered(booking, web):
    """The first of two who wait has an offer; a third waits."""
    _, families, ids = await waiting(booking, web, 3, rules=OFFERS)
    assert await act(web, families[0], "withdraw", ids[0]) == "withdrawn"
    return families[1], ids[1], families[2], ids[2]


# -- the API -------------------------------------------------------------------------------------------------------------


async def test_a_position_counts_those_who_are_not_behind(booking, web):
    group_id, families, ids = await waiting(booking, web, 4)
    first = partial(put_first, enrollment_id=UUID(ids[3]), reason="双胞胎已录取一个")
    await run(booking, first, ORGANIZER, group_id)
    assert [(await mine(web, family))[0]["position"] for family in families] == [None, 2, 3, 1]


async def test_an_offer_says_until_when(booking, web):
    family, *_ = await offered(booking, web)
    (offer,) = await mine(web, family)
    assert offer["state"] == "offered"
    assert datetime.now(UTC) < datetime.fromisoformat(offer["until"])


async def test_what_was_asked_for_as_one_is_named(booking, web):
    (family,) = await make_families(booking, 1)
    groups = [await publish(booking, capacity=0, rules=GroupRules(together="p", wishes=2)) for _ in range(2)]
    await together(web, family, *([(group, family.child_id)] for group in groups))
    one, other = sorted(await mine(web, family), key=lambda e: e["choice"])
    assert (one["choice"], other["choice"], one["together"]) == (1, 2, [other["id"]])


async def test_the_standing_of_a_common_decision_is_told(booking, web):
    soon = datetime.now(UTC) + timedelta(hours=1)
    rules = GroupRules(way="ranked", decide_at=soon)
    group_id, families, ids = await waiting(booking, web, 2, rules=rules, waiting_limit=0)
    await run(booking, freeze_decision, group_id)
    (second,) = await mine(web, families[1])
    assert (second["state"], second["standing"]) == ("unplaced", {"rank": 2, "of": 2, "places": 1})
    told = await shown(web, families[1], ids[1])
    assert "未录取" in told and "排第 2 位，共 2 人报 1 个名额" in told and "看看其他班次" in told


# -- offers --------------------------------------------------------------------------------------------------------------


async def test_an_offer_is_accepted_on_its_page(booking, web):
    family, offer, *_ = await offered(booking, web)
    told = await shown(web, family, offer)
    assert "名额为您保留" in told and "data-until" in told and ">接受</button>" in told
    answer = await press(web, family, "accept", offer)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/booking/enrollments/{offer}")
    told = await shown(web, family, offer)
    assert "已录取" in told and "加入日历" in told and "/accept" not in told


async def test_a_declined_offer_passes_on(booking, web):
    family, offer, next_family, next_offer = await offered(booking, web)
    assert (await press(web, family, "withdraw", offer)).status_code == 303
    assert [await state(web, f) for f in (family, next_family)] == ["withdrawn", "offered"]
    assert "名额为您保留" in await shown(web, next_family, next_offer)


async def test_an_offer_that_nobody_answers_ends_at_its_instant(booking, web):
    family, offer, next_family, _ = await offered(booking, web)
    await run(booking, end_offer, UUID(offer))
    assert await state(web, family) == "offered"
    await booking.pool.execute("UPDATE enrollment SET until = now() - interval '1 second' WHERE id = $1", UUID(offer))
    over = await shown(web, family, offer)
    assert "确认时间已过" in over and "/accept" not in over
    assert (await press(web, family, "accept", offer)).status_code == 400
    await run(booking, end_offer, UUID(offer))
    assert [await state(web, f) for f in (family, next_family)] == ["expired", "offered"]
    told = await shown(web, family, offer)
    assert "逾期未确认" in told and "重新报名" in told


async def test_a_reminder_is_sent_only_while_there_is_something_to_answer(booking, web):
    family, offer, *_ = await offered(booking, web)
    query = "SELECT count(*) FROM outbox WHERE type = 'booking.offer-reminded.v1'"
    await run(booking, remind, UUID(offer))
    assert await booking.pool.fetchval(query) == 1
    await act(web, family, "accept", offer)
    await run(booking, remind, UUID(offer))
    assert await booking.pool.fetchval(query) == 1


async def test_brothers_and_sisters_are_offered_and_accepted_as_one(booking, web):
    (family,) = await make_families(booking, 1)
    group_id = await publish(booking, capacity=0, rules=OFFERS)
    child = await sibling(booking, family)
    answer = await together(web, family, [(group_id, family.child_id), (group_id, child)])
    assert (answer["result"], answer["position"]) == ("waitlisted", 1)
    assert "要一起有空位才录取" in await shown(web, family, answer["enrollment_id"])
    await publish(booking, group_id, revision=2, capacity=2, rules=OFFERS)
    told = await shown(web, family, answer["enrollment_id"])
    assert "接受就是一起接受" in told and ">一起接受</button>" in told
    assert (await page(web, family)).count("一起报名") == 1
    await press(web, family, "accept", answer["enrollment_id"])
    assert [e["state"] for e in await mine(web, family)] == ["confirmed"] * 2


# -- waiting -------------------------------------------------------------------------------------------------------------


async def near_the_start(booking, web, **rules):
    """A group that begins in some hours, whose places are open to all who wait."""
    begins = (datetime.now(UTC) + timedelta(hours=5)).astimezone(ZONE)
    meeting = Meeting(date=begins.date(), start=begins.time().replace(microsecond=0), end=time.max)
    return await waiting(booking, web, 3, meetings=[meeting], rules=GroupRules(all_at_once=24 * 60, **rules))


async def test_an_open_place_can_be_accepted_while_there_is_one(booking, web):
    _, families, ids = await near_the_start(booking, web)
    assert "接受空位" not in await shown(web, families[1], ids[1])
    await act(web, families[0], "withdraw", ids[0])
    assert "接受空位" in await shown(web, families[1], ids[1])
    await press(web, families[2], "accept", ids[2])
    assert "已录取" in await shown(web, families[2], ids[2])
    assert "接受空位" not in await shown(web, families[1], ids[1])
    late = await press(web, families[1], "accept", ids[1])
    assert late.status_code == 400 and "您的候补顺序不变" in late.text


async def test_an_open_place_that_is_kept_for_others_is_not_shown(booking, web):
    pool = Pool(name="新就业形态", places=1, when=Criterion(categories=["new_form"]))
    _, families, ids = await near_the_start(booking, web, pools=[pool])
    told = await shown(web, families[1], ids[1])
    assert "接受空位" not in told and "1 个名额为“新就业形态”保留" in told


async def test_who_waits_sees_how_many_are_before(booking, web):
    _, families, ids = await waiting(booking, web, 4)
    told = await shown(web, families[3], ids[3])
    assert "候补第 3 位" in told and "前面还有 2 个孩子" in told and "自动递补" in told


async def test_once_the_group_is_over_its_page_promises_nothing(booking, web):
    group_id, families, ids = await waiting(booking, web, 4)
    before = datetime.now(ZONE).date() - timedelta(days=1)
    await publish(booking, group_id, 2, capacity=1, meetings=[Meeting(date=before, start=time(8), end=time(17))])
    told = await shown(web, families[3], ids[3])
    assert "班次已经结束，不再录取和递补" in told
    assert not [
        promise for promise in ("前面还有", "递补，并通知您", "请在此前", "接受空位", "退出候补") if promise in told
    ]


# -- checks, moves, wishes -----------------------------------------------------------------------------------------------


async def test_a_request_is_pending_then_refused_with_its_reason(booking, web):
    (family,) = await make_families(booking, 1)
    group_id = await publish(booking, rules=GroupRules(review="organizer"))
    answer = await book(web, family, group_id)
    told = await shown(web, family, answer["enrollment_id"])
    assert "待审核" in told and "名额已为您保留" in told
    check = partial(review, approved=False, reason="<b>证明</b>看不清")
    await run(booking, check, ORGANIZER, group_id, [UUID(str(answer["enrollment_id"]))])
    told = await shown(web, family, answer["enrollment_id"])
    assert "审核未通过" in told and "&lt;b&gt;证明&lt;/b&gt;看不清" in told and "重新报名" in told
    assert "审核未通过" in await page(web, family)


async def test_the_employers_union_has_the_request(booking, web):
    (family,) = await make_families(booking, 1)
    answer = await book(web, family, await publish(booking, rules=GroupRules(sign_up="employer")))
    told = await shown(web, family, answer["enrollment_id"])
    assert "待单位报名" in told and "不保留名额" in told and "撤回申请" in told


async def moving(booking, web):
    """A family is asked to move from one group to another; both enrollments."""
    (family,) = await make_families(booking, 1)
    small, larger = await publish(booking, title="一班"), await publish(booking, title="二班", site="任城图书馆")
    old = (await book(web, family, small))["enrollment_id"]
    until = datetime.now(UTC) + timedelta(days=3)
    move = partial(propose_move, to_group_id=larger, until=until, reason="不足 15 人")
    await run(booking, move, ORGANIZER, small)
    new = await booking.pool.fetchval("SELECT id FROM enrollment WHERE replaces = $1", UUID(str(old)))
    return family, old, new


async def test_a_move_shows_both_groups_and_leaves_the_old_place_until_the_answer(booking, web):
    family, old, new = await moving(booking, web)
    told = await shown(web, family, new)
    assert all(
        s in told for s in ("原来的：一班", "调到：二班", "任城图书馆", "不足 15 人", "原来的名额不变", "同意调班")
    )
    await press(web, family, "accept", new)
    assert "已同意调班，名额换到二班" in await shown(web, family, old)
    assert "已录取" in await shown(web, family, new)


async def test_a_declined_move_changes_nothing(booking, web):
    family, old, new = await moving(booking, web)
    await press(web, family, "withdraw", new)
    assert "原来的名额不变" in await shown(web, family, new)
    assert "已录取" in await shown(web, family, old)
    body = await booking.pool.fetchval("SELECT body FROM outbox WHERE type = 'booking.enrollment-withdrawn.v1'")
    kept = next(e for e in await mine(web, family) if e["id"] == str(old))
    assert orjson.loads(body)["instead_of"] == kept["group"]["title"]


async def test_a_granted_wish_ends_the_others(booking, web):
    (family,) = await make_families(booking, 1)
    rules = GroupRules(together="p", wishes=2)
    east, west = [await publish(booking, capacity=0, title=title, rules=rules) for title in ("东站", "西站")]
    first = (await together(web, family, [(east, family.child_id)], [(west, family.child_id)]))["enrollment_id"]
    told = await shown(web, family, first)
    assert "第1志愿 东站" in told.replace("<b>", "") and "第2志愿 西站" in told and "哪个先有空位就录取哪个" in told
    await publish(booking, west, revision=2, capacity=1, title="西站", rules=rules)
    told = await shown(web, family, first)
    assert "另一个志愿有结果了：西站" in told and "去看西站" in told


# -- whose it is ---------------------------------------------------------------------------------------------------------


async def test_another_familys_offer_looks_like_none_and_cannot_be_answered(booking, web):
    family, offer, other, _ = await offered(booking, web)
    assert "没有找到" in await shown(web, other, offer, status=404)
    assert "没有找到" in await shown(web, other, uuid4(), status=404)
    for what in ("accept", "withdraw"):
        assert (await press(web, other, what, offer)).status_code == 404
    assert await state(web, family) == "offered"
