"""Events that come by the thousand take effect a statement a table, and are told apart where one of them is not as the others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.booking.usecases import learn_group
from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged
from shared.events.catalogue import GroupPublished, GroupRevised
from shared.events.envelope import Envelope, Event
from shared.events.rules import Criterion, GroupRules, Pool
from shared.messaging import inbox
from shared.messaging.handler import Alone, Handlers, Many
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from shared.system import System
from tests.support.booking import book, facts, make_families, publish
from tests.support.owner import as_owner
from tests.support.told import told

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


def one_by_one(table: Handlers) -> Handlers:
    """The same effects, each in a transaction of its own."""

    def alone(many: Many) -> Alone:
        async def effect(conn: Connection, event: Event, _: Envelope) -> None:
            await many.effect(conn, [event])

        return Alone(effect)

    return {kind: alone(handler) if isinstance(handler, Many) else handler for kind, handler in table.items()}


async def hear(system: System, letters: list[Letter], *, together: bool = True) -> None:
    table = system.handlers if together else one_by_one(system.handlers)
    await Inbox(system.pool, system.name, table).take(letters)


async def kept(booking: System) -> dict[str, list[Any]]:
    """All that booking keeps of groups; a secret is another one every time."""
    tables = {
        "class_group": "SELECT id, revision, facts, draw_id FROM class_group ORDER BY id",
        "ledger": "SELECT group_id, capacity, taken FROM ledger ORDER BY group_id",
        "draw": "SELECT id FROM draw ORDER BY id",
        "timer": "SELECT kind, subject, due_at FROM timer ORDER BY kind, subject",
    }
    return {name: [tuple(row) for row in await booking.pool.fetch(sql)] for name, sql in tables.items()}


async def transactions(system: System) -> int:
    """In how many the groups were written."""
    return int(await system.pool.fetchval("SELECT count(DISTINCT xmin::text) FROM class_group"))


async def forget(booking: System) -> None:
    await as_owner(booking, "TRUNCATE class_group, ledger, draw, timer, inbox, outbox")


def revised(event: GroupPublished, revision: int = 2, **changes: Any) -> GroupRevised:
    return GroupRevised(group_id=event.group_id, revision=revision, facts=event.facts.model_copy(update=changes))


@pytest.mark.parametrize("together", [True, False], ids=["together", "negative control"])
async def test_groups_published_by_the_hundred_are_kept_in_a_few_transactions(booking: System, together: bool) -> None:
    letters = [letter(event) for event in published()]
    await hear(booking, letters, together=together)
    assert len((await kept(booking))["ledger"]) == MANY
    assert await transactions(booking) == (3 if together else MANY)


@pytest.mark.parametrize("together", [True, False], ids=["together", "negative control"])
async def test_groups_revised_by_the_hundred_are_kept_in_a_few_transactions(booking: System, together: bool) -> None:
    events = published()
    await hear(booking, [letter(event) for event in events])
    await hear(booking, [letter(revised(event, capacity=40)) for event in events], together=together)
    assert {capacity for _, capacity, _ in (await kept(booking))["ledger"]} == {40}
    assert await transactions(booking) == (3 if together else MANY)


@pytest.mark.parametrize("families", [True, False], ids=["with families", "negative control"])
async def test_the_families_of_a_few_groups_at_most_are_held_up_at_once(
    booking: System, web: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, families: bool
) -> None:
    monkeypatch.setattr(learn_group, "FAMILIES", 1)
    groups = [await publish(booking, site=f"{n} 号") for n in range(4)]
    for family, group in zip(await make_families(booking, 4 if families else 0), groups, strict=False):
        await book(web, family, group)
    events = [GroupRevised(group_id=group, revision=2, facts=facts(site="新址")) for group in groups]
    await hear(booking, [letter(event) for event in events])
    assert await transactions(booking) == (4 if families else 1)
    assert len(await told(booking, "group-changed")) == (4 if families else 0)


CHANGES: list[dict[str, Any]] = [
    {"capacity": 1},
    {"site": "新址", "capacity": 5},
    {"rules": GroupRules(way="draw", together="city/care", decide_at=NOON), "draw_source": "双色球"},
    {"rules": GroupRules()},
    {"rules": GroupRules(sign_up="employer")},
    {"bring": "水杯", "title": "新的名字"},
]
"""What may be said anew of a group."""


async def test_revised_together_they_are_as_one_by_one(booking: System, web: httpx2.AsyncClient) -> None:
    events = published(3 * len(CHANGES))
    opened = datetime.now(UTC) - timedelta(hours=1)
    open_now = [e.model_copy(update={"facts": facts(site=str(n), capacity=1)}) for n, e in enumerate(events[:6])]
    families = await make_families(booking, 2 * len(open_now))
    seen = []
    for together in (True, False):
        await forget(booking)
        await as_owner(booking, "TRUNCATE enrollment, group_change")
        booking.app.state.desk.book._known.clear()
        await hear(booking, [letter(event) for event in [*open_now, *events[6:]]])
        for n, event in enumerate(open_now):
            for family in families[2 * n : 2 * n + 2]:  # the second one waits
                await book(web, family, event.group_id)
        changes = [CHANGES[n // 2 % len(CHANGES)] for n in range(len(events))]
        new = [revised(e, **({"opens_at": opened} | changes[n])) for n, e in enumerate([*open_now, *events[6:]])]
        await hear(booking, [letter(event) for event in new], together=together)
        found = await told(booking, "group-changed")
        seen.append((await kept(booking), sorted((e["group_id"], e["child_id"], *e["changed"]) for e in found)))
    assert seen[0] == seen[1]
    assert len(seen[0][1]) == 2 * 2  # of six groups two are somewhere else now


async def test_together_they_are_kept_as_one_by_one(booking: System) -> None:
    letters = [letter(event) for event in published(3 * len(KINDS))]
    await hear(booking, letters, together=False)
    alone = await kept(booking)
    await forget(booking)
    await hear(booking, letters)
    assert await kept(booking) == alone
    assert {kind for kind, *_ in alone["timer"]} == {
        "asking-ends",
        "day-ahead",
        "decide-together",
        "opens-soon",
        "refill",
    }


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


async def test_of_a_group_told_of_often_each_has_its_effect_in_order(booking: System, web: httpx2.AsyncClient) -> None:
    (group, other), (family,) = published(2), await make_families(booking, 1)
    group = group.model_copy(update={"facts": facts()})
    await hear(booking, [letter(group), letter(other)])
    await book(web, family, group.group_id)
    places = ["甲", "乙", "丙"]
    sites = [letter(revised(group, n + 2, site=site)) for n, site in enumerate(places)]
    late = letter(revised(group, 2, site="丁"))
    await hear(booking, [sites[0], letter(revised(other)), sites[1], sites[0], sites[2], late, *sites])
    assert [e["group"]["site"] for e in await told(booking, "group-changed")] == places
    assert await booking.pool.fetchval("SELECT count(*) FROM dead_letter") == 0


async def test_poison_among_what_is_revised_is_parked_alone(booking: System) -> None:
    events = published(9)
    await hear(booking, [letter(event) for event in events])
    letters = [letter(revised(event, capacity=40)) for event in events]
    bodiless = Letter(letters[3].topic, 0, 0, letters[3].key, letters[3].headers, b"{}")
    unstorable = letter(revised(events[6], 2**63))
    after = letter(revised(events[6], 3, capacity=41))
    await hear(booking, [*letters[:3], bodiless, *letters[4:6], unstorable, *letters[7:], after])
    capacities = [
        await booking.pool.fetchval("SELECT capacity FROM ledger WHERE group_id = $1", e.group_id) for e in events
    ]
    assert capacities == [40, 40, 40, events[3].facts.capacity, 40, 40, 41, 40, 40]
    assert await booking.pool.fetchval("SELECT count(*) FROM dead_letter") == 2


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
