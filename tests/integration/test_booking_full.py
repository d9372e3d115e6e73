"""A group known to be full: refused at once, without a lock; and whoever asks after a place was freed finds it, wherever it was freed."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from services.booking.store import batch as store
from services.booking.usecases import desk as desks
from tests.support.booking import book, broken, door, make_families, publish

WHOLE_LIST = {"waiting_limit": 0}
LOCKED = "SELECT group_id FROM ledger FOR UPDATE"


async def withdraw(web, family, answer):
    """Give the place up."""
    path = f"/booking/api/v1/enrollments/{answer['enrollment_id']}/withdraw"
    return (await web.post(path, headers=family.with_key())).json()["result"]


async def full(system, capacity=1):
    """A group whose places are taken, who has them, and that the desk knows it."""
    group = await publish(system, capacity=capacity, **WHOLE_LIST)
    *placed, other = await make_families(system, capacity + 1)
    answers = [await book(door(system), family, group) for family in placed]
    assert (await book(door(system), other, group))["result"] == "full"
    return group, list(zip(placed, answers, strict=True))


@pytest.fixture
def decided_under_locks(monkeypatch):
    """How many requests each batch had that came that far."""
    found, admit = [], desks.admit

    async def noted(conn, book, requests, *args):
        found.append(len(requests))
        return await admit(conn, book, requests, *args)

    monkeypatch.setattr(desks, "admit", noted)
    return found


async def test_a_refusal_waits_for_no_lock_and_stands_for_its_key(booking, web, decided_under_locks):
    group, _ = await full(booking)
    families = await make_families(booking, 30)
    before = len(decided_under_locks)
    async with booking.pool.acquire() as conn, conn.transaction():
        await conn.execute(LOCKED)
        firsts = await asyncio.gather(*(book(web, f, group, key=f"asked-again-{n}") for n, f in enumerate(families)))
        again = await asyncio.gather(*(book(web, f, group, key=f"asked-again-{n}") for n, f in enumerate(families)))
    assert {answer["result"] for answer in firsts} == {"full"}
    assert firsts == again
    assert len(decided_under_locks) == before


async def test_what_stands_first_in_the_way_is_said(booking, web):
    """Who has a place already, who is not let in, whose child it is not."""
    group, [(family, answer)] = await full(booking)
    assert (await book(web, family, group))["enrollment_id"] == answer["enrollment_id"]
    assert (await book(web, family, group))["result"] == "already_booked"
    (too_old,) = await make_families(booking, 1, grade=9)
    assert (await book(web, too_old, group))["result"] == "not_eligible"
    body = {"group_id": str(group), "child_id": str(too_old.child_id)}
    assert (await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key())).status_code == 404


async def test_a_key_that_another_desk_answered_meanwhile_keeps_that_answer(system, database, monkeypatch):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group, _ = await full(one)
        (family,) = await make_families(one, 1)
        refuse, answers = desks.refuse, []

        async def overtaken(*args):
            if not answers:
                answers.append(None)
                answers[0] = await book(door(two), family, group, key="one-key-of-two-desks")
            return await refuse(*args)

        monkeypatch.setattr(desks, "refuse", overtaken)
        assert await book(door(one), family, group, key="one-key-of-two-desks") == answers[0]
        assert await one.pool.fetchval("SELECT count(*) FROM idempotent_answer WHERE key = 'one-key-of-two-desks'") == 1


async def freed_and_asked_for(systems, group, placed, rushing):
    """Places are freed one after the other at the one desk; after each, a family asks at the other, while others rush for it."""
    one, two = systems
    found = []
    for family, answer in placed:
        assert await withdraw(door(one), family, answer) == "withdrawn"
        results = await asyncio.gather(*(book(door(two), rushing.pop(), group) for _ in range(5)))
        found.append(sum(result["result"] == "confirmed" for result in results))
    return found


def by_memory(monkeypatch):
    """A desk that goes by the ledgers as it first read them, where it does not lock them."""
    load, first = store.load, {}

    async def remembered(conn, book, requests, *, lock=True):
        snapshot, known = await load(conn, book, requests, lock=lock)
        return (snapshot if lock else replace(snapshot, ledgers=first.setdefault("ledgers", snapshot.ledgers))), known

    monkeypatch.setattr(store, "load", remembered)


@pytest.mark.parametrize("looking", [True, False], ids=["looking", "negative control"])
async def test_a_place_that_was_freed_elsewhere_is_there_for_who_asks_next(system, database, monkeypatch, looking):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group, placed = await full(one, capacity=8)
        rushing = await make_families(one, 42)
        if not looking:
            by_memory(monkeypatch)
        for _ in range(2):  # it learns that the group is full, and refuses by that
            assert (await book(door(two), rushing.pop(), group))["result"] == "full"
        found = await freed_and_asked_for((one, two), group, placed, rushing)
        assert (found == [1] * 8) == looking
        assert await broken(one) == set()


async def test_places_freed_under_a_rush_are_all_given_and_nobody_is_left_unanswered(system, database):
    dsn = await database("booking")
    async with system("booking", dsn) as one, system("booking", dsn) as two:
        group, placed = await full(one, capacity=10)
        rushing = await make_families(one, 300)
        webs = door(one), door(two)
        answers = await asyncio.gather(
            *(book(webs[n % 2], family, group, key=str(uuid4())) for n, family in enumerate(rushing)),
            *(withdraw(webs[n % 2], family, answer) for n, (family, answer) in enumerate(placed)),
        )
        results = [answer["result"] for answer in answers[:300]]
        assert answers[300:] == ["withdrawn"] * 10
        assert {*results} <= {"confirmed", "full"}
        left = 10 - results.count("confirmed")
        late = [(await book(webs[n % 2], f, group))["result"] for n, f in enumerate(await make_families(one, 11))]
        assert late == ["confirmed"] * left + ["full"] * (11 - left)
        assert await broken(one) == set()
