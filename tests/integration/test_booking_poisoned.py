"""One request that cannot be written: those that came with it in one batch are answered as if it had not been there, and only it fails."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from services.booking.domain.requests import Enroll, Seat
from shared.kernel.answer import digest
from tests.support.booking import ask, broken, make_families, publish
from tests.support.eventually import eventually

WAITS = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)))"
BOOKED = "SELECT child_id FROM enrollment WHERE group_id = $1"


def asking(system, family, group, enrollment=None):
    """At the desk; a request for an enrollment that there is already is written by nobody."""
    seat = Seat(enrollment or uuid4(), family.child_id, group)
    what = digest("enroll", group, family.child_id)
    return asyncio.create_task(
        system.app.state.desk.ask(family.person_id, str(uuid4()), what, Enroll(family.person_id, ((seat,),)))
    )


async def test_a_poisoned_request_harms_none_of_its_neighbours(booking):
    group, families = await publish(booking), await make_families(booking, 6)
    there = (await ask(booking, families[:1], group))[0]
    first, poisoned, *rest = [
        asking(booking, family, group, there if n == 1 else None) for n, family in enumerate(families[1:])
    ]
    with pytest.raises(asyncpg.UniqueViolationError):
        await poisoned
    answers = await asyncio.gather(first, *rest)
    assert [answer.body["result"] for answer in answers] == ["confirmed"] * 4
    booked = {row["child_id"] for row in await booking.pool.fetch(BOOKED, group)}
    assert booked == {family.child_id for n, family in enumerate(families) if n != 2}
    assert await broken(booking) == set()


async def test_who_was_told_no_meanwhile_is_not_booked_when_the_batch_is_served_again(booking):
    """A batch waits for a ledger; the patience of one in it ends; the batch fails, and is served one by one."""
    group, families = await publish(booking), await make_families(booking, 4)
    there = (await ask(booking, families[:1], group))[0]
    async with booking.pool.acquire() as other, other.transaction():
        await other.execute("SELECT FROM ledger WHERE group_id = $1 FOR UPDATE", group)
        patient, impatient, poisoned = [
            asking(booking, family, group, there if n == 2 else None) for n, family in enumerate(families[1:])
        ]
        await eventually(lambda: other.fetchval(WAITS, other.get_server_pid()))
        impatient.cancel()
    assert (await patient).body["result"] == "confirmed"
    with pytest.raises(asyncpg.UniqueViolationError):
        await poisoned
    booked = {row["child_id"] for row in await booking.pool.fetch(BOOKED, group)}
    assert booked == {family.child_id for family in families[:2]}
    assert await broken(booking) == set()
