"""What an organizer changes afterwards is told to every family it concerns: once, in order, old → new, and to nobody else."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.handlers import handlers
from services.booking.usecases import tell_change
from services.booking.usecases.learn_group import learn_groups
from shared.db.pool import transaction
from shared.events.catalogue import GroupRevised
from shared.events.envelope import Envelope
from shared.events.rules import GroupRules
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from tests.support.booking import book, facts, make_families, publish, unlocked
from tests.support.eventually import eventually
from tests.support.outcomes import act, page
from tests.support.told import meetings, told


def letter(group_id, revision, **changes):
    event = GroupRevised(group_id=group_id, revision=revision, facts=facts(**changes))
    envelope = Envelope(uuid4(), event.TYPE, "classes", datetime.now(UTC), event.TOPIC, event.key)
    return Letter(event.TOPIC, 0, revision, event.key.encode(), envelope.headers(), event.model_dump_json().encode())


async def hear(booking, *letters):
    """What booking's consumer does with these."""
    await Inbox(booking.pool, "booking", handlers(booking.app.state.desk.book)).take(letters)


async def test_every_family_with_a_place_an_offer_or_a_turn_is_told_and_nobody_else(booking, web):
    group_id = await publish(booking, capacity=2, rules=GroupRules(answer_within=24 * 60))
    families = await make_families(booking, 4)
    ids = [(await book(web, family, group_id))["enrollment_id"] for family in families]
    await act(web, families[0], "withdraw", ids[0])  # the third has an offer now, the fourth waits
    await publish(booking, group_id, 2, capacity=2, rules=GroupRules(answer_within=24 * 60), meetings=meetings(1))
    events = await told(booking, "group-changed")
    assert {e["enrollment_id"] for e in events} == set(ids[1:]) and len(events) == 3
    (one, *_) = events
    assert one["changed"] == ["when"] and one["child_name"] == "张*明"
    assert (one["before"]["first_day"], one["group"]["first_day"]) == tuple(
        str(meetings(weeks)[0].date) for weeks in (0, 1)
    )
    assert one["dropped"] == one["added"] == []  # nothing stays: the dates say it all


async def test_a_day_in_the_middle_is_named(booking, web, family):
    group_id = await publish(booking)
    await book(web, family, group_id)
    others = [*meetings()[:2], *meetings(1)[2:3], *meetings()[3:]]
    await publish(booking, group_id, 2, meetings=sorted(others, key=lambda m: m.date))
    (event,) = await told(booking, "group-changed")
    assert [e["date"] for e in event["dropped"]] == [str(meetings()[2].date)]
    assert [e["date"] for e in event["added"]] == [str(meetings(1)[2].date)]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"address": "济宁 高新区。"}, []),
        ({"title": "寒假托管（一班）", "capacity": 3}, []),
        ({"address": "济宁高新区 2 号"}, ["where"]),
        ({"site": "新的职工之家"}, ["where"]),
        ({"bring": "水杯"}, ["bring"]),
        ({"meetings": meetings(start=9), "title": "二班"}, ["when", "title"]),
    ],
)
async def test_what_a_family_must_act_on_is_told_and_a_comma_is_not(booking, web, family, said, what):
    group_id = await publish(booking)
    await book(web, family, group_id)
    await publish(booking, group_id, 2, **said)
    assert [e["changed"] for e in await told(booking, "group-changed")] == ([what] if what else [])


async def test_what_parts_two_numbers_is_no_comma(booking, web, family):
    group_id = await publish(booking, address="同济路 8-1 号")
    await book(web, family, group_id)
    await publish(booking, group_id, 2, address="同济路 81 号")
    assert len(await told(booking, "group-changed")) == 1


async def test_another_instant_of_the_draw_is_told_to_those_who_entered(booking, web):
    soon = datetime.now(UTC) + timedelta(hours=1)
    group_id = await publish(booking, way="draw", closes_at=soon)
    (family,) = await make_families(booking, 1)
    await book(web, family, group_id)
    placed = await publish(booking, closes_at=soon, session="other", meetings=meetings(3))
    await book(web, family, placed)
    for group, more in ((group_id, {"way": "draw"}), (placed, {"meetings": meetings(3), "session": "other"})):
        await publish(booking, group, 2, closes_at=soon + timedelta(hours=2), **more)
    (event,) = await told(booking, "group-changed")
    assert event["changed"] == ["decided"] and datetime.fromisoformat(event["decided_before"]) == soon


async def test_redelivered_late_or_out_of_order_a_change_is_told_once_and_an_older_one_never(booking, web, family):
    group_id = await publish(booking)
    await book(web, family, group_id)
    second, third = letter(group_id, 2, meetings=meetings(1)), letter(group_id, 3, meetings=meetings(2))
    await hear(booking, *[third] * 3, second, second, third)
    (event,) = await told(booking, "group-changed")
    spans = [(meetings(weeks)[0].date, meetings(weeks)[-1].date) for weeks in (0, 2)]
    assert [(e["first_day"], e["last_day"]) for e in (event["before"], event["group"])] == [
        (str(first), str(last)) for first, last in spans
    ]
    assert await booking.pool.fetchval("SELECT count(*) FROM dead_letter") == 0


async def test_two_changes_in_quick_succession_are_two_messages_in_order(booking, web, family):
    group_id = await publish(booking)
    await book(web, family, group_id)
    await hear(
        booking, letter(group_id, 2, meetings=meetings(1)), letter(group_id, 3, site="新址", meetings=meetings(1))
    )
    assert [e["changed"] for e in await told(booking, "group-changed")] == [["when"], ["where"]]


async def test_a_large_group_is_told_in_portions(booking, web, monkeypatch):
    monkeypatch.setattr(tell_change, "AT_ONCE", 2)
    group_id = await publish(booking)
    families = await make_families(booking, 5)
    await asyncio.gather(*(book(web, family, group_id) for family in families))
    await publish(booking, group_id, 2, meetings=meetings(1))
    events = await told(booking, "group-changed")
    assert len({e["enrollment_id"] for e in events}) == len(events) == 5


@pytest.mark.parametrize("locked", [True, False])
async def test_who_books_while_a_change_is_learned_books_by_the_new_facts_or_is_told(booking, web, monkeypatch, locked):
    if not locked:  # negative control: without the ledger's lock a family is told the old days, and never the new ones
        unlocked(monkeypatch, "lock_ledgers")
    group_id = await publish(booking)
    first, second = await make_families(booking, 2)
    await book(web, first, group_id)
    book_of_groups = booking.app.state.desk.book
    known = dict(book_of_groups._known)
    async with transaction(booking.pool) as conn:
        change = GroupRevised(group_id=group_id, revision=2, facts=facts(meetings=meetings(1)))
        await learn_groups(conn, book_of_groups, [change])
        book_of_groups._known.update(known)  # as another instance has it, that has not heard of the change
        booked = asyncio.create_task(book(web, second, group_id))
        if locked:
            waits = "SELECT true FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))"
            await eventually(lambda: conn.fetchval(waits, conn.get_server_pid()))
        else:
            await booked
    assert (await booked)["result"] == "confirmed"
    (confirmed,) = await told(booking, "enrollment-confirmed", second)
    assert (confirmed["group"]["first_day"] == str(meetings(1)[0].date)) == locked
    assert await told(booking, "group-changed", second) == []
    assert len(await told(booking, "group-changed", first)) == 1


async def test_pages_show_the_change_until_it_is_over(booking, web, family):
    group_id = await publish(booking)
    enrollment = (await book(web, family, group_id))["enrollment_id"]
    assert "有变" not in await page(web, family)
    await publish(booking, group_id, 2, meetings=meetings(1, start=9), address="同济路 8 号", capacity=9)
    for path in ("", f"enrollments/{enrollment}"):
        shown = await page(web, family, path)
        assert "时间有变：原" in shown and "08:30–17:30 → 现" in shown and "济宁高新区 → 现" in shown
    late = (await make_families(booking, 1))[0]
    await book(web, late, group_id)
    assert "有变" not in await page(web, late)  # it has never known another one
    await publish(booking, group_id, 3)
    assert "有变" not in await page(web, family)  # as it was again
    await publish(booking, group_id, 4, meetings=meetings(1))
    await act(web, family, "withdraw", UUID(str(enrollment)))
    assert "有变" not in await page(web, family)
