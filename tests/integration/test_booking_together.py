"""Common decisions without a public number, on the real database: by priority and time, by an opening lot, after checks."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.domain.pseudonyms import draw_of
from services.booking.store import public_draws
from services.booking.usecases.decide_together import freeze_decision, hold_draw
from services.booking.usecases.learn_group import call_off
from services.booking.usecases.review import review
from shared.db.pool import transaction
from shared.errors import BadInput
from shared.events.catalogue import GroupCancelled, Meeting
from shared.events.rules import Criterion, GroupRules, Pool, Priority
from shared.kernel.identity import Identity
from tests.support.booking import DAYS, book, broken, door, make_families, publish, together
from tests.support.eventually import eventually

ORGANIZER = Identity(uuid4(), "组织者", (), 0, frozenset({("organizer", "gaoxin")}), 2e9)
HARD = Criterion(categories=["hardship"])


async def decide(booking, group_id, together=""):
    async with transaction(booking.pool) as conn:
        await freeze_decision(conn, booking.app.state.desk.book, draw_of(group_id, together))


async def say_hardship(booking, families):
    await booking.pool.execute(
        "UPDATE family SET categories = '{hardship}' WHERE id IN (SELECT family_id FROM guardian WHERE person_id = ANY ($1::uuid[]))",
        [family.person_id for family in families],
    )


async def states(booking, families, group_id):
    rows = await booking.pool.fetch("SELECT child_id, state FROM enrollment WHERE group_id = $1", group_id)
    of_child = {row["child_id"]: row["state"] for row in rows}
    return [of_child.get(family.child_id) for family in families]


def soon():
    return datetime.now(UTC) + timedelta(hours=1)


async def test_by_priority_and_inside_it_by_time(booking):
    rules = GroupRules(way="ranked", decide_at=soon(), priorities=[Priority(name="困难职工", when=HARD)])
    group_id = await publish(booking, capacity=2, waiting_limit=1, rules=rules)
    families = await make_families(booking, 4)
    await say_hardship(booking, families[2:3])
    assert [(await book(door(booking), f, group_id))["result"] for f in families] == ["entered"] * 4
    await decide(booking, group_id)
    assert await states(booking, families, group_id) == ["confirmed", "waitlisted", "confirmed", "unplaced"]
    standing = await booking.pool.fetchval("SELECT standing FROM enrollment WHERE state = 'unplaced'")
    assert standing == {"rank": 4, "of": 4, "places": 2, "placed": False}
    late = await make_families(booking, 1)
    assert (await book(door(booking), late[0], group_id))["result"] == "full"  # open again, but the list holds one
    assert await broken(booking) == set()


async def test_the_second_term_may_look_at_the_first(booking):
    """Who got no place in the first term comes first, then who did not ask; who has a place comes last, in the same season."""
    first = await publish(booking, capacity=1)
    missed = Priority(name="第一期没有录取的", when=Criterion(unlucky_in=["2027-winter"]))
    new = Priority(name="没有报第一期的", when=Criterion(none_of=[{"placed_in": ["2027-winter"]}]))
    rules = GroupRules(way="ranked", decide_at=soon(), priorities=[missed, new])
    later = [Meeting(date=max(DAYS) + timedelta(days=7), start=time(8, 30), end=time(17, 30))]
    second = await publish(booking, capacity=2, waiting_limit=1, rules=rules, meetings=later)
    lucky, unlucky, fresh = families = await make_families(booking, 3)
    assert [(await book(door(booking), f, first))["result"] for f in (lucky, unlucky)] == ["confirmed", "waitlisted"]
    for family in (lucky, fresh, unlucky):
        assert (await book(door(booking), family, second))["result"] == "entered"
    await decide(booking, second)
    assert await states(booking, families, second) == ["waitlisted", "confirmed", "confirmed"]


async def test_after_its_instant_nobody_slips_in_before_the_decision(booking):
    rules = GroupRules(way="ranked", decide_at=datetime.now(UTC) - timedelta(seconds=1))
    group_id = await publish(booking, capacity=1, rules=rules)
    family = (await make_families(booking, 1))[0]
    assert (await book(door(booking), family, group_id))["result"] == "deciding"
    await decide(booking, group_id)
    assert (await book(door(booking), family, group_id, key="a new try"))["result"] == "confirmed"


async def test_an_opening_lot_is_held_at_once_and_published(booking):
    rules = GroupRules(way="opening_lot", decide_at=soon())
    group_id = await publish(booking, capacity=3, rules=rules)
    families = await make_families(booking, 8)
    for family in families:
        await book(door(booking), family, group_id)
    await decide(booking, group_id)
    async with booking.pool.acquire() as conn:
        draw = await public_draws.find(conn, booking.app.state.desk.book, group_id)
    assert draw.drawn_at and draw.randomness == "" and len(draw.result) == 8
    assert sorted(await states(booking, families, group_id)) == ["confirmed"] * 3 + ["waitlisted"] * 5
    assert await broken(booking) == set()


async def test_an_opening_lot_waits_for_no_check_and_keeps_its_places_while_they_are_checked(booking):
    """First come follows it at once: whoever comes a minute later cannot be told to wait for days of checks."""
    group_id = await publish(
        booking, capacity=1, rules=GroupRules(way="opening_lot", decide_at=soon(), review="organizer")
    )
    families = await make_families(booking, 2)
    ids = [UUID((await book(door(booking), family, group_id))["enrollment_id"]) for family in families]
    await decide(booking, group_id)
    assert sorted(await states(booking, families, group_id)) == ["pending", "waitlisted"]
    late = (await make_families(booking, 1))[0]
    assert (await book(door(booking), late, group_id))["result"] == "waitlisted"
    async with transaction(booking.pool) as conn:
        await review(conn, booking.app.state.desk.book, ORGANIZER, group_id, ids, approved=True)
    assert sorted(await states(booking, families, group_id)) == ["confirmed", "waitlisted"]
    assert await broken(booking) == set()


async def test_a_decision_waits_for_the_last_check(booking):
    rules = GroupRules(way="ranked", decide_at=soon(), review="organizer")
    group_id = await publish(booking, capacity=1, rules=rules)
    families = await make_families(booking, 3)
    ids = [UUID((await book(door(booking), f, group_id))["enrollment_id"]) for f in families]
    await decide(booking, group_id)
    assert set(await states(booking, families, group_id)) == {"entered"}
    late = (await make_families(booking, 1))[0]
    assert (await book(door(booking), late, group_id))["result"] == "deciding"

    async def check(id_, approved, reason=""):
        async with transaction(booking.pool) as conn:
            await review(
                conn, booking.app.state.desk.book, ORGANIZER, group_id, [id_], approved=approved, reason=reason
            )

    with pytest.raises(BadInput):
        await check(ids[0], False)
    await check(ids[0], False, "不在本区就读")
    await check(ids[1], True)
    assert set(await states(booking, families, group_id)) == {"refused", "entered"}
    await check(ids[2], True)
    assert await states(booking, families, group_id) == ["refused", "confirmed", "waitlisted"]
    logged = await booking.pool.fetch("SELECT what, reason FROM staff_decision ORDER BY id")
    assert [tuple(row) for row in logged] == [("refuse", "不在本区就读"), ("approve", ""), ("approve", "")]
    assert await broken(booking) == set()


async def test_a_decision_waits_no_longer_for_checks_of_a_group_that_was_called_off(booking):
    rules = GroupRules(way="ranked", together="plan/care", decide_at=soon(), review="organizer")
    one, other = [await publish(booking, session=name, rules=rules) for name in "ab"]
    families = await make_families(booking, 2)
    ids = [
        UUID((await book(door(booking), f, g))["enrollment_id"]) for f, g in zip(families, (one, other), strict=True)
    ]
    await decide(booking, one, "plan/care")
    async with transaction(booking.pool) as conn:
        await review(conn, booking.app.state.desk.book, ORGANIZER, one, ids[:1], approved=True)
    assert await states(booking, families[:1], one) == ["entered"]
    async with transaction(booking.pool) as conn:
        await call_off(conn, booking.app.state.desk.book, GroupCancelled(group_id=other, revision=2, reason="老师生病"))
    booking.committed()

    async def placed():
        return await states(booking, families[:1], one) == ["confirmed"]

    await eventually(placed)


async def test_wishes_and_pools_in_one_draw_over_two_groups(booking):
    riders = Pool(name="新就业形态", places=1, when=Criterion(categories=["new_form"]))
    rules = GroupRules(way="draw", together="plan/care", wishes=2, pools=[riders])
    one, other = [await publish(booking, capacity=2, session=name, rules=rules, draw_source="福彩") for name in "ab"]
    families = await make_families(booking, 6)
    web = door(booking)
    for family in families:
        asked = await together(web, family, [(one, family.child_id)], [(other, family.child_id)])
        assert asked["result"] == "entered"
    await decide(booking, one, "plan/care")
    async with transaction(booking.pool) as conn:
        await hold_draw(conn, booking.app.state.desk.book, draw_of(one, "plan/care"), "03 08 17")
    found = [*zip(await states(booking, families, one), await states(booking, families, other), strict=True)]
    # Of each group one place is kept for riders, and none has asked.
    assert sorted(found) == [
        ("confirmed", "superseded"),
        ("superseded", "confirmed"),
        *[("waitlisted", "waitlisted")] * 4,
    ]
    assert await broken(booking) == set()


async def test_who_waited_for_both_may_have_the_other_when_one_is_called_off(booking):
    care = await publish(booking, capacity=1, session="care")
    dance = await publish(booking, capacity=0, session="dance", inside="care")
    family = (await make_families(booking, 1))[0]
    asked = await together(door(booking), family, [(care, family.child_id), (dance, family.child_id)])
    assert asked["result"] == "waitlisted"
    async with transaction(booking.pool) as conn:
        await call_off(conn, booking.app.state.desk.book, GroupCancelled(group_id=dance, revision=2, reason="老师生病"))
    booking.committed()

    async def placed():
        return await states(booking, [family], care) == ["confirmed"] and await states(booking, [family], dance) == [
            "cancelled"
        ]

    await eventually(placed)
