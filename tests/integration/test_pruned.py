"""What is old goes, a few rows at a time; what is young, held by somebody, or not decided about stays."""

from datetime import timedelta

import pytest

from services.accounts.domain.limits import SESSION_LIFE
from shared.db import prune

AGED = {
    "idempotent_answer": """INSERT INTO idempotent_answer (owner, key, digest, at)
        SELECT 'o', n::text || $1, '', clock_timestamp() - $2::interval FROM generate_series(1, $3) AS n""",
    "dead_letter": """INSERT INTO dead_letter (fingerprint, topic, partition, "offset", headers, cause, parked_at, requeued_at)
        SELECT convert_to(n::text || $1, 'UTF8'), 't', 0, n, '[]', 'c', clock_timestamp() - $2::interval, clock_timestamp() - $2::interval
        FROM generate_series(1, $3) AS n""",
    "login_code": """INSERT INTO login_code (request_id, phone_hash, phone_sealed, phone_masked, code_hash, created_at)
        SELECT gen_random_uuid(), '', '', $1, '', clock_timestamp() - $2::interval FROM generate_series(1, $3)""",
    "session": """WITH p AS (INSERT INTO person (id, phone_hash, phone_sealed, phone_masked)
            VALUES (gen_random_uuid(), convert_to($1, 'UTF8'), '', '') RETURNING id)
        INSERT INTO session (token_hash, person_id, created_at)
        SELECT convert_to($1 || n, 'UTF8'), p.id, clock_timestamp() - $2::interval FROM p, generate_series(1, $3) AS n""",
}
"""Table → rows of an age."""
LIVES = {
    "idempotent_answer": timedelta(days=90),
    "dead_letter": timedelta(days=400),
    "login_code": timedelta(days=2),
    "session": SESSION_LIFE,
}


@pytest.fixture
async def accounts(system, monkeypatch):
    monkeypatch.setattr(prune, "PAUSE_SECONDS", 0.0)
    async with system("accounts") as running:
        yield running


def test_every_table_that_ages_is_tried_here(keys_dir):
    assert prune.EVERYWHERE.keys() | {"login_code", "session"} == AGED.keys() == LIVES.keys()


@pytest.mark.parametrize("table", AGED)
async def test_the_old_goes_and_the_young_stays(accounts, monkeypatch, table):
    monkeypatch.setattr(prune, "ROWS", 10)
    await accounts.pool.execute(AGED[table], "old", LIVES[table] + timedelta(minutes=1), 35)
    await accounts.pool.execute(AGED[table], "young", LIVES[table] - timedelta(minutes=1), 35)
    await prune.prune(accounts)
    assert await accounts.pool.fetchval(f"SELECT count(*) FROM {table}") == 35
    await prune.prune(accounts)
    assert await accounts.pool.fetchval(f"SELECT count(*) FROM {table}") == 35


async def test_nobody_is_waited_for(accounts):
    await accounts.pool.execute(AGED["idempotent_answer"], "old", timedelta(days=100), 5)
    async with accounts.pool.acquire() as conn, conn.transaction():
        await conn.execute("SELECT FROM idempotent_answer WHERE key = '1old' FOR UPDATE")
        await prune.prune(accounts)
    assert await accounts.pool.fetchval("SELECT array_agg(key) FROM idempotent_answer") == ["1old"]


async def test_a_dead_letter_that_waits_for_a_decision_never_goes(accounts):
    await accounts.pool.execute(AGED["dead_letter"], "old", timedelta(days=4000), 3)
    await accounts.pool.execute("""UPDATE dead_letter SET requeued_at = NULL WHERE "offset" = 2""")
    await prune.prune(accounts)
    assert await accounts.pool.fetchval("""SELECT array_agg("offset") FROM dead_letter""") == [2]


@pytest.mark.parametrize("table", ["idempotent_answer", "login_code", "session"])
async def test_what_is_old_is_found_by_its_age_in_a_large_table(accounts, table):
    await accounts.pool.execute(AGED[table], "young", timedelta(hours=1), 20_000)
    await accounts.pool.execute(f"ANALYZE {table}")
    statement = (prune.EVERYWHERE | accounts.prunes)[table].replace("$1", "500")
    plan = "\n".join(row[0] for row in await accounts.pool.fetch(f"EXPLAIN {statement}"))
    assert "Index Scan using" in plan.partition("InitPlan")[2] and "Seq Scan" not in plan, plan
