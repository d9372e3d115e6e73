"""Events that come by the thousand take effect a statement a table, and are told apart where one of them is not as the others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.booking.handlers import FLOODS, MOVE_PLACES, handlers
from shared.events.accounts import MembershipChanged
from shared.events.catalogue import GroupPublished
from shared.events.envelope import Envelope, Event
from shared.events.rules import Criterion, GroupRules, Pool
from shared.messaging import inbox
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from shared.system import System
from tests.support.booking import facts

MANY = 2 * inbox.AT_ONCE + 50
NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
KINDS: list[dict[str, Any]] = [
    {},
    {"rules": GroupRules(way="draw", together="city/care", decide_at=NOON), "draw_source": "双色球"},
    {"rules": GroupRules(way="draw", decide_at=NOON), "draw_source": "双色球"},
    {"rules": GroupRules(way="ranked", decide_at=NOON)},
    {"rules": GroupRules(sign_up="employer")},
    {"rules": GroupRules(pools=[Pool(name="园区", places=3, when=Criterion(members_of=["gaoxin"]), until=NOON)])},
]
"""What a group is awaited for, beside its opening."""


def letter(event: Event, event_id: UUID | None = None) -> Letter:
    envelope = Envelope(event_id or uuid4(), event.TYPE, "classes", datetime.now(UTC), event.TOPIC, event.key)
    return Letter(event.TOPIC, 0, 0, event.key.encode(), envelope.headers(), event.model_dump_json().encode())


def published(count: int = MANY) -> list[GroupPublished]:
    at = datetime(2027, 1, 9, tzinfo=UTC)
    said = {"opens_at": at, "closes_at": at + timedelta(days=1)}
    return [
        GroupPublished(group_id=uuid4(), revision=1, facts=facts(title=f"{n} 班", **said, **KINDS[n % len(KINDS)]))
        for n in range(count)
    ]


async def hear(booking: System, letters: list[Letter], *, flooding: bool = True) -> None:
    table = handlers(booking.app.state.desk.book)
    await Inbox(booking.pool, "booking", table, MOVE_PLACES, FLOODS if flooding else {}).take(letters)


async def kept(booking: System) -> dict[str, list[Any]]:
    """All that booking keeps of groups; a secret is another one every time."""
    tables = {
        "class_group": "SELECT id, revision, facts, draw_id FROM class_group ORDER BY id",
        "ledger": "SELECT group_id, capacity, taken FROM ledger ORDER BY group_id",
        "draw": "SELECT id FROM draw ORDER BY id",
        "timer": "SELECT kind, subject, due_at FROM timer ORDER BY kind, subject",
    }
    return {name: [tuple(row) for row in await booking.pool.fetch(sql)] for name, sql in tables.items()}


async def transactions(booking: System) -> int:
    """In how many the groups were written."""
    return int(await booking.pool.fetchval("SELECT count(DISTINCT xmin::text) FROM class_group"))


async def forget(booking: System) -> None:
    await booking.pool.execute("TRUNCATE class_group, ledger, draw, timer, inbox")


@pytest.mark.parametrize("flooding", [True, False], ids=["together", "negative control"])
async def test_groups_published_by_the_hundred_are_kept_in_a_few_transactions(booking: System, flooding: bool) -> None:
    letters = [letter(event) for event in published()]
    await hear(booking, letters, flooding=flooding)
    assert len((await kept(booking))["ledger"]) == MANY
    assert await transactions(booking) == (3 if flooding else MANY)


async def test_together_they_are_kept_as_one_by_one(booking: System) -> None:
    letters = [letter(event) for event in published(3 * len(KINDS))]
    await hear(booking, letters, flooding=False)
    alone = await kept(booking)
    await forget(booking)
    await hear(booking, letters)
    assert await kept(booking) == alone
    assert {kind for kind, *_ in alone["timer"]} == {"asking-ends", "decide-together", "refill"}


async def test_copies_have_no_effect_and_a_group_that_is_known_undoes_nothing(booking: System) -> None:
    events = published()
    newer = events[7].model_copy(update={"revision": 5, "facts": facts(capacity=77)})
    await hear(booking, [letter(newer)])
    letters = [letter(event) for event in events]
    await hear(booking, [*letters, *letters])
    await hear(booking, letters)
    rows = await booking.pool.fetch("SELECT id, revision FROM class_group")
    assert {row["id"]: row["revision"] for row in rows} == {e.group_id: 1 for e in events} | {newer.group_id: 5}
    assert await booking.pool.fetchval("SELECT capacity FROM ledger WHERE group_id = $1", newer.group_id) == 77


async def test_poison_among_them_is_parked_alone(booking: System) -> None:
    letters = [letter(event) for event in published(5)]
    spoiled = letter(published(1)[0])
    spoiled = Letter(spoiled.topic, 0, 0, spoiled.key, spoiled.headers, b"{}")
    unstorable = letter(published(1)[0].model_copy(update={"revision": 2**63}))
    await hear(booking, [*letters[:2], spoiled, letters[2], unstorable, *letters[3:]])
    assert len((await kept(booking))["ledger"]) == 5
    assert await booking.pool.fetchval("SELECT count(*) FROM dead_letter") == 2


async def test_of_a_person_told_of_twice_the_newest_counts(booking: System) -> None:
    person, others = uuid4(), [uuid4() for _ in range(10)]
    joined = {"gaoxin": NOON}
    events = [
        MembershipChanged(person_id=person, revision=revision, unions=[f"u{revision}"], joined=joined)
        for revision in (2, 3, 1)
    ] + [MembershipChanged(person_id=other, revision=1, unions=[]) for other in others]
    await hear(booking, [letter(event) for event in events])
    rows = {row["person_id"]: row for row in await booking.pool.fetch("SELECT * FROM membership")}
    assert len(rows) == 11
    assert (rows[person]["unions"], rows[person]["revision"]) == (["u3"], 3)
    assert datetime.fromisoformat(rows[person]["joined"]["gaoxin"]) == NOON
    await hear(booking, [letter(event) for event in events[2:]])
    assert await booking.pool.fetchval("SELECT revision FROM membership WHERE person_id = $1", person) == 3
