"""更正: a family asks, an organizer sees old and new and decides; what is booked stays, and no child is booked twice by a new name."""

import asyncio
import re

import pytest

from services.booking.store import corrections
from tests.support.booking import book, broken, door, publish
from tests.support.eventually import eventually
from tests.support.guardians import send
from tests.support.outcomes import act, page
from tests.support.parents import BORN, correct, parent
from tests.support.staff import Staff, states

RIGHT = {"right_name": "李晓雨", "right_birth_date": "2012-05-01"}
WAITS = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"


async def ask(booking, family, **right):
    """The answer to the form on the child's page."""
    return await send(booking, family, f"family/children/{family.child_id}/correction", **RIGHT | right)


async def asked(booking, **right):
    """A group, a family with a place in it that asks for a correction, and the correction's path."""
    group_id, family = await publish(booking), await parent(booking)
    await book(door(booking), family, group_id)
    assert (await ask(booking, family, **right)).status_code == 303
    return group_id, family, await lying(booking)


async def lying(booking):
    """Where the only one is decided."""
    (path,) = re.findall(
        r"/booking/console/(corrections/[0-9a-f-]{36})", (await Staff(booking).read("console/corrections")).text
    )
    return path


async def test_the_organizer_sees_old_and_new_and_the_place_stays(booking):
    group_id, family, path = await asked(booking)
    mine = f"family/children/{family.child_id}"
    assert "已请主办工会更正为：李晓雨，2012-05-01" in await page(door(booking), family, mine)
    staff = Staff(booking)
    assert "更正姓名、生日" in (await staff.read("console/")).text
    shown = (await staff.read("console/corrections")).text
    assert re.search(r"原来.*李小雨.*2018-05-01.*更正为.*李晓雨.*2012-05-01", shown, re.DOTALL)

    assert (await staff.send(path, verdict="correct")).status_code == 303
    assert await states(booking, group_id) == ["confirmed"]
    shown = await page(door(booking), family, mine)
    assert 'value="李晓雨"' in shown and "已请主办工会更正" not in shown
    assert "现在没有要更正的" in (await staff.read("console/corrections")).text
    again = await staff.send(path, verdict="correct")
    assert (again.status_code, "已经处理过" in again.text) == (409, True)
    by = await booking.pool.fetchrow("SELECT was_name, decided_by FROM correction WHERE state = 'done'")
    assert tuple(by) == ("李小雨", staff.person_id)
    assert await broken(booking) == set()


async def test_a_no_needs_words_which_the_family_reads(booking):
    _, family, path = await asked(booking)
    staff = Staff(booking)
    without = await staff.send(path, verdict="refuse", reason=" ")
    assert without.status_code == 422 and "理由" in without.text
    assert (await staff.send(path, verdict="refuse", reason="和户口本不一致")).status_code == 303
    shown = await page(door(booking), family, f"family/children/{family.child_id}")
    assert "主办工会没有更正：和户口本不一致" in shown and 'value="李小雨"' in shown


async def test_what_is_asked_for_otherwise_is_not_decided_as_it_was_seen(booking):
    _, family, path = await asked(booking)
    await ask(booking, family, right_name="李筱雨")
    stale = await Staff(booking).send(path, verdict="correct")
    assert (stale.status_code, await lying(booking) == path) == (404, False)
    assert "李筱雨" in (await Staff(booking).read("console/corrections")).text


async def test_who_decides(booking):
    _, family, path = await asked(booking)
    other, own = Staff(booking, "mazhang"), Staff(booking, person_id=family.person_id)
    assert "李晓雨" not in (await other.read("console/corrections")).text
    assert (await other.send(path, verdict="correct")).status_code == 404
    assert (await own.send(path, verdict="correct")).status_code == 403


@pytest.mark.parametrize(
    ("right", "status", "said"),
    [
        ({"right_name": " "}, 422, "请填写孩子的姓名"),
        ({"right_birth_date": ""}, 422, "请写成 2017-05-01 的样子"),
        ({"right_name": "李小雨", "right_birth_date": BORN}, 422, "和现在的一样"),
    ],
)
async def test_what_cannot_be_meant_is_said_at_the_field_and_stays_typed(booking, right, status, said):
    family = await parent(booking)
    await book(door(booking), family, await publish(booking))
    answer = await ask(booking, family, **right)
    assert answer.status_code == status and said in answer.text and '<details class="card" open>' in answer.text


async def test_with_nothing_booked_the_family_writes_it_itself_and_what_it_asked_is_nobodys_any_more(booking):
    group_id, family, _ = await asked(booking)
    (enrollment_id,) = await booking.pool.fetchrow("SELECT id FROM enrollment WHERE group_id = $1", group_id)
    await act(door(booking), family, "withdraw", enrollment_id)
    assert "现在没有要更正的" in (await Staff(booking).read("console/corrections")).text
    assert (await ask(booking, family)).status_code == 409
    assert (await correct(booking, family, name="李晓雨", birth_date="2012-05-01")).status_code == 200
    removed = await send(booking, family, f"family/children/{family.child_id}/remove")
    assert removed.status_code == 303
    assert await booking.pool.fetchval("SELECT count(*) FROM correction") == 0, "it goes with the child's data"


async def test_nobody_takes_the_name_of_a_child_that_is_booked(booking):
    group_id, _, path = await asked(booking)
    await book(door(booking), await parent(booking, "李晓雨", "2012-05-01"), group_id)
    refused = await Staff(booking).send(path, verdict="correct")
    assert (refused.status_code, "另有一份报名" in refused.text) == (409, True)
    assert await broken(booking) == set()


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
async def test_a_namesake_that_is_booked_at_the_same_instant_is_looked_at(booking, monkeypatch, guarded):
    """The namesake had nothing when the organizer looked; it books before the new name is there for others to see."""
    group_id, _, path = await asked(booking)
    namesake = await parent(booking, "李晓雨", "2012-05-01")
    write, booked = corrections.correct, []

    async def while_the_namesake_books(conn, *args):
        await write(conn, *args)
        booked.append(asyncio.create_task(book(door(booking), namesake, group_id)))
        if guarded:
            await eventually(lambda: booking.pool.fetchval(WAITS, conn.get_server_pid()))
        else:
            await booked[0]

    async def nothing(conn):
        pass

    monkeypatch.setattr(corrections, "correct", while_the_namesake_books)
    if not guarded:
        monkeypatch.setattr(corrections, "lock_all_children", nothing)
    assert (await Staff(booking).send(path, verdict="correct")).status_code == 303
    assert (await booked[0])["result"] == ("unverified" if guarded else "confirmed")
    assert (await broken(booking) == set()) == guarded
