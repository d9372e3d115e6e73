"""退回补件: the family reads what to mend, keeps its turn, hands it back; what is not mended in time is refused."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.booking.usecases.mend import end_mending
from shared.db.pool import transaction
from tests.support.booking import ask, broken, door, make_families, publish
from tests.support.mending import CHECKED, WHAT, mended, send_back
from tests.support.staff import Staff, states
from tests.support.told import told


async def pass_by(booking, enrollment):
    """The family's time is over."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    await booking.pool.execute("UPDATE enrollment SET mend_by = $2 WHERE id = $1", UUID(enrollment), past)


async def end(booking, enrollment):
    """What the timer does then."""
    async with transaction(booking.pool) as conn:
        await end_mending(conn, booking.app.state.desk.book, UUID(enrollment))


async def page_of(booking, family, enrollment):
    answer = await door(booking).get(f"/booking/enrollments/{enrollment}", headers=family.headers)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
async def asked(booking):
    """A group of one place that is checked, and two families that asked, in order."""
    group_id = await publish(booking, capacity=1, rules=CHECKED)
    families = await make_families(booking, 2)
    return group_id, families, await ask(booking, families, group_id)


async def test_the_family_reads_what_to_mend_and_by_when_and_hands_it_back(booking, asked):
    group_id, (family, _), (first, second) = asked
    staff = Staff(booking)
    assert (await send_back(staff, group_id, first)).status_code == 303
    (event,) = await told(booking, "enrollment-sent-back", family)
    assert event["reason"] == WHAT
    page = await page_of(booking, family, first)
    assert WHAT in page and "补好了，交回审核" in page
    assert "请补件" in (await door(booking).get("/booking/", headers=family.headers)).text
    desk = (await staff.read(f"console/review/{group_id}")).text
    assert "已退回补件" in desk and desk.index(first) < desk.index(second)
    assert not await broken(booking)

    assert (await mended(booking, family, first)).status_code == 303
    assert "补好了，交回审核" not in await page_of(booking, family, first)
    desk = (await staff.read(f"console/review/{group_id}")).text
    assert "已退回补件" not in desk and desk.index(first) < desk.index(second)
    assert (await staff.review(group_id, first)).json()["done"] == [first]
    assert await states(booking, group_id) == ["confirmed", "waitlisted"]
    found = (await staff.read(f"console/families?guardian={family.person_id}")).text
    assert f"退回补件：{WHAT}" in found
    assert not await broken(booking)


async def test_what_is_not_mended_in_time_is_refused_for_what_is_missing_and_the_next_has_its_place(booking, asked):
    group_id, (family, _), (first, _) = asked
    await send_back(Staff(booking), group_id, first)
    await pass_by(booking, first)
    await end(booking, first)
    assert await states(booking, group_id) == ["refused", "pending"]
    (event,) = await told(booking, "enrollment-refused", family)
    assert event["reason"].endswith(f"前没有补齐：{WHAT}")
    assert (await mended(booking, family, first)).status_code == 409
    assert not await broken(booking)


async def test_nothing_is_sent_back_without_words_a_time_or_by_others(booking, asked):
    group_id, (family, other), (first, _) = asked
    staff = Staff(booking)
    assert (await send_back(staff, group_id, first, reason=" ")).status_code == 422
    assert (await send_back(staff, group_id, first, days="99")).status_code == 422
    assert (await send_back(Staff(booking, "mazhang"), group_id, first)).status_code == 404
    assert (await send_back(Staff(booking, person_id=family.person_id), group_id, first)).status_code == 403
    await send_back(staff, group_id, first)
    assert (await mended(booking, other, first)).status_code == 404


async def test_mended_in_the_last_moment_is_mended_or_refused_and_never_both(booking, asked):
    group_id, (family, _), (first, _) = asked
    await send_back(Staff(booking), group_id, first)
    await pass_by(booking, first)
    answer, _ = await asyncio.gather(mended(booking, family, first), end(booking, first))
    first_state = (await states(booking, group_id))[0]
    assert (answer.status_code, first_state) in [(303, "pending"), (409, "refused")]
    assert not await broken(booking)


async def test_whoever_checks_sees_what_was_refused_before_and_by_whom(booking, asked):
    group_id, (family, _), (first, _) = asked
    staff = Staff(booking)
    await staff.review(group_id, first, approved=False, reason="材料与填写的内容不符")
    (again,) = await ask(booking, [family], group_id)
    desk = (await staff.read(f"console/review/{group_id}")).text
    assert again in desk
    assert "以前没有通过" in desk and "材料与填写的内容不符" in desk


async def test_programs_send_back_and_hand_back_like_the_pages(booking, asked):
    group_id, (family, _), (first, _) = asked
    staff = Staff(booking)
    body = {"requests": [first], "reason": WHAT, "days": 3}
    assert (await staff.post(f"review/{group_id}/send-back", body)).json() == {
        "done": [first], "stale": [], "closed": [], "full": [], "over": []
    }  # fmt: skip
    assert WHAT in await page_of(booking, family, first)
    assert (await staff.post(f"review/{group_id}/send-back", body | {"reason": ""})).status_code == 422
    assert (await staff.post(f"review/{group_id}/send-back", body | {"days": 4})).status_code == 422
    path = f"/booking/api/v1/enrollments/{first}/mended"
    assert (await door(booking).post(path, headers=family.with_key())).json() == {"mended": first}
    assert "补好了，交回审核" not in await page_of(booking, family, first)
    await staff.review(group_id, first)
    assert (await door(booking).post(path, headers=family.with_key())).status_code == 409
