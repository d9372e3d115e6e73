"""A draw on the real database: promised, entered, frozen at its instant, held once, checked by anybody."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.booking.domain.draw import changes, fingerprint, list_hash, order, verify
from services.booking.domain.pseudonyms import entrant_of
from services.booking.usecases.learn_group import call_off
from shared.db.pool import transaction
from shared.errors import Conflict
from shared.events.catalogue import GroupCancelled
from shared.events.rules import GroupRules
from tests.support.booking import book, broken, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.held import document, freeze, hold, seen


async def entered(booking, count, *, capacity=2, way="draw", **changes):
    """A group that draws, with so many families in it."""
    group_id = await publish(booking, capacity=capacity, way=way, draw_source="福彩 3D", **changes)
    families = await make_families(booking, count)
    answers = [await book(door(booking), family, group_id) for family in families]
    return group_id, families, answers


def outcome(row):
    return "confirmed" if row["choice"] else "waitlisted" if row["turns"] else "unplaced"


async def test_places_stand_with_the_list_and_what_the_organizer_changes_meanwhile_counts_after_the_draw(booking):
    for later, confirmed in ((5, 5), (1, 2)):
        group_id, _, _ = await entered(booking, 6, waiting_limit=9)
        await freeze(booking, group_id)
        kept = await document(booking, group_id)
        await publish(booking, group_id, 2, capacity=later, way="draw", draw_source="福彩 3D", waiting_limit=9)
        assert await document(booking, group_id) == kept
        await hold(booking, group_id)
        drawn = await document(booking, group_id)
        assert (verify(drawn), changes(kept, drawn), drawn["groups"]) == ([], [], kept["groups"])
        assert sum(row["choice"] == 1 for row in drawn["result"]) == 2
        ledger = await booking.pool.fetchrow("SELECT capacity, taken FROM ledger WHERE group_id = $1", group_id)
        assert tuple(ledger) == (max(later, 2), confirmed)
        assert await broken(booking) == set()


async def test_from_entering_to_the_result(booking):
    group_id, families, answers = await entered(booking, 5)
    assert {a["result"] for a in answers} == {"entered"}
    promised = await seen(booking, group_id)
    assert (promised.entered, promised.units, promised.secret) == (5, None, None)

    await freeze(booking, group_id)
    frozen = await seen(booking, group_id)
    assert [unit["unit"] for unit in frozen.units] == sorted(entrant_of(group_id, f.child_id) for f in families)
    assert (frozen.units_hash, frozen.secret) == (list_hash(frozen.units), None)

    await hold(booking, group_id)
    drawn = await seen(booking, group_id)
    assert fingerprint(drawn.secret) == promised.secret_hash
    assert [row["unit"] for row in drawn.result] == [one["unit"] for one in order(drawn.units, drawn.secret, "3 5 8")]
    rows = await booking.pool.fetch("SELECT child_id, state FROM enrollment")
    assert {entrant_of(group_id, r["child_id"]): r["state"] for r in rows} == {
        row["unit"]: outcome(row) for row in drawn.result
    }
    mine = (await door(booking).get("/booking/api/v1/enrollments", headers=families[0].headers)).json()["enrollments"][
        0
    ]
    told = next(row for row in drawn.result if row["unit"] == entrant_of(group_id, families[0].child_id))
    assert (mine["state"], mine["position"]) == (outcome(told), told["turns"].get(str(group_id)))
    assert await broken(booking) == set()


async def test_the_list_freezes_by_itself_at_closing(booking):
    group_id, _, _ = await entered(booking, 2)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    await publish(booking, group_id, 2, capacity=2, way="draw", draw_source="福彩 3D", closes_at=soon)

    async def frozen():
        return (await seen(booking, group_id)).frozen_at

    assert await eventually(frozen) >= soon


async def test_places_for_all_need_no_draw_where_the_notice_says_so(booking):
    group_id, _, _ = await entered(booking, 2, way="draw_if_oversubscribed")
    await freeze(booking, group_id)
    assert {row["choice"] for row in (await seen(booking, group_id)).result} == {1}


async def test_too_many_for_the_places_wait_for_the_public_number(booking):
    group_id, _, _ = await entered(booking, 3, way="draw_if_oversubscribed")
    await freeze(booking, group_id)
    assert (await seen(booking, group_id)).result is None


async def test_it_is_held_once_and_only_from_a_frozen_list(booking):
    group_id, _, _ = await entered(booking, 5)
    with pytest.raises(Conflict):
        await hold(booking, group_id)
    await freeze(booking, group_id)
    held = await asyncio.gather(*(hold(booking, group_id, number=n) for n in "123"), return_exceptions=True)
    assert sorted(type(h).__name__ for h in held) == ["Conflict", "Conflict", "NoneType"]
    assert await broken(booking) == set()


async def test_who_comes_after_a_list_that_nobody_was_on_is_not_kept_waiting_for_a_draw(booking):
    soon = datetime.now(UTC) + timedelta(hours=1)
    group_id = await publish(booking, rules=GroupRules(way="draw", decide_at=soon), draw_source="福彩 3D")
    await freeze(booking, group_id)
    drawn = await seen(booking, group_id)
    assert (drawn.units, drawn.result, drawn.randomness) == ([], [], "")
    late = (await make_families(booking, 1))[0]
    assert (await book(door(booking), late, group_id))["result"] == "confirmed"


async def test_families_that_enter_and_leave_while_it_freezes_are_on_the_list_or_not_in_the_draw(booking):
    group_id, families, answers = await entered(booking, 20)
    web, late = door(booking), await make_families(booking, 20)

    async def leave(family, answer):
        path = f"/booking/api/v1/enrollments/{answer['enrollment_id']}/withdraw"
        return (await web.post(path, headers=family.with_key())).json()["result"]

    *told, _ = await asyncio.gather(
        *(leave(f, a) for f, a in zip(families[:10], answers[:10], strict=True)),
        *(book(web, f, group_id) for f in late),
        freeze(booking, group_id),
    )
    assert {answer if isinstance(answer, str) else answer["result"] for answer in told} <= {
        "withdrawn", "frozen", "entered", "deciding",
    }  # fmt: skip
    on_the_list = await booking.pool.fetch("SELECT child_id FROM enrollment WHERE state = 'entered'")
    numbers = sorted(entrant_of(group_id, r["child_id"]) for r in on_the_list)
    assert [unit["unit"] for unit in (await seen(booking, group_id)).units] == numbers
    await hold(booking, group_id)
    assert await broken(booking) == set()


async def test_what_was_published_stays_whatever_the_organizer_changes_later(booking):
    """Another source after the freeze, or more places after the draw, would make a right result look wrong."""
    group_id, _, _ = await entered(booking, 5)
    await freeze(booking, group_id)
    await publish(booking, group_id, 2, capacity=2, way="draw", draw_source="别的号码")
    assert (await seen(booking, group_id)).source == "福彩 3D"
    await hold(booking, group_id)
    await publish(booking, group_id, 3, capacity=4, way="draw", draw_source="别的号码")
    drawn = await seen(booking, group_id)
    assert (drawn.source, drawn.places) == ("福彩 3D", 2)
    assert [row["choice"] for row in drawn.result] == [1, 1, None, None, None]


async def cancel(booking, group_id):
    async with transaction(booking.pool) as conn:
        await call_off(conn, booking.app.state.desk.book, GroupCancelled(group_id=group_id, revision=9, reason="停课"))


@pytest.mark.parametrize("way", ["draw", "draw_if_oversubscribed"])
async def test_of_a_group_that_was_called_off_nothing_is_drawn_and_nothing_fails(booking, way):
    before, _, _ = await entered(booking, 2, way=way)
    await cancel(booking, before)
    await freeze(booking, before)
    after, _, _ = await entered(booking, 3, way=way)
    await freeze(booking, after)
    await cancel(booking, after)
    with pytest.raises(Conflict):
        await hold(booking, after)
    assert [(await seen(booking, id_)).result for id_ in (before, after)] == [None, None]
    assert await broken(booking) == set()
