"""One child, one record: what a family types twice, what two families type, and two desks at one instant."""

import asyncio
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from services.booking.store import families, queries
from services.booking.usecases.family import ChildTold, change_child
from shared.db.pool import transaction
from shared.events.catalogue import Limit, Meeting
from tests.support.booking import DAYS, FamilyOfOne, book, broken, door, make_families, meeting, publish, unlocked
from tests.support.eventually import eventually
from tests.support.outcomes import act, page
from tests.support.parents import BORN, correct, parent, type_child

LIMITS = [Limit(scope="term", at_most=1)]


# -- one family --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["阿卜杜拉•卡德尔", " 阿卜杜拉 ・ 卡德尔 ", "阿卜杜拉\u200b·卡德尔", "阿卜杜拉．卡德尔"]
)
async def test_a_child_that_is_there_already_is_not_added_again(booking, name):
    family = await parent(booking, "阿卜杜拉·卡德尔")
    again = await type_child(booking, family.headers, name=name, birth_date=BORN)
    assert again.status_code == 409
    assert "这个孩子已经登记过了：阿卜杜拉·卡德尔，2018-05-01 出生。要补充或更正，请打开那一个修改。" in again.text
    without = await type_child(booking, family.headers, name=name)
    assert without.status_code == 409  # without a birth date nothing tells them apart
    twin = await type_child(booking, family.headers, name="阿卜杜热·卡德尔", birth_date=BORN)
    assert twin.status_code == 201


async def test_two_taps_of_one_account_at_once_add_one_child(booking):
    family = await parent(booking)
    asks = [type_child(booking, family.headers, name="李小雪", birth_date=BORN) for _ in range(6)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*asks)) == [201] + [409] * 5


async def test_two_guardians_of_one_family_at_once_add_one_child(booking, monkeypatch):
    """Each locks a row of their own first: what makes the other one wait is the family's."""
    mother, father = await parent(booking), await parent(booking, "王一诺")
    family = "(SELECT family_id FROM child WHERE id = $1)"
    await booking.pool.execute(
        f"UPDATE guardian SET family_id = {family} WHERE person_id = $2", mother.child_id, father.person_id
    )
    read, readers = families.children_of, []

    async def until_the_other_waits(conn, person_id):
        readers.append(conn.get_server_pid())
        rows = await read(conn, person_id)
        if len(readers) == 1:
            waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
            await eventually(lambda: conn.fetchval(waits, readers[0]))
        return rows

    monkeypatch.setattr(families, "children_of", until_the_other_waits)
    asks = [type_child(booking, who.headers, name="李小雪", birth_date=BORN) for who in (mother, father)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*asks)) == [201, 409]


async def test_a_correction_does_not_make_a_second_record(booking):
    family = await parent(booking)
    other = await type_child(booking, family.headers, name="李小雪", birth_date=BORN)
    second = FamilyOfOne(family.person_id, other.json()["id"], family.headers)
    assert (await correct(booking, second, name="李小雨", birth_date=BORN)).status_code == 409
    assert (await correct(booking, second, name="李小雪", birth_date="2019-05-01")).status_code == 200


async def test_name_and_birth_date_stand_while_something_is_live(booking):
    group_id = await publish(booking)
    family = await parent(booking)
    booked = await book(door(booking), family, group_id)
    for change in ({"name": "王一诺"}, {"birth_date": "2012-05-01"}, {"birth_date": None}):
        refused = await correct(booking, family, **({"name": "李小雨", "birth_date": BORN, "grade": 8} | change))
        assert refused.status_code == 409
        assert "有报名时姓名和出生日期不能自己改；写错了，请在孩子的页面上请主办工会更正。" in refused.text
    assert (await correct(booking, family, name="李小雨", birth_date=BORN, grade=3)).json()["grade"] == 3
    shown = await page(door(booking), family, f"family/children/{family.child_id}")
    assert shown.count("readonly") == 2 and "有报名时姓名和出生日期不能自己改" in shown

    await act(door(booking), family, "withdraw", booked["enrollment_id"])
    assert (await correct(booking, family, name="王一诺", birth_date="2012-05-01")).status_code == 200
    assert "readonly" not in await page(door(booking), family, f"family/children/{family.child_id}")


async def test_the_page_says_it_at_the_field_and_keeps_what_was_typed(booking):
    family = await parent(booking)
    form = {"name": "李 小 雨", "birth_date": BORN, "grade": "3", "idempotency_key": str(uuid4())}
    answer = await door(booking).post("/booking/family/children", data=form, headers=family.headers)
    assert answer.status_code == 409
    assert "这个孩子已经登记过了：李小雨" in answer.text and 'value="李 小 雨"' in answer.text


# -- two families ------------------------------------------------------------------------------------------------------


async def test_two_parents_on_two_phones_get_one_place_and_the_next_family_the_other(booking):
    group_id = await publish(booking, capacity=2)
    mother, father = await parent(booking), await parent(booking, "李 小雨")
    (other,) = await make_families(booking, 1)
    answers = [await book(door(booking), family, group_id) for family in (mother, father, other)]
    assert [answer["result"] for answer in answers] == ["confirmed", "unverified", "confirmed"]
    assert answers[1]["zh"].startswith("报名已收到，待主办工会核实：李 小雨，")
    assert await broken(booking) == set()


async def test_what_two_families_booked_before_is_known_after_the_next_start(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as before:
        one, other = await make_families(before, 2)
        assert await before.pool.fetchval("SELECT count(identity) FROM child") == 0
    async with system("booking", dsn) as first, system("booking", dsn) as second:
        assert await first.pool.fetchval("SELECT count(DISTINCT identity) FROM child") == 1
        group_id = await publish(first)
        answers = [await book(door(second), family, group_id) for family in (one, other)]
        assert [answer["result"] for answer in answers] == ["confirmed", "unverified"]


def without_namesakes(monkeypatch):
    """Lock the children named and nobody else."""
    whole = queries.sql

    def alone(name):
        statement = whole(name)
        if name != "lock_children":
            return statement
        head, _, rest = statement.partition("UNION")
        return head + rest[rest.index(")\nSELECT") :]

    monkeypatch.setattr("services.booking.store.batch.sql", alone)


@pytest.mark.parametrize("guarded", [True, False], ids=["looked for", "negative control"])
async def test_two_parents_at_two_desks_at_once_get_one_place(system, database, monkeypatch, guarded):
    """One group: its ledger makes them wait for each other; what is looked for behind it finds the other record."""
    dsn = await database("booking")
    if not guarded:
        without_namesakes(monkeypatch)
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group_id = await publish(one, capacity=2)
        parents = [await parent(one), await parent(one)]
        asks = [book(door(desk), family, group_id) for desk, family in zip((one, two), parents, strict=True)]
        results = sorted(answer["result"] for answer in await asyncio.gather(*asks))
        assert results == (["confirmed", "unverified"] if guarded else ["confirmed", "confirmed"])
        assert (await broken(one) == set()) == guarded


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "negative control"])
async def test_two_parents_in_two_groups_of_one_limit_at_once_get_one_place(system, database, monkeypatch, locked):
    """Two ledgers: what makes them wait for each other is that both lock both records."""
    dsn = await database("booking")
    if not locked:
        unlocked(monkeypatch, "lock_children")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        days = [Meeting(date=DAYS[0] + timedelta(weeks=n), start=time(8), end=time(9)) for n in (2, 3)]
        groups = [await publish(one, limits=LIMITS, meetings=[day]) for day in days]
        parents = [await parent(one), await parent(one)]
        meeting(monkeypatch, locked=locked)
        asks = [book(door(d), p, g) for d, p, g in zip((one, two), parents, groups, strict=True)]
        results = sorted(answer["result"] for answer in await asyncio.gather(*asks))
        assert results == (["confirmed", "unverified"] if locked else ["confirmed", "confirmed"])


async def test_who_gets_another_name_while_a_desk_waits_for_it_is_decided_when_asked_again(booking):
    """Before, nothing stood for a namesake; the desk must not book it as what it was not locked as."""
    group_id = await publish(booking, capacity=2)
    mother, father = await parent(booking), await parent(booking, "王一诺")
    assert (await book(door(booking), mother, group_id))["result"] == "confirmed"
    body, headers = {"group_id": str(group_id), "child_id": str(father.child_id)}, father.with_key()

    async def ask():
        return await door(booking).post("/booking/api/v1/enrollments", json=body, headers=headers)

    async with transaction(booking.pool) as conn:
        told, vault = ChildTold("李小雨", date(2018, 5, 1), grade=2), booking.app.state.vault
        await change_child(conn, vault, father.person_id, father.child_id, told, today=DAYS[0])
        asked = asyncio.create_task(ask())
        waits = "SELECT true FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        await eventually(lambda: conn.fetchval(waits))
    assert (await asked).status_code == 404
    assert (await ask()).json()["result"] == "unverified"
