"""The one order of locks (store/batch.py): whoever waits for a row holds none that comes behind it, so nobody waits in a circle."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.handlers import handlers
from services.booking.usecases.learn_group import learn_groups, refill
from services.booking.usecases.offer import end_offer
from shared.db.pool import transaction
from shared.events.catalogue import GroupRevised
from shared.events.envelope import Envelope
from shared.events.rules import GroupRules
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from tests.support.booking import book, door, facts, make_families, publish
from tests.support.eventually import eventually
from tests.support.held import freeze, hold
from tests.support.staff import Staff
from tests.support.statements import saying


class Scene:
    """Two groups, the one with the lower id first, and a child that asked for both or none."""

    async def open(self, booking, places=1, *, decided=False, **rules):
        self.booking, self.together = booking, f"plan/{uuid4()}"
        if decided:
            rules |= {"together": self.together, "decide_at": datetime.now(UTC) + timedelta(hours=1)}
        self.groups = sorted(uuid4() for _ in range(2))
        self.family = (await make_families(booking, 1))[0]
        self.rules = GroupRules(**rules)
        for group_id in self.groups:
            await self.publish(group_id, capacity=places)
        seats = [{"group_id": str(g), "child_id": str(self.family.child_id)} for g in self.groups]
        asked = await door(booking).post(
            "/booking/api/v1/enrollments/together", json={"choices": [seats]}, headers=self.family.with_key()
        )
        assert asked.status_code == 201, asked.text
        self.ids = [asked.json()["enrollment_id"], asked.json()["together"][0]["enrollment_id"]]
        return self

    def named(self, group_id, **more):
        inside = {"session": "care"} if group_id == self.groups[0] else {"session": "dance", "inside": "care"}
        return inside | {"rules": self.rules, "draw_source": "福彩"} | more

    async def publish(self, group_id, revision=1, **more):
        await publish(self.booking, group_id, revision, **self.named(group_id, **more))

    async def family_says(self, what):
        path = f"/booking/api/v1/enrollments/{self.ids[1]}/{what}"
        return await door(self.booking).post(path, headers=self.family.with_key())

    async def work(self, usecase, subject):
        async with transaction(self.booking.pool) as conn:
            await usecase(conn, self.booking.app.state.desk.book, subject)


# -- what takes two ledgers --------------------------------------------------------------------------------------------


async def withdraw(scene):
    await scene.family_says("withdraw")


async def accept(scene):
    await scene.family_says("accept")


async def expire(scene):
    await scene.booking.pool.execute("UPDATE enrollment SET until = clock_timestamp() WHERE state = 'offered'")
    await scene.work(end_offer, UUID(scene.ids[1]))


async def check(scene):
    answer = await Staff(scene.booking).review(scene.groups[1], scene.ids[1])
    assert answer.json()["done"], answer.text


async def put_first(scene):
    body = {"enrollment_id": scene.ids[1], "reason": "特殊困难"}
    assert (await Staff(scene.booking).post(f"groups/{scene.groups[1]}/waiting/first", body)).status_code == 200


async def cancel(scene):
    form = {"enrollment_id": scene.ids[1], "reason": "重复报名"}
    assert (await Staff(scene.booking).send(f"groups/{scene.groups[1]}/cancel", **form)).status_code == 303


async def resize(scene):
    await scene.publish(scene.groups[1], 2, capacity=3)


async def look_again(scene):
    await scene.work(refill, f"{scene.groups[1]} 0")


async def decide(scene):
    await freeze(scene.booking, scene.groups[1], scene.together)


async def draw(scene):
    await hold(scene.booking, scene.groups[1], scene.together)


async def move(scene):
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"to_group_id": str(scene.groups[0]), "until": until, "reason": "人数不足"}
    answer = await Staff(scene.booking).post(f"groups/{scene.groups[1]}/moves", body)
    assert answer.status_code == 201, answer.text


async def hear(scene):
    """What classes told of both groups arrives at once, the higher id first."""
    events = [GroupRevised(group_id=g, revision=2, facts=facts(**scene.named(g))) for g in reversed(scene.groups)]
    table = handlers(scene.booking.app.state.desk.book)
    await Inbox(scene.booking.pool, "booking", table).take([letter(event) for event in events])


def letter(event):
    envelope = Envelope(uuid4(), event.TYPE, "classes", datetime.now(UTC), event.TOPIC, event.key)
    return Letter(event.TOPIC, 0, 0, event.key.encode(), envelope.headers(), event.model_dump_json().encode())


async def nothing(scene):
    pass


async def frozen(scene):
    """Registration is over; one more request of the higher group alone waits for its check."""
    other = (await make_families(scene.booking, 1))[0]
    last = (await book(door(scene.booking), other, scene.groups[1]))["enrollment_id"]
    await decide(scene)
    assert (await Staff(scene.booking).review(scene.groups[1], scene.ids[1])).json()["done"]
    scene.ids[1] = last


async def moved(scene):
    await door(scene.booking).post(
        f"/booking/api/v1/enrollments/{scene.ids[0]}/withdraw", headers=scene.family.with_key()
    )


WAITING, OFFERED, CHECKED = {"places": 0}, {"confirm_within": 1440}, {"review": "organizer"}
RANKED, DRAWN = {"decided": True, "way": "ranked"}, {"decided": True, "way": "draw"}
DEEDS = {
    "withdraw": (WAITING, nothing, withdraw),
    "accept": (OFFERED, nothing, accept),
    "expire": (OFFERED, nothing, expire),
    "check": (CHECKED, nothing, check),
    "put first": (WAITING, nothing, put_first),
    "cancel": (WAITING, nothing, cancel),
    "resize": (WAITING, nothing, resize),
    "refill": (WAITING, nothing, look_again),
    "move": ({}, moved, move),
    "hear": ({}, nothing, hear),
    "decide": (RANKED, nothing, decide),
    "the last check of a decision": (RANKED | CHECKED, frozen, check),
    "the last check of a draw": (DRAWN | CHECKED, frozen, check),
    "close a draw": (DRAWN, nothing, decide),
    "hold a draw": (DRAWN, decide, draw),
}


async def found(booking, name, stop):
    """Whether the deed of this name breaks the order."""
    rules, before, deed = DEEDS[name]
    scene = await Scene().open(booking, **rules)
    await before(scene)
    return await holds_behind(scene, deed, stop)


async def holds_behind(scene, deed, stop):
    """Whether `deed`, while it waits for the draw (`stop` -1) or a ledger, holds a ledger or a child that comes behind it."""
    pool = scene.booking.pool
    async with pool.acquire() as holder, pool.acquire() as taker:
        held = holder.transaction()
        await held.start()
        if stop < 0:
            await holder.execute("SELECT FROM draw FOR UPDATE")
        else:
            await holder.execute("SELECT FROM ledger WHERE group_id = $1 FOR UPDATE", scene.groups[stop])
        doing = asyncio.create_task(deed(scene))
        its = await eventually(lambda: blocked_by(pool, holder.get_server_pid()))
        taking = asyncio.create_task(take(taker, scene.groups[stop + 1 :]))

        async def known():
            return taking.done() or set(its) & set(await blocking(pool, taker.get_server_pid()))

        await eventually(known)
        found = not taking.done()
        taking.cancel()
        await asyncio.wait([taking])
        await held.rollback()
        await doing
    return found


async def take(conn, group_ids):
    await conn.execute("SELECT FROM ledger WHERE group_id = ANY ($1::uuid[]) FOR NO KEY UPDATE", group_ids)
    await conn.execute("SELECT FROM child FOR NO KEY UPDATE")


async def blocked_by(pool, pid):
    query = "SELECT array_agg(pid) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
    return await pool.fetchval(query, pid)


async def blocking(pool, pid):
    return await pool.fetchval("SELECT pg_blocking_pids($1)", pid)


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        yield running


@pytest.mark.parametrize("name", DEEDS)
async def test_who_waits_holds_nothing_that_comes_behind(booking, name):
    for stop in (-1, 0, 1) if "a draw" in name else (0, 1):
        assert not await found(booking, name, stop), stop


async def test_negative_control_another_order_is_found(booking, monkeypatch):
    saying(monkeypatch, "lock_ledgers", "ORDER BY l.group_id", "ORDER BY l.group_id DESC")
    for name in DEEDS:
        assert await found(booking, name, 0), name


async def test_negative_control_a_check_that_forgets_the_decision_is_found(booking, monkeypatch):
    saying(monkeypatch, "decided_with", "e.id = ANY", "false AND e.id = ANY")
    assert await found(booking, "the last check of a decision", 0)


async def test_negative_control_events_that_share_a_transaction_are_found(booking, monkeypatch):
    def sharing(book):
        async def one_by_one(conn, event, _):
            await learn_groups(conn, book, [event])

        return {GroupRevised: one_by_one}

    monkeypatch.setattr("tests.integration.test_booking_locks.handlers", sharing)
    assert await found(booking, "hear", 0)
