"""Whatever bytes lie in the log: each letter takes effect or is parked whole, and the good one behind it takes effect."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.handlers import HANDLERS
from shared.db.pool import Connection, open_pool
from shared.events.capacity import PlacesChanged
from shared.events.envelope import Envelope, Event
from shared.messaging.inbox import Inbox
from shared.messaging.letter import Letter
from tests.support.backbone import places
from tests.support.owner import GRANTED, as_owner
from tests.support.stack import Databases

HEARD: tuple[type[Event], ...] = (PlacesChanged, *HANDLERS)
RIGHT = {
    "ce_specversion": b"1.0",
    "ce_source": b"booking",
    "ce_time": b"2027-01-18T09:00:00+08:00",
    "content-type": b"application/json",
}
ANY = (
    st.none() | st.binary(max_size=40) | st.sampled_from([b"\0", b"\xff", b"\xed\xa0\x80", b"2027-01-01T00:00", b"1.0"])
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=10) | st.sampled_from([*RIGHT, "ce_id", "ce_type"])
TEXTS = st.text(max_size=20) | st.sampled_from(["\0", "\u202e", "\x1b[2J", "10" * 30])
VALUES = st.recursive(TEXTS | st.none() | st.booleans() | st.integers() | st.floats(), st.lists, max_leaves=4)


@st.composite
def bodies(draw: st.DrawFn, kind: type[Event]) -> bytes | None:
    """Something that may be an event of this kind, or nothing like it."""
    fields = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(kind.model_fields, VALUES)))
    told = places(uuid4(), 1).model_dump(mode="json") | fields
    return draw(st.just(dumped(told)) | st.binary(max_size=60) | st.none())


def dumped(fields: dict[str, Any]) -> bytes:
    """JSON, also of what JSON does not know."""
    try:
        return orjson.dumps(fields)
    except TypeError:
        return repr(fields).encode("utf-8", "surrogatepass")


@st.composite
def records(draw: st.DrawFn) -> SimpleNamespace:
    """A record of a topic, as the broker's client gives it."""
    kind = draw(st.sampled_from(HEARD))
    right = RIGHT | {"ce_id": str(uuid4()).encode(), "ce_type": kind.TYPE.encode()}
    wrong = draw(st.dictionaries(st.sampled_from(list(right)), ANY, max_size=2))
    more = draw(st.lists(st.tuples(NAMES, ANY), max_size=2))
    return SimpleNamespace(
        topic=f"p-{kind.TOPIC}", partition=0, offset=draw(st.integers(0, 2**62)),
        key=draw(ANY), headers=[*(right | wrong).items(), *more], value=draw(bodies(kind)),
    )  # fmt: skip


async def keep(conn: Connection, event: Event, _: Envelope) -> None:
    """A handler that stores whatever the event says."""
    await conn.execute("INSERT INTO kept VALUES ($1)", str(event))


@pytest.fixture(scope="module")
def inbox(databases: Databases) -> Iterator[tuple[asyncio.Runner, Any, Inbox]]:
    with asyncio.Runner() as runner:
        dsn = runner.run(databases.make("shared"))
        runner.run(as_owner(dsn, f"CREATE TABLE kept (what text); {GRANTED.format('kept')}"))
        pool = runner.run(open_pool(dsn, 2))
        yield runner, pool, Inbox(pool, "hearer", dict.fromkeys(HEARD, keep))
        runner.run(pool.close())


@settings(max_examples=150)
@given(st.lists(records(), min_size=1, max_size=4))
def test_each_takes_effect_or_is_parked_whole(
    inbox: tuple[asyncio.Runner, Any, Inbox], found: list[SimpleNamespace]
) -> None:
    runner, pool, taker = inbox
    letters = [Letter.of(record, "p-") for record in found]
    good = RIGHT | {"ce_id": str(uuid4()).encode(), "ce_type": PlacesChanged.TYPE.encode()}
    last = Letter(PlacesChanged.TOPIC, 0, 1, b"k", list(good.items()), places(uuid4(), 1).model_dump_json().encode())
    runner.run(taker.take([*letters, last]))
    for letter in letters:
        body = runner.run(pool.fetch("SELECT body FROM dead_letter WHERE fingerprint = $1", letter.fingerprint()))
        assert [row["body"] for row in body] == [letter.body] or runner.run(took_effect(pool, letter.id()))
    assert runner.run(took_effect(pool, last.id()))


async def took_effect(pool: Any, event_id: UUID | None) -> bool:
    return bool(await pool.fetchval("SELECT count(*) FROM inbox WHERE event_id = $1", event_id))
