"""Bookings that overlap because a group was changed later: seen by the family and the organizer, open and no violation."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from aixin.invariants import show
from services.booking.domain.choosing import choose_by
from services.booking.store import changes
from services.booking.usecases.learn_group import learn_groups
from services.booking.usecases.tell_change import CHOICE_NEARLY_ENDS
from shared.db.pool import transaction
from shared.events.catalogue import GroupRevised
from shared.events.rules import GroupRules
from shared.kernel.words import ZH
from tests.support.booking import book, broken, door, facts, invariants_of, make_families, publish
from tests.support.eventually import eventually
from tests.support.outcomes import act, page
from tests.support.staff import Staff
from tests.support.told import meetings, told

DOUBLE = {"nowhere_twice"}


async def still_open(booking):
    """How many overlaps wait for people to settle them."""
    return sum(invariant.opens for invariant in await invariants_of(booking) if invariant.key == "overlapping_since")


async def two(booking, web, families, **second):
    """Each family is in two groups, a week apart."""
    one = await publish(booking, title="托管班", session="care")
    other = await publish(booking, title="舞蹈班", session="dance", meetings=meetings(1), **second)
    ids = [[(await book(web, family, group))["enrollment_id"] for group in (one, other)] for family in families]
    return one, other, ids


async def test_a_later_change_is_shown_to_the_family_and_to_the_organizer_and_takes_nothing_away(booking, web, family):
    one, other, ((mine, dance),) = await two(booking, web, [family])
    assert await still_open(booking) == 0
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings(0, start=9))
    (event,) = await told(booking, "group-changed")
    assert event["overlaps"] == ["托管班"]
    by = datetime.fromisoformat(event["choose_by"])
    assert by == choose_by(datetime.fromisoformat(event["at"]), meetings()[0].date)
    assert f"请在 {ZH.until(by)}前取消其中一个" in await page(web, family, f"enrollments/{mine}")
    assert f"家长要在 {ZH.until(by)}前选一个" in (await Staff(booking).read(f"console/groups/{one}")).text
    assert (await page(web, family)).count("时间冲突了") == 2
    assert "和“舞蹈班”时间冲突了" in await page(web, family, f"enrollments/{mine}")
    assert "和“托管班”时间冲突了" in await page(web, family, f"enrollments/{dance}")
    for group, named in ((one, "舞蹈班"), (other, "托管班")):
        shown = (await Staff(booking).read(f"console/groups/{group}")).text
        assert f"1 个孩子同时报了“{named}" in shown and "时间冲突了" in shown
    assert await still_open(booking) == 1 and await broken(booking) == set()
    await act(web, family, "withdraw", UUID(str(dance)))
    assert "时间冲突" not in await page(web, family)
    assert await still_open(booking) == 0


async def soon(booking, group):
    """The time comes at which those of the group are reminded to choose."""
    await booking.pool.execute(
        """UPDATE timer SET due_at = now() WHERE kind = $1 AND subject IN (SELECT id::text FROM enrollment WHERE group_id = $2)""",
        CHOICE_NEARLY_ENDS, group,
    )  # fmt: skip
    await eventually(lambda: _done(booking))


async def _done(booking):
    return not await booking.pool.fetchval(
        "SELECT count(*) FROM timer WHERE kind = $1 AND due_at <= now()", CHOICE_NEARLY_ENDS
    )


async def test_a_plan_says_how_long_and_who_has_not_chosen_is_reminded_once(booking, web):
    undecided, decided = await make_families(booking, 2)
    one, other, ((_, dance), (_, given_up)) = await two(booking, web, [undecided, decided])
    rules = GroupRules(choose_within=5 * 24 * 60)
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings(), rules=rules)
    for event in await told(booking, "group-changed"):
        at, by = (datetime.fromisoformat(event[key]) for key in ("at", "choose_by"))
        assert by == choose_by(at, meetings()[0].date, timedelta(days=5))
    await act(web, decided, "withdraw", UUID(str(given_up)))
    await soon(booking, other)
    (event,) = await told(booking, "overlap-reminded")
    assert event["enrollment_id"] == str(dance) and event["overlaps"] == ["托管班"] and event["until"] == by.isoformat()
    await soon(booking, one)
    assert len(await told(booking, "overlap-reminded")) == 1 and await still_open(booking) == 1


async def test_of_what_was_changed_again_elsewhere_only_the_later_change_reminds(booking, web, family):
    one, other, ((mine, _),) = await two(booking, web, [family])
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings())
    await publish(booking, one, 2, title="托管班", session="care", meetings=meetings(0, start=9))
    await soon(booking, other)
    assert await told(booking, "overlap-reminded") == []
    await soon(booking, one)
    assert [event["enrollment_id"] for event in await told(booking, "overlap-reminded")] == [str(mine)]


async def test_the_invariants_have_a_line_of_its_own_for_it(booking, web, family, capsys):
    _, other, _ = await two(booking, web, [family])
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings())
    show(await invariants_of(booking))
    said = capsys.readouterr().out
    assert "• I2 改动班次以后没有时间冲突" in said and "✓ I2 没有人被同时录到两个地方" in said


async def test_another_unions_group_is_not_named_to_the_organizer(booking, web, family):
    one, other, _ = await two(booking, web, [family], union="mazhang")
    await publish(booking, other, 2, title="舞蹈班", session="dance", union="mazhang", meetings=meetings())
    shown = (await Staff(booking).read(f"console/groups/{one}")).text
    assert "1 个孩子同时报了其他工会的班" in shown and "舞蹈" not in shown


async def test_a_double_booking_made_while_both_facts_stood_fails(booking, web, family):
    one, other, _ = await two(booking, web, [family])
    third = await publish(booking, title="又一个", session="third")
    await booking.pool.execute(
        """INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
           VALUES ($1, $2, $3, 'waitlisted', 1, $4, $5, $5)""",
        uuid4(), third, family.child_id, family.person_id, datetime.now(UTC),
    )  # fmt: skip
    await booking.pool.execute("UPDATE ledger SET waiting = 1, taken = 0, capacity = 0 WHERE group_id = $1", third)
    assert await broken(booking) >= DOUBLE and await still_open(booking) == 0  # made by hand, it breaks more than that
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings())
    assert (
        await broken(booking) >= DOUBLE and await still_open(booking) == 2
    )  # what was changed since excuses only itself
    await publish(booking, one, 2, title="托管班", session="care", meetings=meetings(0, start=9))
    assert await broken(booking) >= DOUBLE  # nor is it excused by a change of what overlapped all along


@pytest.mark.parametrize("locked", [True, False])
async def test_a_booking_elsewhere_meanwhile_sees_the_new_days_or_came_before(
    booking, web, family, monkeypatch, locked
):
    if not locked:  # negative control: without the children's locks the child is booked into two places at once
        whole = changes.sql
        monkeypatch.setattr(changes, "sql", lambda name: whole(name).partition("FOR NO KEY")[0])
    one = await publish(booking, title="托管班", session="care")
    other = await publish(booking, title="舞蹈班", session="dance", meetings=meetings(1))
    await book(web, family, one)
    book_of_groups = booking.app.state.desk.book
    known = dict(book_of_groups._known)
    async with transaction(booking.pool) as conn:
        moved = facts(title="托管班", session="care", meetings=meetings(1))
        await learn_groups(conn, book_of_groups, [GroupRevised(group_id=one, revision=2, facts=moved)])
        book_of_groups._known.update(known)  # as another instance has it, that has not heard of the change
        booked = asyncio.create_task(book(web, family, other))
        if locked:
            waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
            await eventually(lambda: conn.fetchval(waits, conn.get_server_pid()))
        else:
            await booked
    assert (await booked)["result"] == ("overlaps" if locked else "confirmed")
    assert await broken(booking) == (set() if locked else DOUBLE)


async def test_who_books_after_a_change_is_judged_by_the_new_days(booking, web):
    families = await make_families(booking, 2)
    one, other, _ = await two(booking, web, families[:1])
    await publish(booking, other, 2, title="舞蹈班", session="dance", meetings=meetings())
    await book(web, families[1], one)
    assert (await book(door(booking), families[1], other))["result"] == "overlaps"
