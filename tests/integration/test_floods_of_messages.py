"""What befalls families by the thousand is told a hundred at a time: each once, in order, and poison among it is parked alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.notify.handlers import TELLING
from shared.db.pool import Connection
from shared.events.enrollment import EnrollmentSuperseded
from shared.events.envelope import Envelope, Event
from shared.messaging import inbox
from shared.messaging.handler import Alone, Handlers, Independent
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from shared.observability import metrics
from shared.system import System
from tests.support.notify import happened, reachable
from tests.support.owner import as_owner

MANY = inbox.AT_ONCE + 30
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def letter(event: Event, body: bytes = b"", event_id: UUID | None = None) -> Letter:
    envelope = Envelope(event_id or uuid4(), event.TYPE, "booking", datetime.now(UTC), event.TOPIC, event.key, TRACE)
    return Letter(event.TOPIC, 0, 0, event.key.encode(), envelope.headers(), body or event.model_dump_json().encode())


def superseded(group: UUID) -> EnrollmentSuperseded:
    return EnrollmentSuperseded.model_validate(
        happened("expired", group_id=group).model_dump() | {"by_group_id": uuid4()}
    )


async def hear(system: System, letters: Sequence[Letter], handlers: Handlers = TELLING) -> None:
    await Inbox(system.pool, "notify", handlers).take(letters)


async def one_by_one(conn: Connection, event: Event, envelope: Envelope) -> None:
    told = TELLING[type(event)]
    assert isinstance(told, Independent)
    await told.effect(conn, [(envelope, event)])


async def kept(system: System) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What families find, in the order in which they find it; and what is said of it."""
    found = await system.pool.fetch("""
        SELECT params->>'child_name', person_id, kind, traceparent,
            (SELECT array_agg(channel || ' ' || state ORDER BY channel) FROM delivery WHERE message_id = message.id)
        FROM message ORDER BY params->>'child_name', person_id
    """)
    said = await system.pool.fetch("SELECT type, key, traceparent FROM outbox ORDER BY key, type, id")
    return [tuple(row) for row in found], [tuple(row) for row in said]


async def parked(system: System) -> int:
    return int(await system.pool.fetchval("SELECT count(*) FROM dead_letter"))


@pytest.mark.parametrize(
    "handlers", [TELLING, dict.fromkeys(TELLING, Alone(one_by_one))], ids=["together", "negative control"]
)
async def test_they_are_told_in_a_few_transactions(notify: System, handlers: Handlers) -> None:
    group = uuid4()  # one key: a draw tells of every child of a group
    await hear(notify, [letter(happened("confirmed", uuid4(), group_id=group)) for _ in range(MANY)], handlers)
    count = await notify.pool.fetchval("SELECT count(DISTINCT xmin::text) FROM message")
    assert count == (2 if handlers is TELLING else MANY)
    assert await notify.pool.fetchval("SELECT count(*) FROM message") == MANY


async def test_together_they_are_told_as_one_by_one(notify: System) -> None:
    group, (one, other, unreachable) = uuid4(), (uuid4(), uuid4(), uuid4())
    for person in (one, other):
        await reachable(notify, person)
    letters = [
        letter(happened("entered", one, other, group_id=group, child_name="甲")),
        letter(happened("waitlisted", unreachable, one, one, child_name="乙")),
        letter(superseded(group)),
        letter(happened("confirmed", one, group_id=group, child_name="丙")),
        letter(happened("expired", group_id=group)),  # names nobody
        letter(happened("offered", other, child_name="丁")),
    ]
    found = []
    for handlers in (TELLING, dict.fromkeys(TELLING, Alone(one_by_one))):
        await as_owner(notify, "TRUNCATE message, delivery, inbox, outbox")
        await hear(notify, letters, handlers)
        found.append(await kept(notify))
        order = await notify.pool.fetch("SELECT params->>'child_name' AS child FROM message ORDER BY id")
        assert [row["child"] for row in order] == list("甲甲乙乙丙丁")
    assert found[0] == found[1]
    assert {row[3] for row in found[0][0]} == {row[2] for row in found[0][1]} == {TRACE}


async def test_copies_and_what_is_told_to_nobody_count_as_that(notify: System) -> None:
    fact, untold = happened("confirmed", uuid4()), superseded(uuid4())
    same, old = letter(fact, event_id=(known := uuid4())), letter(fact, event_id=known)
    before = counted(fact), counted(untold)
    await hear(notify, [same, letter(untold), old, same])
    await hear(notify, [old])
    assert await notify.pool.fetchval("SELECT count(*) FROM message") == 1
    assert [after - at_first for after, at_first in zip(counted(fact), before[0], strict=True)] == [1, 0, 3]
    assert [after - at_first for after, at_first in zip(counted(untold), before[1], strict=True)] == [0, 1, 0]


def counted(event: Event) -> list[float]:
    return [
        metrics.EVENTS.labels("notify", event.TYPE, outcome)._value.get()
        for outcome in ("handled", "skipped", "duplicate")
    ]


async def test_poison_in_the_middle_is_parked_alone(notify: System) -> None:
    people = [uuid4() for _ in range(MANY)]
    letters = [letter(happened("confirmed", person)) for person in people]
    letters[40] = letter(happened("confirmed", people[40]), b"{}")
    letters[70] = letter(happened("confirmed", people[70], child_name="\0"))  # no text of the database holds it
    await hear(notify, letters)
    told = {row["person_id"] for row in await notify.pool.fetch("SELECT person_id FROM message")}
    assert set(people) - told == {people[40], people[70]}
    assert await parked(notify) == 2
