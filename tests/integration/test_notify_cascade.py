"""What costs waits whether the message is read where it costs nothing; what a later message settles is not sent any more."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.notify import short, texts
from services.notify.store import deliveries
from services.notify.store.channels import open_channel
from shared.db.pool import connection
from shared.events.family import GuardianLeft
from tests.support.eventually import eventually
from tests.support.notify import CARD, browser, happened, key, reachable, running, say, states
from tests.support.sms import texting
from tests.support.telling import SLOW, telling

PATIENCE = 600.0


@pytest.fixture
async def system(database, keys_dir):
    """Text messages are open and wait for ten minutes; nobody sends them."""
    async with telling(database, keys_dir, SLOW) as made:
        async with connection(made.pool) as conn:
            await open_channel(conn, "sms", short.kinds(), short.kinds(), PATIENCE)
        yield made


async def waits(system, channel="sms"):
    """Seconds from now until each delivery by the channel is due, in the order in which they were told."""
    rows = await system.pool.fetch(
        "SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS wait FROM delivery WHERE channel = $1 AND due_at IS NOT NULL ORDER BY id",
        channel,
    )
    return [row["wait"] for row in rows]


@pytest.mark.parametrize(
    ("left", "most"), [(timedelta(days=2), PATIENCE), (timedelta(minutes=30), 180.0), (timedelta(0), 0.0)]
)
async def test_it_waits_ten_minutes_but_no_more_than_a_tenth_of_the_time_there_is(system, left, most):
    await say(system, happened("offered", uuid4(), until=datetime.now(UTC) + left))
    (wait,) = await waits(system)
    assert most - 60 < wait <= most


async def test_what_guards_a_family_does_not_wait_and_mail_neither(system):
    await reachable(system, person := uuid4())
    await say(system, GuardianLeft(family_id=uuid4(), person_id=person, guardian_ids=[person], at=datetime.now(UTC)))
    await say(system, happened("offered", person))
    guards, _ = await waits(system)
    assert guards <= 0 and max(await waits(system, "mail")) <= 0


async def test_a_change_waits_a_moment_for_the_next(system):
    await reachable(system, person := uuid4())
    await say(system, happened("changed", person))
    (wait,) = await waits(system, "mail")
    assert 0 < wait <= 60


@pytest.mark.parametrize("reads", [True, False])
async def test_what_was_read_meanwhile_is_not_sent_to_the_phone(database, keys_dir, tmp_path, reads):
    async with texting("aliyun", database, keys_dir, tmp_path) as told, running(told.settings) as system:
        person, _ = await told.somebody()
        await system.pool.execute("UPDATE channel SET patience = '1 hour' WHERE name = 'sms'")
        await say(system, happened("offered", person))
        if reads:
            async with browser(system, person) as web:
                await web.post("/notify/api/v1/read-all", headers=key())
        await system.pool.execute("UPDATE delivery SET due_at = clock_timestamp() WHERE channel = 'sms'")

        async def settled():
            return await states(system, "sms") == ({"suppressed": 1} if reads else {"accepted": 1})

        await eventually(settled)
        assert len(await told.provider.ledger()) == (0 if reads else 1)


async def test_two_changes_are_one_message_that_tells_both(system):
    await reachable(system, person := uuid4())
    first = happened("changed", person, changed=["where"], before=CARD, group={"site": "新馆"})
    second = happened(
        "changed",
        person,
        changed=["when"],
        before=CARD | {"site": "新馆"},
        group={"site": "新馆", "last_day": "2027-02-26"},
        enrollment_id=first.enrollment_id,
        child_id=first.child_id,
    )
    await say(system, first)
    await say(system, second)
    assert await states(system) == {"suppressed": 1, "queued": 1} == await states(system, "sms")
    row = await system.pool.fetchrow("SELECT params FROM message WHERE read_at IS NULL")
    assert await system.pool.fetchval("SELECT count(*) FROM message") == 2
    body = texts.text("changed", "zh", row["params"]).body
    assert "活动中心" in body and "新馆" in body and "2月26日" in body


async def test_what_was_told_long_ago_or_of_another_enrollment_stays_for_itself(system):
    await reachable(system, person := uuid4())
    first = happened("changed", person, changed=["where"], before=CARD, group={"site": "新馆"})
    await say(system, first)
    await system.pool.execute("UPDATE message SET created_at = created_at - interval '2 minutes'")
    await say(system, happened("changed", person, child_id=first.child_id))
    assert await states(system) == {"queued": 2}
    assert await system.pool.fetchval("SELECT count(*) FROM message WHERE read_at IS NULL") == 2


@pytest.mark.parametrize(
    ("earlier", "later", "left"),
    [("offered", "withdrawn", 1), ("offered", "reminded", 1), ("waitlisted", "promoted", 1), ("confirmed", "changed", 2),
     ("first-day", "changed", 1), ("first-day", "cancelled", 1), ("confirmed", "first-day", 2), ("confirmed", "asked-again", 2),
     ("sent-back", "submitted", 2), ("to-mend", "waitlisted", 2), ("sent-back", "confirmed", 1), ("doubted", "confirmed", 2), ("doubted", "cancelled", 1)],
)  # fmt: skip
async def test_a_stale_message_is_dropped_with_a_record(system, earlier, later, left):
    await reachable(system, person := uuid4())
    first = happened(earlier, person)
    await say(system, first)
    await say(system, happened(later, person, enrollment_id=first.enrollment_id, child_id=first.child_id))
    found = await states(system)
    assert found == ({"queued": left} | ({"suppressed": 1} if left == 1 else {}))
    assert (
        await system.pool.fetchval("SELECT count(*) FROM delivery WHERE reason = 'told later' AND channel = 'mail'")
        == 2 - left
    )


async def test_what_a_worker_has_taken_goes_out(system):
    await reachable(system, person := uuid4())
    first = happened("offered", person)
    await say(system, first)
    async with connection(system.pool) as conn:
        assert await deliveries.claim(conn, "mail", 90.0, 0.0, None)
    await say(system, happened("withdrawn", person, enrollment_id=first.enrollment_id, child_id=first.child_id))
    assert await states(system) == {"sending": 1, "queued": 1}
