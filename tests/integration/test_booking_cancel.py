"""The organizer ends one enrollment: the family is told why, who did it is shown, the place goes to those who wait."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.support.booking import ask, broken, make_families, publish
from tests.support.held import freeze
from tests.support.staff import Staff, states
from tests.support.told import told


async def cancelled(staff, group_id, enrollment_id, reason="孩子已随父母去外地"):
    """The answer to the form."""
    form = {"enrollment_id": str(enrollment_id), "reason": reason}
    return (await staff.send(f"groups/{group_id}/cancel", **form)).status_code


async def test_the_family_reads_why_the_next_has_the_place_and_it_is_shown_who_did_it(booking):
    group_id = await publish(booking, capacity=1)
    one, other = await make_families(booking, 2)
    first, _ = await ask(booking, [one, other], group_id)
    assert await cancelled(Staff(booking), group_id, first) == 303
    assert await states(booking, group_id) == ["cancelled", "confirmed"]
    (event,) = await told(booking, "enrollment-cancelled", one)
    assert event["reason"] == "孩子已随父母去外地"
    assert len(await told(booking, "enrollment-promoted", other)) == 1
    page = (await Staff(booking).read(f"console/families?q=&guardian={one.person_id}")).text
    assert "主办方取消了这项报名：孩子已随父母去外地" in page
    assert "138****0000" in page
    own = await Staff(booking).web.get(f"/booking/enrollments/{first}", headers=one.headers)
    assert "孩子已随父母去外地" in own.text
    assert not await broken(booking)


async def test_nothing_ends_without_a_reason_twice_or_in_another_group(booking):
    group_id, elsewhere = await publish(booking), await publish(booking, session="other")
    (enrollment,) = await ask(booking, await make_families(booking, 1), group_id)
    staff = Staff(booking)
    assert await cancelled(staff, group_id, enrollment, " ") == 422
    assert await cancelled(staff, elsewhere, enrollment) == 404
    assert await cancelled(staff, group_id, uuid4()) == 404
    assert await cancelled(Staff(booking, "mazhang"), group_id, enrollment) == 404
    assert await states(booking, group_id) == ["confirmed"]
    assert [await cancelled(staff, group_id, enrollment) for _ in range(2)] == [303, 409]
    assert await booking.pool.fetchval("SELECT count(*) FROM staff_decision") == 1


async def test_nobody_ends_what_is_for_an_own_child(booking):
    group_id = await publish(booking)
    (family,) = await make_families(booking, 1)
    (enrollment,) = await ask(booking, [family], group_id)
    assert await cancelled(Staff(booking, person_id=family.person_id), group_id, enrollment) == 403
    assert await states(booking, group_id) == ["confirmed"]


async def test_a_proposed_move_is_the_familys_to_answer_and_stays_when_its_old_place_is_ended(booking):
    here, there = [await publish(booking, session=session) for session in ("here", "there")]
    (placed,) = await ask(booking, await make_families(booking, 1), here)
    staff, until = Staff(booking), datetime.now(UTC) + timedelta(days=2)
    move = {"to_group_id": str(there), "until": until.isoformat(), "reason": "报名人数不足"}
    assert (await staff.post(f"groups/{here}/moves", move)).status_code == 201
    offered = await booking.pool.fetchval("SELECT id FROM enrollment WHERE group_id = $1", there)
    assert await cancelled(staff, there, offered) == 409
    assert await cancelled(staff, here, placed) == 303
    assert (await states(booking, here), await states(booking, there)) == (["cancelled"], ["offered"])
    (event,) = await told(booking, "enrollment-cancelled")
    assert event["proposal"]["enrollment_id"] == str(offered)


async def test_a_list_that_is_being_decided_stands(booking):
    group_id = await publish(booking, way="draw", draw_source="福彩")
    (enrollment,) = await ask(booking, await make_families(booking, 1), group_id)
    await freeze(booking, group_id)
    assert await cancelled(Staff(booking), group_id, enrollment) == 409
    assert await states(booking, group_id) == ["entered"]
