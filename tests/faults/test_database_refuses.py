"""A database that answers, but can keep nothing now: families are told to come again, and the log is told once."""

import asyncio

import asyncpg
import pytest
from structlog.testing import capture_logs

from shared.db import pool
from tests.support.booking import door, make_families, publish
from tests.support.eventually import eventually
from tests.support.owner import as_owner, owners
from tests.support.read_only import read_only

# What PostgreSQL says when it cannot write a page, find memory, or read its disk.
SPOILED = """
CREATE FUNCTION cannot() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{code}'; END $$;
CREATE TRIGGER spoiled BEFORE INSERT ON idempotent_answer FOR EACH ROW EXECUTE FUNCTION cannot();
"""
CODES = {"disk full": "53100", "out of memory": "53200", "a limit reached": "53400", "the disk fails": "58030"}


@pytest.fixture(autouse=True)
def nothing_told_yet(monkeypatch):
    monkeypatch.setattr(pool, "_told", {})


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        yield running


@pytest.fixture
async def crowd(booking):
    """Thirty families who all want the same group."""
    return await publish(booking), await make_families(booking, 30)


async def all_ask(booking, crowd):
    group_id, families = crowd
    web = door(booking)

    async def ask(family):
        body = {"group_id": str(group_id), "child_id": str(family.child_id)}
        return await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key())

    return await asyncio.gather(*map(ask, families))


async def all_are_told_to_come_again(booking, crowd, error):
    """The log is told once: not each time, and without a traceback."""
    with capture_logs() as logged:
        answers = await all_ask(booking, crowd)
    kinds = {(answer.status_code, answer.headers["content-type"]) for answer in answers}
    assert kinds == {(503, "application/problem+json")}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert {line["error"] for line in logged if line["event"] == "database_unavailable"} >= {error}
    lines = [line["error"] for line in logged if line["event"] == "database_unavailable"]
    assert len(lines) == len(set(lines))
    assert not [line for line in logged if line.get("exc_info")]


async def all_are_answered(booking, crowd):
    return {answer.status_code for answer in await all_ask(booking, crowd)} <= {200, 201}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
async def test_what_cannot_be_kept_now_is_refused_gently(booking, crowd, code):
    await as_owner(booking, SPOILED.format(code=code))
    await all_are_told_to_come_again(booking, crowd, type(asyncpg.PostgresError.new({"C": code})).__name__)
    await as_owner(booking, "DROP FUNCTION cannot CASCADE")
    assert await all_are_answered(booking, crowd)


async def test_a_standby_is_no_place_to_write(booking, crowd, postgres):
    async with read_only(postgres, booking.settings.database_url):
        await eventually(lambda: booking.supervisor.troubles)  # the workers have noticed, and told of it
        pool._told.clear()
        await all_are_told_to_come_again(booking, crowd, "ReadOnlySQLTransactionError")
    await eventually(lambda: all_are_answered(booking, crowd))


async def test_too_many_connections_are_no_traceback(system, database):
    dsn = await database("booking")
    before, _, after = dsn.partition("@")
    name = after.rpartition("/")[2]
    admin = await asyncpg.connect(owners(dsn))
    await admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'p'; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}")
    try:
        async with system("booking", f"{before.partition('//')[0]}//{name}:p@{after}") as booking:
            crowd = await publish(booking), await make_families(booking, 30)
            await admin.execute(f"ALTER ROLE {name} CONNECTION LIMIT 0")
            await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", name)
            await eventually(lambda: booking.supervisor.troubles)
            pool._told.clear()
            await all_are_told_to_come_again(booking, crowd, "TooManyConnectionsError")
            await admin.execute(f"ALTER ROLE {name} CONNECTION LIMIT -1")
            await eventually(lambda: all_are_answered(booking, crowd))
    finally:
        await admin.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
        await admin.close()
