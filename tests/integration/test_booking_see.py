"""What is known of a family's children when a group judges them."""

from uuid import uuid4

import pytest

from services.booking.seen.group import eligibility_of
from services.booking.store import families as store
from services.booking.store import guardians
from services.booking.store.groups import GroupBook
from services.booking.usecases import family
from services.booking.usecases.family import ChildTold
from shared.db.pool import open_pool
from shared.errors import NotFound
from shared.events.rules import Agreement, Criterion, Document, GroupRules
from tests.support.families import enrolled, group, identity, parent


@pytest.fixture
async def conn(database):
    async with await open_pool(await database("booking"), 2) as pool, pool.acquire() as one:
        yield one


async def seen(conn, someone, group_id):
    (child,) = (await eligibility_of(conn, GroupBook(), group_id, someone.who)).children
    return {condition.code: condition for condition in child.conditions}


async def test_everything_a_family_tells_reaches_the_conditions(conn):
    who = GroupRules(
        who=Criterion(
            employers=["济宁港"],
            schools=["实验小学"],
            school_areas=["任城区"],
            home_areas=["任城区"],
            categories=["hardship"],
        )
    )
    told = ChildTold("李雷", grade=2, school="实验小学", school_area="济宁市任城区", home_area="任城区金城街道")
    someone = await parent(conn, told)
    group_id = await group(conn, rules=who)
    before = await seen(conn, someone, group_id)
    assert [code for code, condition in before.items() if not condition.met] == ["employer", "category"]
    await family.tell_about(conn, someone.who.person_id, ["hardship", "hardship"], ["济宁港"])
    assert all(condition.met for condition in (await seen(conn, someone, group_id)).values())
    family_id = await guardians.begun_by(conn, someone.who.person_id)
    assert await store.about(conn, family_id) == store.About(("hardship",), ("济宁港",))


async def test_a_gap_is_told_with_the_page_that_closes_it(conn):
    someone = await parent(conn, ChildTold("李雷"))
    rules = GroupRules(agreement=Agreement(title="服务协议", version="1", text="…"), documents=[Document(name="证明")])
    child = (await eligibility_of(conn, GroupBook(), await group(conn, rules=rules), someone.who)).children[0]
    assert [gap.todo[0] for gap in child.gaps] == ["补充年级", "同意《服务协议》", "上传证明"]
    assert child.can_prepare and not child.eligible
    assert child.as_json()["conditions"][0]["fix"] == f"/booking/family/children/{someone.child_id}"


async def test_unions_of_all_guardians_count_and_the_newer_word_on_the_one_who_asks(conn):
    someone = await parent(conn, unions=("token",), revision=5)
    other = identity()
    await conn.execute(
        "INSERT INTO guardian SELECT $1, family_id FROM guardian WHERE person_id = $2",
        other.person_id,
        someone.who.person_id,
    )
    heard = "INSERT INTO membership VALUES ($1, $2, $3)"
    await conn.execute(heard, other.person_id, ["partner"], 9)
    await conn.execute(heard, someone.who.person_id, ["old"], 4)
    for union, met in (("token", True), ("partner", True), ("old", False)):
        assert (await seen(conn, someone, await group(conn, members_of=[union])))["member"].met is met
    await conn.execute(
        "UPDATE membership SET unions = '{left}', revision = 6 WHERE person_id = $1", someone.who.person_id
    )
    assert not (await seen(conn, someone, await group(conn, members_of=["token"])))["member"].met


async def test_earlier_seasons_are_looked_at_where_a_group_asks(conn):
    someone = await parent(conn)
    for season, state in (("2026-summer", "confirmed"), ("2026-winter", "unplaced"), ("2025-summer", "withdrawn")):
        await enrolled(conn, someone.child_id, await group(conn, season=season, term=season), state)
    lucky = GroupRules(who=Criterion(unlucky_in=["2026-winter"], none_of=[{"placed_in": ["2025-summer"]}]))
    assert all(c.met for c in (await seen(conn, someone, await group(conn, rules=lucky))).values())
    again = GroupRules(who=Criterion(none_of=[{"placed_in": ["2026-summer"]}]))
    assert not (await seen(conn, someone, await group(conn, rules=again)))["none_of"].met


async def test_a_class_that_opens_later_can_be_kept_for_those_with_a_place_this_season(conn):
    someone, other = await parent(conn), await parent(conn)
    care = await group(conn, season="2026-summer", term="care")
    await enrolled(conn, someone.child_id, care, "confirmed")
    await enrolled(conn, other.child_id, care, "waitlisted")
    dance = await group(
        conn, season="2026-summer", term="dance", rules=GroupRules(who=Criterion(placed_in=["2026-summer"]))
    )
    assert [(await seen(conn, each, dance))["placed"].met for each in (someone, other)] == [True, False]


async def test_the_groups_to_come_are_found_by_their_closing(conn):
    group_id = await group(conn)
    at = await conn.fetchrow("SELECT opens_at, closes_at, facts FROM class_group WHERE id = $1", group_id)
    assert at["opens_at"].isoformat()[:19] == at["facts"]["opens_at"][:19]
    assert at["closes_at"] > at["opens_at"]


async def test_a_family_without_children_sees_the_group_and_nobody_sees_one_that_is_not(conn):
    group_id = await group(conn)
    assert (await eligibility_of(conn, GroupBook(), group_id, identity())).children == ()
    with pytest.raises(NotFound):
        await eligibility_of(conn, GroupBook(), uuid4(), identity())
