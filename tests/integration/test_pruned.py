"""What is old goes, a few rows at a time; what is young, held by somebody, or not decided about stays."""

from datetime import timedelta

import pytest

from services.accounts.domain.limits import BROWSER_LIFE, SESSION_LIFE
from shared.db import prune
from shared.events.registry import SYSTEMS
from shared.messaging.dead_letters import drop
from shared.settings import Settings
from tests.support.at_rest import at_rest, built
from tests.support.owner import as_owner

AGED = {
    "idempotent_answer": """INSERT INTO idempotent_answer (owner, key, digest, at)
        SELECT 'o', n::text || $1, '', clock_timestamp() - $2::interval FROM generate_series(1, $3) AS n""",
    "dead_letter": """INSERT INTO dead_letter (fingerprint, topic, partition, "offset", headers, cause, parked_at, requeued_at)
        SELECT convert_to(n::text || $1, 'UTF8'), 't', 0, n, '[]', 'c', clock_timestamp() - $2::interval, clock_timestamp() - $2::interval
        FROM generate_series(1, $3) AS n""",
    "outbox": """INSERT INTO outbox (event_id, topic, key, shard, type, body, created_at, published_at)
        SELECT uuidv7(-$2::interval), 'capacity', $1, n % 8, 't', '', clock_timestamp() - $2::interval, clock_timestamp()
        FROM generate_series(1, $3) AS n""",
    "inbox": "INSERT INTO inbox (event_id) SELECT uuidv7(-$2::interval) FROM generate_series(1, $3) WHERE $1 <> ''",
    "reading": """INSERT INTO reading (id, at, person_id, name, what, lists)
        SELECT uuidv7(-$2::interval), clock_timestamp() - $2::interval, gen_random_uuid(), $1, 'roll', '{}' FROM generate_series(1, $3)""",
    "role_change": """INSERT INTO role_change (id, at, phone_hash, phone_masked, what)
        SELECT uuidv7(-$2::interval), clock_timestamp() - $2::interval, '', $1, 'reset' FROM generate_series(1, $3)""",
    "second_factor_reset": """INSERT INTO second_factor_reset (id, at, person_id, name, reason)
        SELECT uuidv7(-$2::interval), clock_timestamp() - $2::interval, gen_random_uuid(), $1, '' FROM generate_series(1, $3)""",
    "forgotten": """INSERT INTO forgotten (child_id, at)
        SELECT gen_random_uuid(), clock_timestamp() - $2::interval FROM generate_series(1, $3) WHERE $1 <> ''""",
    "login_code": """INSERT INTO login_code (request_id, phone_hash, phone_sealed, phone_masked, code_hash, created_at)
        SELECT gen_random_uuid(), '', '', $1, '', clock_timestamp() - $2::interval FROM generate_series(1, $3)""",
    "session": """WITH p AS (INSERT INTO person (id, phone_hash, phone_sealed, phone_masked)
            VALUES (gen_random_uuid(), convert_to($1, 'UTF8'), '', '') RETURNING id)
        INSERT INTO session (token_hash, person_id, created_at)
        SELECT convert_to($1 || n, 'UTF8'), p.id, clock_timestamp() - $2::interval FROM p, generate_series(1, $3) AS n""",
    "known_browser": """WITH p AS (INSERT INTO person (id, phone_hash, phone_sealed, phone_masked)
            VALUES (gen_random_uuid(), convert_to($1, 'UTF8'), '', '') RETURNING id)
        INSERT INTO known_browser (person_id, browser_hash, used_at)
        SELECT p.id, convert_to($1 || n, 'UTF8'), clock_timestamp() - $2::interval FROM p, generate_series(1, $3) AS n""",
    "asleep": """WITH p AS (INSERT INTO person (id, phone_hash, phone_sealed, phone_masked)
            VALUES (gen_random_uuid(), convert_to($1, 'UTF8'), '', '') RETURNING id)
        INSERT INTO asleep (request_id, person_id, at)
        SELECT gen_random_uuid(), p.id, clock_timestamp() - $2::interval FROM p, generate_series(1, $3)""",
    "invited_phone": """WITH p AS (INSERT INTO person (id, phone_hash, phone_sealed, phone_masked)
            VALUES (gen_random_uuid(), convert_to($1, 'UTF8'), '', '') RETURNING id)
        INSERT INTO invited_phone (invitation_id, person_id, phone_hash, code, at)
        SELECT gen_random_uuid(), p.id, '', repeat('a', 43), clock_timestamp() - $2::interval FROM p, generate_series(1, $3)""",
    "number_tried": """INSERT INTO number_tried (person_id, unused_since, at)
        SELECT gen_random_uuid(), clock_timestamp(), clock_timestamp() - $2::interval FROM generate_series(1, $3) WHERE $1 <> ''""",
    "message": """WITH m AS (INSERT INTO message (id, event_id, person_id, kind, params, created_at)
            SELECT uuidv7(-$2::interval), gen_random_uuid(), gen_random_uuid(), $1, '{}', clock_timestamp() - $2::interval
            FROM generate_series(1, $3) RETURNING *)
        INSERT INTO delivery (message_id, event_id, person_id, channel, state, due_at)
        SELECT id, event_id, person_id, channel, 'accepted', NULL FROM m, unnest(ARRAY['inbox', 'mail']) AS channel""",
    "public_event": """INSERT INTO public_event (event_id, position, kind, union_code, at, data, heard_at)
        SELECT gen_random_uuid(), n + extract(epoch FROM $2::interval)::bigint * 100000, 'k', $1, clock_timestamp(), '{}', clock_timestamp() - $2::interval
        FROM generate_series(1, $3) AS n""",
    "unreached": """INSERT INTO unreached (enrollment_id, group_id, channel, at)
        SELECT gen_random_uuid(), gen_random_uuid(), $1, clock_timestamp() - $2::interval FROM generate_series(1, $3)""",
    "webhook_delivery": """WITH w AS (INSERT INTO webhook (id, union_code, url, kinds, secret, made_by)
            VALUES (gen_random_uuid(), $1, 'https://hr.example.com/', '{k}', '', gen_random_uuid()) RETURNING id)
        INSERT INTO webhook_delivery (id, webhook_id, event_id)
        SELECT uuidv7(-$2::interval), w.id, gen_random_uuid() FROM w, generate_series(1, $3)""",
}
"""Table → rows of an age."""
LIVES = {
    "idempotent_answer": timedelta(days=90),
    "dead_letter": timedelta(days=400),
    "outbox": timedelta(days=30),
    "forgotten": timedelta(days=61),
    "inbox": timedelta(days=61),
    "reading": timedelta(days=1096),
    "role_change": timedelta(days=1096),
    "second_factor_reset": timedelta(days=1096),
    "login_code": timedelta(days=2),
    "session": SESSION_LIFE,
    "known_browser": BROWSER_LIFE,
    "asleep": timedelta(days=1),
    "invited_phone": timedelta(days=2),
    "number_tried": timedelta(days=1095),
    "message": timedelta(days=400),
    "public_event": timedelta(days=31),
    "unreached": timedelta(days=30),
    "webhook_delivery": timedelta(days=30),
}
ONLY_IN = dict.fromkeys(("number_tried", "unreached"), "booking") | dict.fromkeys(
    ("message", "forgotten", "public_event", "webhook_delivery"), "notify"
)
"""Whose table it is, where accounts has none."""


@pytest.fixture
async def aging(settings, monkeypatch, request):
    """The system whose table it is, at rest: its database, and what ages there."""
    monkeypatch.setattr(prune, "PAUSE_SECONDS", 0.0)
    table = request.node.callspec.params["table"] if hasattr(request.node, "callspec") else ""
    name = ONLY_IN.get(table, "accounts")
    async with at_rest(name, await settings(name)) as resting:
        yield resting


def prunes(system):
    return {**prune.everywhere(system.settings), **system.prunes}


def test_every_table_that_ages_is_tried_here(keys_dir):
    settings = Settings(database_url="", keys_dir=keys_dir)
    aged = [prunes(built(name, settings)) for name in SYSTEMS]
    assert {table for one in aged for table in one} == AGED.keys() == LIVES.keys()


@pytest.mark.parametrize("table", AGED)
async def test_the_old_goes_and_the_young_stays(aging, monkeypatch, table):
    monkeypatch.setattr(prune, "ROWS", 10)
    await as_owner(aging, AGED[table], "old", LIVES[table] + timedelta(minutes=1), 35)
    await as_owner(aging, AGED[table], "young", LIVES[table] - timedelta(minutes=1), 35)
    await prune.prune(aging)
    assert await aging.pool.fetchval(f"SELECT count(*) FROM {table}") == 35
    await prune.prune(aging)
    assert await aging.pool.fetchval(f"SELECT count(*) FROM {table}") == 35


@pytest.mark.parametrize("table", ["idempotent_answer", "outbox", "inbox", "message"])
async def test_nobody_is_waited_for(aging, table):
    await aging.pool.execute(AGED[table], "old", LIVES[table] + timedelta(days=1), 5)
    async with aging.pool.acquire() as conn, conn.transaction():
        held = await conn.fetchval(f"SELECT ctid FROM {table} LIMIT 1 FOR UPDATE")
        await prune.prune(aging)
    assert await aging.pool.fetchval(f"SELECT array_agg(ctid) FROM {table}") == [held]


async def test_a_dead_letter_that_waits_for_a_decision_never_goes(aging):
    await aging.pool.execute(AGED["dead_letter"], "old", timedelta(days=4000), 3)
    await aging.pool.execute("""UPDATE dead_letter SET requeued_at = NULL WHERE "offset" = 2""")
    await prune.prune(aging)
    assert await aging.pool.fetchval("""SELECT array_agg("offset") FROM dead_letter""") == [2]


async def test_what_was_not_sent_stays_and_what_was_refused_until_somebody_decides(aging):
    await aging.pool.execute(AGED["outbox"], "old", timedelta(days=40), 4)
    unsent, undecided, dropped, _ = [row["id"] for row in await aging.pool.fetch("SELECT id FROM outbox ORDER BY id")]
    await aging.pool.execute("UPDATE outbox SET published_at = NULL WHERE id = $1", unsent)
    refused = """INSERT INTO dead_letter (fingerprint, topic, outbox_id, headers, cause)
        SELECT convert_to($1::bigint::text, 'UTF8'), 't', $1, '[]', 'c'"""
    await aging.pool.executemany(refused, [(undecided,), (dropped,)])
    async with aging.pool.acquire() as conn:
        letter = await conn.fetchval("SELECT id FROM dead_letter WHERE outbox_id = $1", dropped)
        assert await drop(conn, [letter], by="test", why="test") == [letter]
    await prune.prune(aging)
    assert [row["id"] for row in await aging.pool.fetch("SELECT id FROM outbox ORDER BY id")] == [unsent, undecided]


@pytest.mark.parametrize(
    "table",
    [
        "idempotent_answer",
        "outbox",
        "inbox",
        "login_code",
        "session",
        "known_browser",
        "message",
        "public_event",
        "webhook_delivery",
    ],
)
async def test_what_is_old_is_found_by_its_age_in_a_large_table(aging, table):
    await aging.pool.execute(AGED[table], "young", timedelta(hours=1), 20_000)
    await as_owner(aging, f"ANALYZE {table}")
    statement = prunes(aging)[table].statement.replace("$1", "500").replace("$2", f"'{LIVES[table]}'")
    plan = "\n".join(row[0] for row in await aging.pool.fetch(f"EXPLAIN {statement}"))
    assert not {f"Seq Scan on {one}" for one in (table, "delivery") if f"Seq Scan on {one}" in plan}, plan
