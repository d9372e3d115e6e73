"""A proposal to move when either group is called off or changed: page, button and message say what is true."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from services.booking.store import batch
from services.booking.usecases.learn_group import call_off
from services.booking.usecases.offer import end_offer, remind
from shared.db.pool import transaction
from shared.events.catalogue import GroupCancelled
from tests.support.booking import book, broken, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.outcomes import act, mine, page, press, run
from tests.support.staff import Staff
from tests.support.told import meetings, told


class Proposed:
    """A family with a place in 一班, to which one in 二班 is proposed."""

    async def open(self, booking):
        self.booking, self.web = booking, door(booking)
        self.here, self.there = (
            await publish(booking, title="一班", session="here"),
            await publish(booking, title="二班", session="there", capacity=1),
        )
        (self.family,) = await make_families(booking, 1)
        self.old = (await book(self.web, self.family, self.here))["enrollment_id"]
        body = {
            "to_group_id": str(self.there),
            "until": f"{datetime.now(UTC) + timedelta(days=2)}",
            "reason": "人数不足",
        }
        assert (await Staff(booking).post(f"groups/{self.here}/moves", body)).status_code == 201
        self.new = next(e["id"] for e in await mine(self.web, self.family) if e["state"] == "offered")
        return self

    async def off(self, group_id):
        await run(self.booking, call_off, GroupCancelled(group_id=group_id, revision=9, reason="台风"))

    async def late(self):
        await self.booking.pool.execute("UPDATE enrollment SET until = clock_timestamp() WHERE id = $1", UUID(self.new))
        await run(self.booking, end_offer, UUID(self.new))

    async def states(self):
        found = {e["id"]: e["state"] for e in await mine(self.web, self.family)}
        assert await broken(self.booking) == set()
        return found[self.old], found[self.new]

    async def told(self, kind):
        (event,) = await told(self.booking, kind, self.family)
        return event

    def page(self, id_):
        return page(self.web, self.family, f"enrollments/{id_}")


async def test_while_the_old_place_stands_declining_keeps_it(booking):
    p = await Proposed().open(booking)
    shown = await p.page(p.new)
    assert "不调班，保留原名额" in shown and "同意调班" in shown and "原来的名额不变" in shown
    assert f"/booking/enrollments/{p.new}" in await p.page(p.old) and "调到二班的名额在等您答复" in await p.page(p.old)
    await run(booking, remind, UUID(p.new))
    reminded = await p.told("offer-reminded")
    assert (reminded["instead_of"], reminded["stands"]) == ("一班", True)
    await press(p.web, p.family, "withdraw", p.new)
    assert await p.states() == ("confirmed", "withdrawn")
    left = await p.told("enrollment-withdrawn")
    assert (left["instead_of"], left["stands"]) == ("一班", True)
    assert "原来的名额不变" in await p.page(p.new)


async def test_when_the_old_group_is_called_off_the_new_place_is_all_there_is_and_everything_says_so(booking):
    p = await Proposed().open(booking)
    await p.off(p.here)
    assert await p.states() == ("cancelled", "offered")
    cancelled = await p.told("enrollment-cancelled")
    assert cancelled["proposal"]["enrollment_id"] == p.new and cancelled["proposal"]["title"] == "二班"
    shown = await p.page(p.new)
    assert "原来的班已取消" in shown and "不接受或过时不答复，就没有名额了" in shown
    assert "保留原名额" not in shown and "原来的名额不变" not in shown and ">不接受</button>" in shown
    shown = await p.page(p.old)
    assert "接受就到二班，不接受则没有名额" in shown and f"/booking/enrollments/{p.new}" in shown
    await run(booking, remind, UUID(p.new))
    assert (await p.told("offer-reminded"))["stands"] is False
    move = (await Staff(booking).read(f"console/groups/{p.here}/move")).text
    assert "本班已取消。还没有答复的家庭仍可接受" in move
    await press(p.web, p.family, "accept", p.new)
    assert await p.states() == ("cancelled", "confirmed")


async def test_who_declines_or_is_late_after_the_old_group_was_called_off_is_promised_nothing(booking):
    for late in (False, True):
        p = await Proposed().open(booking)
        await p.off(p.here)
        await (p.late() if late else press(p.web, p.family, "withdraw", p.new))
        kind = "offer-expired" if late else "enrollment-withdrawn"
        event = await p.told(kind)
        assert (event["instead_of"], event["stands"]) == ("一班", False)
        shown = await p.page(p.new)
        assert "原来的班已取消" in shown and "名额不变" not in shown


async def test_when_the_new_group_is_called_off_the_proposal_ends_and_the_old_place_stands(booking):
    p = await Proposed().open(booking)
    await p.off(p.there)
    assert await p.states() == ("confirmed", "cancelled")
    event = await p.told("enrollment-cancelled")
    assert (event["instead_of"], event["stands"], event["proposal"]) == ("一班", True, None)
    assert "调班的建议随之结束；原来的名额不变" in await p.page(p.new)
    assert "建议调到" not in await p.page(p.old)


async def test_when_both_are_called_off_nothing_stands(booking):
    p = await Proposed().open(booking)
    await p.off(p.here)
    await p.off(p.there)
    (_, event) = await told(booking, "enrollment-cancelled", p.family)
    assert (event["instead_of"], event["stands"]) == ("一班", False)
    assert "名额不变" not in await p.page(p.new)


async def test_a_place_that_was_moved_to_and_given_up_is_no_declined_proposal(booking):
    p = await Proposed().open(booking)
    await act(p.web, p.family, "accept", p.new)
    await act(p.web, p.family, "withdraw", p.new)
    assert (await p.told("enrollment-withdrawn"))["instead_of"] == ""


async def test_a_change_of_either_group_shows_on_the_proposal(booking):
    p = await Proposed().open(booking)
    await publish(booking, p.here, 2, title="一班", session="here", meetings=meetings(1))
    await publish(booking, p.there, 2, title="二班", session="there", capacity=1, address="同济路 8 号")
    shown = await p.page(p.new)
    assert "时间有变：原" in shown and "地点有变：原" in shown
    old, new = await told(booking, "group-changed", p.family)
    assert (old["enrollment_id"], old["instead_of"]) == (p.old, "")
    assert (new["enrollment_id"], new["instead_of"]) == (p.new, "一班")


async def test_nothing_is_proposed_twice_nor_into_a_group_that_was_called_off_meanwhile(booking):
    p = await Proposed().open(booking)
    third = await publish(booking, title="三班", session="third", meetings=meetings(3))
    propose = partial(Staff(booking).post, f"groups/{p.here}/moves")
    body = {"to_group_id": str(third), "until": f"{datetime.now(UTC) + timedelta(days=2)}", "reason": "人数不足"}
    assert (await propose(body)).status_code == 409  # the family thinks about another one
    await act(p.web, p.family, "withdraw", p.new)
    await p.off(third)
    assert (await propose(body)).status_code == 409
    assert await p.states() == ("confirmed", "withdrawn")


@pytest.mark.parametrize("tied", [True, False])
async def test_two_groups_called_off_at_once_are_told_one_after_the_other(booking, monkeypatch, tied):
    # Negative control: with its own ledger alone, the second is told that a place stands which has just ended.
    if not tied:
        whole, others = batch.sql, ("moves_elsewhere", "given_up")
        none = "SELECT NULL::uuid AS group_id WHERE $1::uuid[] IS NULL"
        monkeypatch.setattr(batch, "sql", lambda name: none if name in others else whole(name))
    p = await Proposed().open(booking)
    async with transaction(booking.pool) as conn:
        await call_off(conn, booking.app.state.desk.book, GroupCancelled(group_id=p.here, revision=9, reason="台风"))
        second = asyncio.create_task(p.off(p.there))
        if tied:
            waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
            await eventually(lambda: conn.fetchval(waits, conn.get_server_pid()))
        else:
            await second
    await second
    (event,) = [e for e in await told(booking, "enrollment-cancelled") if e["enrollment_id"] == p.new]
    assert event["stands"] == (not tied)
