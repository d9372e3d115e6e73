"""The stream of a union's events: in an order in which nothing comes late, from a place or a moment, for its programs alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.notify.store import public_events
from services.notify.store.public_events import PublicEvent
from shared.db.pool import transaction
from shared.kernel.identity import BY_KEY
from shared.web import programs
from shared.web.parts import cursor
from tests.support.eventually import eventually
from tests.support.notify import door
from tests.support.people import bearer, token_for
from tests.support.telling import SLOW, confirmed, telling

PATH = "/notify/api/v1/events"


def program(system, union="gaoxin", scope="events:read"):
    """Its client."""
    web = door(system)
    roles = frozenset({(scope, union)})
    web.headers |= bearer(token_for(system.settings.keys_dir, uuid4(), roles=roles, methods=(BY_KEY,)))
    return web


async def read_all(web, **asked):
    """Part by part, to the end: the events, and the last cursor."""
    found, part = [], {"more": True, "cursor": None}
    while part["more"]:
        part = (await web.get(PATH, params=asked)).json()
        found += part["events"]
        asked = {"after": part["cursor"], "limit": asked.get("limit", 100)}
    return found, part["cursor"]


async def test_a_program_reads_its_unions_events_in_order_and_goes_on_where_it_was(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system, program(system) as web:
        said = [(await confirmed(system, union))[0].id for union in ("gaoxin", "mazhang", "lantian", "gaoxin")]
        found, cursor = await read_all(web, limit=1)
        assert [one["id"] for one in found] == [str(said[0]), str(said[2]), str(said[3])]
        assert found[0].keys() == {"id", "type", "timestamp", "data"}
        assert (await read_all(web, after=cursor))[0] == []
        later, _ = await confirmed(system, "lantian")
        assert [one["id"] for one in (await read_all(web, after=cursor))[0]] == [str(later.id)]
        async with program(system, "mazhang") as other:
            assert [one["id"] for one in (await read_all(other))[0]] == [str(said[1])]


async def test_from_a_moment_all_is_read_that_was_heard_since(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system, program(system) as web:
        await confirmed(system)
        since = await system.pool.fetchval("SELECT clock_timestamp()")
        later, _ = await confirmed(system)
        found, _ = await read_all(web, since=since.isoformat())
        assert [one["id"] for one in found] == [str(later.id)]
        assert (await read_all(web, since=(since + timedelta(hours=1)).isoformat()))[0] == []


async def test_what_is_kept_no_longer_is_gone_and_says_what_to_do(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system, program(system) as web:
        old = datetime.now(UTC) - timedelta(days=31)
        for asked in ({"since": old.isoformat()}, {"after": programs_cursor(3, old)}):
            answer = await web.get(PATH, params=asked)
            assert (answer.status_code, answer.json()["code"]) == (410, "gone") and "since" in answer.json()["en"]
        assert (await web.get(PATH, params={"after": "!"})).status_code == 422
        assert (await web.get(PATH, params={"after": programs_cursor(2**63 - 1, datetime.now(UTC))})).status_code == 200


def programs_cursor(position, at):
    return cursor(position, int(at.timestamp() * 1000))


async def test_another_scope_or_a_person_reads_nothing(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        async with program(system, scope="enrollments:read") as web:
            assert (await web.get(PATH)).status_code == 403
        async with door(system, uuid4()) as web:
            assert (await web.get(PATH)).status_code == 401


async def test_whoever_asks_too_often_waits(database, keys_dir, monkeypatch):
    monkeypatch.setattr(programs, "AT_ONCE", 2)
    monkeypatch.setattr(programs, "A_MINUTE", 1)
    async with telling(database, keys_dir, SLOW) as system, program(system) as web:
        told = [await web.get(PATH) for _ in range(3)]
        assert [one.status_code for one in told] == [200, 200, 429] and int(told[2].headers["retry-after"]) >= 1


@pytest.mark.parametrize("ordered", [True, False], ids=["ordered", "negative control"])
async def test_a_position_is_seen_after_all_before_it(database, keys_dir, ordered):
    """Who began first commits last; the control gives positions as a sequence would, without the lock, and its reader misses one."""
    async with telling(database, keys_dir, SLOW) as system:
        events = [PublicEvent(uuid4(), "places.changed", "gaoxin", datetime.now(UTC), {}) for _ in range(2)]

        async def second():
            async with transaction(system.pool) as conn:
                await keep(conn, events[1], 2, ordered)

        async with transaction(system.pool) as conn:
            await keep(conn, events[0], 1, ordered)
            other = asyncio.create_task(second())
            await (eventually(lambda: waiting(system)) if ordered else other)
            seen, place = await read(system, 0)
        await other
        seen += (await read(system, place))[0]
        assert (seen == [one.event_id for one in events]) is ordered


async def keep(conn, event, position, ordered):
    if ordered:
        return await public_events.keep(conn, [event])
    words = (
        "INSERT INTO public_event (event_id, position, kind, union_code, at, data) VALUES ($1, $2, $3, $4, $5, '{}')"
    )
    return await conn.execute(words, event.event_id, position, event.kind, event.union, event.at)


async def read(system, place):
    async with system.pool.acquire() as conn:
        events, place, _ = await public_events.read(conn, ["gaoxin"], place, 10)
    return [one.event_id for one in events], place


async def waiting(system):
    return await system.pool.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted")
