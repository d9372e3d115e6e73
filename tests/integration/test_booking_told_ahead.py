"""What families are told ahead: who has a place, of the day; who prepared, of the opening; who is to mend, of the end of that."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from services.booking.domain.ahead import before_opening, beginnings, evening_before
from services.booking.usecases import tell_ahead
from services.booking.usecases.tell_ahead import DAY_AHEAD, OPENS_SOON, tell_day, tell_opening
from shared.db.pool import transaction
from shared.events.catalogue import Dates
from shared.events.rules import Agreement, GroupRules
from shared.kernel.clock import ZONE
from tests.support.booking import DAYS, ask, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.mending import CHECKED, WHAT, mended, send_back
from tests.support.staff import Staff
from tests.support.told import meetings, told

AFTER = [day + timedelta(weeks=3) for day in DAYS]
BOTH = {
    "meetings": meetings() + meetings(3),
    "dates": Dates(blocks=[(DAYS[0], DAYS[-1]), (AFTER[0], AFTER[-1])]),
}
TEXT = "一、家长须按时接送。"
RULES = GroupRules(agreement=Agreement(title="服务协议", version="2", text=TEXT))
OPENS = (datetime.now(UTC) + timedelta(days=7)).replace(microsecond=0)


async def timers(booking, kind):
    """Subject → when, of those that are set."""
    rows = await booking.pool.fetch("SELECT subject, due_at FROM timer WHERE kind = $1", kind)
    return {row["subject"]: row["due_at"] for row in rows}


async def come(booking, kind, *words):
    """The instant of the timers of the kind whose subjects hold these words has come; wait until they were done."""
    pattern = "%".join(("", *words, ""))
    await booking.pool.execute(
        "UPDATE timer SET due_at = clock_timestamp() WHERE kind = $1 AND subject LIKE $2", kind, pattern
    )
    booking.committed()

    async def done():
        return not await booking.pool.fetchval(
            "SELECT count(*) FROM timer WHERE kind = $1 AND subject LIKE $2", kind, pattern
        )

    await eventually(done)


def dropped(kind):
    return tell_ahead.DROPPED.labels(kind)._value.get()


async def accepted(booking, family, text=TEXT, days=0):
    """The family accepted it so many days ago."""
    await booking.pool.execute(
        """INSERT INTO consent (family_id, kind, title, version, hash, given_by, given_at)
           SELECT family_id, 'agreement', 'a', '1', $2, person_id, now() - $3 * interval '1 day' FROM guardian WHERE person_id = $1""",
        family.person_id, sha256(text.encode()).hexdigest(), days,
    )  # fmt: skip


def test_the_first_of_each_block_is_a_beginning_and_nothing_twice():
    days = [date(2027, 1, n) for n in (4, 5, 11, 12)]
    assert beginnings(days, []) == [days[0]]
    assert beginnings(
        days, [(date(2027, 1, 3), days[1]), (date(2027, 1, 10), days[3]), (date(2027, 2, 1), date(2027, 2, 2))]
    ) == [days[0], days[2]]


def test_it_is_told_at_six_in_the_evening_and_ten_minutes_before():
    assert evening_before(date(2027, 1, 25)) == datetime(2027, 1, 24, 18, tzinfo=ZONE)
    at = datetime(2027, 1, 4, 0, 30, tzinfo=ZONE).astimezone(UTC)
    assert before_opening(at) == {
        "eve": datetime(2027, 1, 3, 18, tzinfo=ZONE),
        "soon": datetime(2027, 1, 4, 0, 20, tzinfo=ZONE),
    }


async def test_who_has_a_place_is_told_of_the_first_day_and_after_a_break_and_who_waits_is_not(booking):
    group_id = await publish(booking, capacity=1, bring="水杯", **BOTH)
    placed, waiting = await make_families(booking, 2)
    await ask(booking, [placed, waiting], group_id)
    assert await timers(booking, DAY_AHEAD) == {
        f"{group_id} {day}": datetime.combine(day - timedelta(days=1), time(18), ZONE) for day in (DAYS[0], AFTER[0])
    }
    await come(booking, DAY_AHEAD, str(group_id))
    (first,), (again,) = await told(booking, "first-day-reminded"), await told(booking, "restart-reminded")
    assert first["guardian_ids"] == again["guardian_ids"] == [str(placed.person_id)]
    assert (first["meeting"]["date"], again["meeting"]["date"]) == (str(DAYS[0]), str(AFTER[0]))
    assert first["group"]["bring"] == "水杯" and first["child_name"] == "张*明"


async def test_a_day_that_was_moved_is_dropped_and_the_new_one_told(booking):
    group_id = await publish(booking, meetings=meetings())
    (family,) = await make_families(booking, 1)
    await ask(booking, [family], group_id)
    await publish(booking, group_id, 2, meetings=meetings(1))
    before = dropped(DAY_AHEAD)
    await come(booking, DAY_AHEAD, str(DAYS[0]))
    assert dropped(DAY_AHEAD) == before + 1 and not await told(booking, "first-day-reminded")
    await come(booking, DAY_AHEAD, str(group_id))
    assert [event["meeting"]["date"] for event in await told(booking, "first-day-reminded")] == [
        str(DAYS[0] + timedelta(weeks=1))
    ]


async def test_whoever_gives_up_a_place_at_the_same_moment_is_told_before_or_not_at_all(booking):
    group_id = await publish(booking, meetings=meetings())
    families = await make_families(booking, 6)
    ids = await ask(booking, families, group_id)

    async def tell():
        async with transaction(booking.pool) as conn:
            await tell_day(conn, booking.app.state.desk.book, f"{group_id} {DAYS[0]}")

    async def give_up(family, id_):
        answer = await door(booking).post(f"/booking/api/v1/enrollments/{id_}/withdraw", headers=family.with_key())
        assert answer.status_code == 200, answer.text

    await asyncio.gather(tell(), *map(give_up, families, ids))
    order = await booking.pool.fetch(
        """SELECT convert_from(body, 'UTF8')::jsonb ->> 'enrollment_id' AS enrollment, type FROM outbox
           WHERE type IN ('booking.first-day-reminded.v1', 'booking.enrollment-withdrawn.v1') ORDER BY id"""
    )
    gone = set()
    for row in order:
        assert row["type"] == "booking.enrollment-withdrawn.v1" or row["enrollment"] not in gone
        gone |= {row["enrollment"]} if row["type"] == "booking.enrollment-withdrawn.v1" else set()
    assert len(gone) == 6


async def test_who_prepared_is_told_once_of_all_that_opens_together_and_nobody_else_is(booking):
    for title in ("一班", "二班", "三班", "四班"):
        await publish(booking, title=title, rules=RULES, opens_at=OPENS, closes_at=OPENS + timedelta(days=3))
    ready, long_ago, other, checked = await make_families(booking, 4)
    await accepted(booking, ready)
    await accepted(booking, long_ago, days=90)
    await accepted(booking, other, text="another")
    await booking.pool.execute(
        "INSERT INTO early_check (child_id, scope, group_id, asked_by) SELECT $1, 'x', id, $2 FROM class_group LIMIT 1",
        checked.child_id,
        checked.person_id,
    )
    assert len(await timers(booking, OPENS_SOON)) == 2
    await come(booking, OPENS_SOON, "eve")
    events = await told(booking, "opening-reminded")
    assert {event["guardian_ids"][0] for event in events} == {str(ready.person_id), str(checked.person_id)} and len(
        events
    ) == 2
    assert (
        events[0]["of"] == 4
        and len(events[0]["groups"]) == 3
        and datetime.fromisoformat(events[0]["opens_at"]) == OPENS
    )
    await come(booking, OPENS_SOON, "soon")
    assert len(await told(booking, "opening-reminded")) == 4


@pytest.mark.parametrize("opens_at", [OPENS + timedelta(hours=1), datetime.now(UTC) - timedelta(minutes=1)])
async def test_an_opening_that_was_put_off_or_has_passed_is_dropped(booking, opens_at):
    await publish(booking, rules=RULES, opens_at=opens_at, closes_at=OPENS + timedelta(days=3))
    (ready,) = await make_families(booking, 1)
    await accepted(booking, ready)
    before = dropped(OPENS_SOON)
    told_of = OPENS if opens_at > OPENS else opens_at
    async with transaction(booking.pool) as conn:
        await tell_opening(conn, booking.app.state.desk.book, f"gaoxin {told_of.isoformat()} soon")
    assert dropped(OPENS_SOON) == before + 1 and not await told(booking, "opening-reminded")


async def test_who_has_not_mended_is_told_before_it_is_too_late(booking):
    group_id = await publish(booking, capacity=2, rules=CHECKED)
    late, quick = await make_families(booking, 2)
    ids = await ask(booking, [late, quick], group_id)
    await send_back(Staff(booking), group_id, *ids)
    assert (await mended(booking, quick, ids[1])).status_code == 303
    await come(booking, "mending-nearly-ends")
    (event,) = await told(booking, "mending-reminded")
    assert (
        event["guardian_ids"] == [str(late.person_id)]
        and event["reason"] == WHAT
        and UUID(event["enrollment_id"]) == UUID(ids[0])
    )


async def test_nothing_is_promised_for_an_instant_that_has_passed(booking):
    await publish(booking, uuid4())
    assert not await timers(booking, OPENS_SOON)
