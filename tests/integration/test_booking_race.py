"""The opening second: 300 families, 30 places, two desks on one real database."""

import asyncio
from collections import Counter
from datetime import time, timedelta

import pytest

from shared.events.catalogue import Limit, Meeting
from tests.support.booking import DAYS, book, broken, door, make_families, meeting, publish, unlocked
from tests.support.owner import as_owner


async def race(systems, families, group_id):
    """Every family at once, half of them at each desk, each sending twice as a nervous thumb does."""
    webs = [door(system) for system in systems]
    asks = [
        book(webs[n % len(webs)], family, group_id, key=f"opening-{n}")
        for n, family in enumerate(families)
        for _ in range(2)
    ]
    return await asyncio.gather(*asks)


async def test_300_families_for_30_places(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group_id = await publish(one, capacity=30)
        families = await make_families(one, 300)
        answers = await race([one, two], families, group_id)

        assert answers[::2] == answers[1::2]  # the same key, the same answer
        assert Counter(a["result"] for a in answers[::2]) == {"confirmed": 30, "waitlisted": 270}
        positions = sorted(a["position"] for a in answers[::2] if a["result"] == "waitlisted")
        assert positions == list(range(1, 271))
        queue = await one.pool.fetch("SELECT id FROM enrollment WHERE state = 'waitlisted' ORDER BY seq")
        told = sorted((a["position"], a["enrollment_id"]) for a in answers[::2] if a["result"] == "waitlisted")
        assert [str(row["id"]) for row in queue] == [enrollment_id for _, enrollment_id in told]
        assert await broken(one) == set()


async def test_places_freed_under_load_go_in_order(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group_id = await publish(one, capacity=10)
        families = await make_families(one, 60)
        answers = await race([one, two], families, group_id)
        confirmed = [(f, a) for f, a in zip(families, answers[::2], strict=True) if a["result"] == "confirmed"]
        web = door(two)

        async def withdraw(family, answer):
            path = f"/booking/api/v1/enrollments/{answer['enrollment_id']}/withdraw"
            return (await web.post(path, headers=family.with_key())).json()["result"]

        late = await make_families(one, 20)
        results = await asyncio.gather(
            *(withdraw(f, a) for f, a in confirmed), *(book(door(one), f, group_id) for f in late)
        )
        assert results[:10] == ["withdrawn"] * 10
        promoted = await one.pool.fetch("SELECT seq FROM enrollment WHERE state = 'confirmed' ORDER BY seq")
        assert [row["seq"] for row in promoted] == list(range(11, 21))
        assert await broken(one) == set()


async def test_negative_control_without_the_lock_places_are_sold_twice(system, database, monkeypatch):
    """The race above must be able to fail: without the ledger's lock and constraint, the judge finds it."""
    dsn = await database("booking")
    unlocked(monkeypatch, "lock_ledgers")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        await as_owner(one, "ALTER TABLE ledger DROP CONSTRAINT no_place_sold_twice")
        await as_owner(one, "ALTER TABLE enrollment DROP CONSTRAINT one_turn_each")
        group_id = await publish(one, capacity=30)
        families = await make_families(one, 300)
        meeting(monkeypatch)
        await race([one, two], families, group_id)
        assert await broken(one)


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "negative control"])
async def test_a_child_asked_for_at_two_desks_at_once_gets_one_place(system, database, monkeypatch, locked):
    """Two groups at the same hours, and two that count for one limit: the child's lock lets one of each pair in."""
    dsn = await database("booking")
    if not locked:
        unlocked(monkeypatch, "lock_children")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        family = (await make_families(one, 1))[0]
        webs = door(one), door(two)
        twins = [await publish(one, session=name) for name in ("care", "dance")]
        limits = [Limit(scope="term", at_most=1)]
        later = [Meeting(date=DAYS[0] + timedelta(weeks=n), start=time(8), end=time(9)) for n in (2, 3)]
        terms = [await publish(one, limits=limits, meetings=[day], session="term") for day in later]
        for pair, refusal in ((twins, "overlaps"), (terms, "limited")):
            asks = [book(web, family, group) for web, group in zip(webs, pair, strict=True)]
            meeting(monkeypatch, locked=locked)
            results = sorted(answer["result"] for answer in await asyncio.gather(*asks))
            assert results == (["confirmed", refusal] if locked else ["confirmed", "confirmed"])
        assert (await broken(one) == set()) == locked
