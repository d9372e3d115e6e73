"""A draw on the real database: promised, entered, frozen at its instant, held once, checked by anybody."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from aixin.invariants import BOOKING
from services.booking.domain.draw import commitment, entrant_of, list_hash, order
from services.booking.store import draws
from services.booking.usecases.draw import freeze_draw, hold_draw
from shared.db.pool import transaction
from shared.errors import Conflict
from tests.support.booking import book, door, make_families, publish
from tests.support.eventually import eventually

PUBLIC = "3 5 8"


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        yield running


async def entered(booking, count, *, capacity=2, way="draw", **changes):
    """A group that draws, with so many families in it."""
    group_id = await publish(booking, capacity=capacity, way=way, draw_source="福彩 3D", **changes)
    families = await make_families(booking, count)
    answers = [await book(door(booking), family, group_id) for family in families]
    return group_id, families, answers


async def seen(booking, group_id):
    async with booking.pool.acquire() as conn:
        return await draws.find(conn, group_id)


async def freeze(booking, group_id):
    async with transaction(booking.pool) as conn:
        await freeze_draw(conn, booking.app.state.desk.book, group_id)


async def hold(booking, group_id, randomness=PUBLIC):
    async with transaction(booking.pool) as conn:
        await hold_draw(conn, booking.app.state.desk.book, group_id, randomness)


async def test_from_entering_to_the_result(booking):
    group_id, families, answers = await entered(booking, 5)
    assert {a["result"] for a in answers} == {"entered"}
    promised = await seen(booking, group_id)
    assert (promised.entered, promised.entrants, promised.secret) == (5, None, None)

    await freeze(booking, group_id)
    frozen = await seen(booking, group_id)
    assert frozen.entrants == sorted(entrant_of(a["enrollment_id"]) for a in answers)
    assert (frozen.entrants_hash, frozen.secret) == (list_hash(frozen.entrants), None)

    await hold(booking, group_id)
    drawn = await seen(booking, group_id)
    assert commitment(drawn.secret) == promised.secret_hash
    assert [r["entrant"] for r in drawn.result] == order(drawn.entrants, drawn.secret, PUBLIC)
    states = {
        entrant_of(str(r["id"])): r["state"] for r in await booking.pool.fetch("SELECT id, state FROM enrollment")
    }
    assert states == {r["entrant"]: r["outcome"] for r in drawn.result}
    mine = (await door(booking).get("/booking/api/enrollments", headers=families[0].headers)).json()[0]
    told = next(r for r in drawn.result if r["entrant"] == entrant_of(mine["id"]))
    assert (mine["state"], mine["position"]) == (told["outcome"], told["position"])
    assert not [name for name, sql in BOOKING.items() if await booking.pool.fetch(sql)]


async def test_the_list_freezes_by_itself_at_closing(booking):
    soon = datetime.now(UTC) + timedelta(seconds=3)
    group_id, _, _ = await entered(booking, 2, closes_at=soon)

    async def frozen():
        return (await seen(booking, group_id)).frozen_at

    assert await eventually(frozen, within=20) >= soon


async def test_places_for_all_need_no_draw_where_the_notice_says_so(booking):
    group_id, _, _ = await entered(booking, 2, way="draw_if_oversubscribed")
    await freeze(booking, group_id)
    assert {r["outcome"] for r in (await seen(booking, group_id)).result} == {"confirmed"}


async def test_too_many_for_the_places_wait_for_the_public_number(booking):
    group_id, _, _ = await entered(booking, 3, way="draw_if_oversubscribed")
    await freeze(booking, group_id)
    assert (await seen(booking, group_id)).result is None


async def test_it_is_held_once_and_only_from_a_frozen_list(booking):
    group_id, _, _ = await entered(booking, 5)
    with pytest.raises(Conflict):
        await hold(booking, group_id)
    await freeze(booking, group_id)
    held = await asyncio.gather(*(hold(booking, group_id, text) for text in ("1", "2", "3")), return_exceptions=True)
    assert sorted(type(h).__name__ for h in held) == ["Conflict", "Conflict", "NoneType"]
    assert not [name for name, sql in BOOKING.items() if await booking.pool.fetch(sql)]


async def test_families_that_enter_and_leave_while_it_freezes_are_on_the_list_or_not_in_the_draw(booking):
    group_id, families, answers = await entered(booking, 20)
    web, late = door(booking), await make_families(booking, 20)

    async def leave(family, answer):
        path = f"/booking/api/enrollments/{answer['enrollment_id']}/withdraw"
        return (await web.post(path, headers=family.with_key())).json()["result"]

    await asyncio.gather(
        *(leave(f, a) for f, a in zip(families[:10], answers[:10], strict=True)),
        *(book(web, f, group_id) for f in late),
        freeze(booking, group_id),
    )
    in_the_draw = await booking.pool.fetch("SELECT id FROM enrollment WHERE state = 'entered'")
    assert (await seen(booking, group_id)).entrants == sorted(entrant_of(str(r["id"])) for r in in_the_draw)
    await hold(booking, group_id)
    assert not [name for name, sql in BOOKING.items() if await booking.pool.fetch(sql)]


async def test_what_was_published_stays_whatever_the_organizer_changes_later(booking):
    """Another source after the freeze, or more places after the draw, would make a right result look wrong."""
    group_id, _, _ = await entered(booking, 5)
    await freeze(booking, group_id)
    await publish(booking, group_id, 2, capacity=2, way="draw", draw_source="别的号码")
    assert (await seen(booking, group_id)).source == "福彩 3D"
    await hold(booking, group_id)
    await publish(booking, group_id, 3, capacity=4, way="draw", draw_source="别的号码")
    drawn = await seen(booking, group_id)
    assert (drawn.source, drawn.capacity) == ("福彩 3D", 2)
    assert [r["outcome"] for r in drawn.result].count("confirmed") == drawn.capacity
