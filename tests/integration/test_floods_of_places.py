"""How booking's ledgers stand, told to the catalogue by the thousand: kept a statement a hundred, an older state never."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.classes.handlers import HANDLERS
from shared.db.pool import Connection
from shared.events.capacity import PlacesChanged
from shared.events.envelope import Envelope
from shared.messaging import inbox
from shared.messaging.handler import Alone, Handlers, Many
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from tests.support.classes import Desk, plan, published

MANY = inbox.AT_ONCE + 30


def letter(event: PlacesChanged, body: bytes = b"") -> Letter:
    envelope = Envelope(uuid4(), event.TYPE, "booking", datetime.now(UTC), event.TOPIC, event.key)
    return Letter(event.TOPIC, 0, 0, event.key.encode(), envelope.headers(), body or event.model_dump_json().encode())


def told(group: UUID, revision: int = 1, **counts: int) -> PlacesChanged:
    numbers = {"capacity": 40, "taken": 1, "waiting": 2, "entered": 3, "held": 4} | counts
    return PlacesChanged(group_id=group, revision=revision, **numbers)


@pytest.fixture
async def groups(desk: Desk) -> list[UUID]:
    """As many as are told of at once, and a few."""
    first, _ = await published(desk, plan())
    await desk.system.pool.execute(
        """
        INSERT INTO class_group (plan_id, key, state, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity)
        SELECT plan_id, key || n, state, facts, presentation, planned, opens_at, closes_at, starts_at, ends_at, capacity
        FROM class_group, generate_series(1, $2) n WHERE id = $1
        """,
        UUID(first),
        MANY,
    )
    rows = await desk.system.pool.fetch("SELECT id FROM class_group WHERE key ~ '[0-9]$' ORDER BY random()")
    return [row["id"] for row in rows]


async def hear(desk: Desk, letters: Sequence[Letter], handlers: Handlers = HANDLERS) -> None:
    await Inbox(desk.system.pool, "classes", handlers).take(letters)


async def taken(desk: Desk, groups: Sequence[UUID]) -> list[int]:
    rows = await desk.system.pool.fetch("SELECT id, taken FROM class_group")
    kept = {row["id"]: row["taken"] for row in rows}
    return [kept[group] for group in groups]


async def parked(desk: Desk) -> int:
    return int(await desk.system.pool.fetchval("SELECT count(*) FROM dead_letter"))


async def one_by_one(conn: Connection, event: PlacesChanged, _: Envelope) -> None:
    many = HANDLERS[PlacesChanged]
    assert isinstance(many, Many)
    await many.effect(conn, [event])


@pytest.mark.parametrize(
    "handlers", [HANDLERS, {PlacesChanged: Alone(one_by_one)}], ids=["together", "negative control"]
)
async def test_they_are_kept_in_a_few_transactions(desk: Desk, groups: list[UUID], handlers: Handlers) -> None:
    await hear(desk, [letter(told(group, taken=n)) for n, group in enumerate(groups)], handlers)
    assert await taken(desk, groups) == list(range(MANY))
    count = await desk.system.pool.fetchval(
        "SELECT count(DISTINCT xmin::text) FROM class_group WHERE ledger_revision = 1"
    )
    assert count == (2 if handlers is HANDLERS else MANY)
    row = await desk.system.pool.fetchrow(
        "SELECT capacity, waiting, entered, held FROM class_group WHERE id = $1", groups[0]
    )
    assert tuple(row) == (40, 2, 3, 4)


async def test_redelivered_and_out_of_order_the_newest_state_stays(desk: Desk, groups: list[UUID]) -> None:
    few = groups[:5]
    rounds = [[letter(told(group, revision, taken=revision)) for group in few] for revision in (1, 2, 3)]
    foreign = letter(told(uuid4(), taken=9))
    for letters in ([*rounds[1], *rounds[0], foreign, *rounds[2], *rounds[2]], rounds[0], [*rounds[1], *rounds[2]]):
        await hear(desk, letters)
        assert await taken(desk, few) == [3] * 5
    one, other = groups[5:7]
    rising = [letter(told(one, revision, taken=revision)) for revision in (1, 2, 3)]
    falling = [letter(told(other, revision, taken=revision)) for revision in (3, 2, 1)]
    await hear(desk, [*rising, *falling])
    assert await taken(desk, [one, other]) == [3, 3]
    assert await parked(desk) == 0


async def test_poison_in_the_middle_is_parked_alone(desk: Desk, groups: list[UUID]) -> None:
    letters = [letter(told(group, taken=7)) for group in groups]
    letters[40] = letter(told(groups[40]), b"{}")
    letters[70] = letter(told(groups[70], taken=2**40))  # more than the column holds
    await hear(desk, letters)
    kept = await taken(desk, groups)
    assert [n for n, number in enumerate(kept) if number != 7] == [40, 70]
    assert await parked(desk) == 2
    await hear(desk, [letter(told(groups[40], 2, taken=7))])
    assert (await taken(desk, groups))[40] == 7
