"""并班: the organizer lets all of a class go over to a parallel one; each family is told once, nobody loses a place or a turn."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.usecases.merge import merge
from shared.db.pool import transaction
from shared.kernel.identity import Identity
from tests.support.booking import ask, book, broken, door, make_families, publish, unlocked
from tests.support.eventually import eventually
from tests.support.outcomes import act, mine, page
from tests.support.staff import Staff, states
from tests.support.told import told

REASON = "两个班人数都不多"
ORGANIZER = Identity(uuid4(), "组织者", (), 0, frozenset({("organizer", "gaoxin")}), 2e9)


async def classes(booking, children=3, places=5):
    """一班 with so many children, and 二班 at the same place and hours."""
    here = await publish(booking, title="一班", capacity=2)
    there = await publish(booking, title="二班", capacity=places)
    families = await make_families(booking, children)
    return here, there, families, await ask(booking, families, here)


def choice(there, **changes):
    return {"to_group_id": str(there), "reason": REASON} | changes


async def test_all_go_over_in_one_step_and_every_family_is_told_once(booking):
    here, there, families, old = await classes(booking)
    organizer, web = Staff(booking), door(booking)
    assert f"/booking/console/groups/{here}/merge" in (await organizer.read(f"console/groups/{here}")).text
    assert "二班" in (await organizer.read(f"console/groups/{here}/merge")).text
    assert (await organizer.send(f"groups/{here}/merge", **choice(there))).status_code == 303
    assert (await states(booking, here), await states(booking, there)) == (["superseded"] * 3, ["confirmed"] * 3)
    assert await broken(booking) == set()
    for family in families:
        (event,) = await told(booking, "enrollment-merged", family)
        assert (event["came_from"], event["group"]["title"], event["reason"]) == ("一班", "二班", REASON)
    assert [e["state"] for e in await told(booking, "enrollment-merged")] == ["confirmed", "confirmed", "waitlisted"]
    assert len(await told(booking, "enrollment-promoted", families[2])) == 1  # what was free there went to who waited
    kept = await booking.pool.fetch("SELECT enrollment_id, what, reason FROM staff_decision")
    assert {row["enrollment_id"] for row in kept} == {None, *map(UUID, old)}
    assert {(row["what"], row["reason"]) for row in kept} == {("merge", REASON)}
    shown = (await organizer.read(f"console/groups/{here}/merge")).text
    assert REASON in shown and "已自动关闭" in shown
    assert "跟着过去了" in await page(web, families[0], f"enrollments/{old[0]}")
    asked = await booking.pool.fetch("SELECT booked_by FROM enrollment WHERE group_id = $1", there)
    assert {row["booked_by"] for row in asked} == {family.person_id for family in families}
    (closed,) = await told(booking, "group-merged")
    assert (closed["group_id"], closed["into"], closed["title"]) == (str(here), str(there), "二班")


async def test_nobody_comes_to_a_class_that_was_merged_away(booking):
    here, there, _, _ = await classes(booking)
    (late,) = await make_families(booking, 1)
    assert (await Staff(booking).send(f"groups/{here}/merge", **choice(there))).status_code == 303
    assert (await book(door(booking), late, here))["result"] == "cancelled"
    assert "已自动关闭" in (await Staff(booking).read(f"console/groups/{here}/merge")).text
    assert await broken(booking) == set()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"capacity": 1}, "空位不够"), ({"site": "别处"}, "不一样"), ({"fees": "每期 200 元"}, "不一样"),
        ({"draw_source": "福彩", "rules": {"way": "ranked", "decide_at": datetime.now(UTC) + timedelta(hours=9)}}, "统一录取"),
    ],
)  # fmt: skip
async def test_why_they_cannot_become_one_is_said_and_nobody_is_moved(booking, other, said):
    here, _, _, _ = await classes(booking)
    there = await publish(booking, title="三班", **other)
    refused = await Staff(booking).send(f"groups/{here}/merge", **choice(there))
    assert refused.status_code == 409 and said in refused.text
    assert sorted(await states(booking, here)) == ["confirmed", "confirmed", "waitlisted"]
    assert await booking.pool.fetch("SELECT FROM staff_decision") == []


async def test_a_program_lets_them_go_over_too_and_is_told_how_many_and_why_not(booking):
    here, there, _, _ = await classes(booking)
    organizer, key = Staff(booking), str(uuid4())
    full = await organizer.post(f"groups/{here}/merge", choice(await publish(booking, title="三班", capacity=1)))
    assert full.status_code == 409 and "空位不够" in full.text
    for _ in range(2):  # the same key, the same answer
        done = await organizer.post(f"groups/{here}/merge", choice(there), key)
        assert (done.status_code, done.json()) == (200, {"merged": 3})
    assert await states(booking, there) == ["confirmed"] * 3


async def test_what_is_missing_is_said_at_its_field_and_another_unions_class_is_none(booking):
    here, there, _, _ = await classes(booking)
    elsewhere = await publish(booking, title="二班", union="mazhang")
    organizer = Staff(booking)
    for wrong in ({"reason": " "}, {"to_group_id": ""}):
        assert (await organizer.send(f"groups/{here}/merge", **choice(there, **wrong))).status_code == 422
    for none in (elsewhere, here):
        assert (await organizer.send(f"groups/{here}/merge", **choice(none))).status_code == 404
    assert sorted(await states(booking, here)) == ["confirmed", "confirmed", "waitlisted"]


@pytest.mark.parametrize("locked", [True, False])
async def test_of_the_last_place_there_a_family_and_a_merge_never_both_have_it(booking, monkeypatch, locked):
    here, there, _, _ = await classes(booking, children=2, places=2)
    (other,) = await make_families(booking, 1)
    if (
        not locked
    ):  # negative control: who does not wait for the ledger takes a turn that is taken, which the database refuses
        unlocked(monkeypatch, "lock_ledgers")
    async with transaction(booking.pool) as conn:
        await merge(conn, booking.app.state.desk.book, ORGANIZER, here, to_group_id=there, reason=REASON)
        asking = asyncio.create_task(book(door(booking), other, there))
        waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
        await eventually(lambda: conn.fetchval(waits, conn.get_server_pid()))
    if locked:
        assert (await asking)["result"] == "waitlisted"
    else:
        with pytest.raises(AssertionError, match="500"):
            await asking
    assert await broken(booking) == set()


async def test_who_accepts_a_move_just_then_gives_up_what_the_merge_made_of_the_old_place(booking):
    here, there, (family,), _ = await classes(booking, children=1)
    third = await publish(booking, title="三班", site="别处")
    body = choice(third, until=f"{datetime.now(UTC) + timedelta(days=2)}")
    assert (await Staff(booking).post(f"groups/{here}/moves", body)).status_code == 201
    web = door(booking)
    (offer,) = [e["id"] for e in await mine(web, family) if e["state"] == "offered"]
    async with transaction(booking.pool) as conn:
        await merge(conn, booking.app.state.desk.book, ORGANIZER, here, to_group_id=there, reason=REASON)
        accepting = asyncio.create_task(act(web, family, "accept", offer))
        waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
        await eventually(lambda: conn.fetchval(waits, conn.get_server_pid()))
    assert await accepting == "confirmed"
    found = [await states(booking, group) for group in (here, there, third)]
    assert found == [["superseded"], ["superseded"], ["confirmed"]]
    assert await broken(booking) == set()
