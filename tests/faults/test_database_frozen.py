"""Every process of PostgreSQL stands still: nobody waits for it, and afterwards each key has its one answer."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import asyncpg
import psutil
import pytest

from deploy.local.postgres import Postgres
from services.booking.domain.requests import Withdraw
from services.booking.usecases import desk
from shared.errors import Unavailable
from tests.support.booking import broken, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.owner import owners
from tests.support.stack import Databases

SOON = 15.0
"""Seconds; on a quiet machine it is four."""
# What commits then waits, inside its COMMIT, for a lock that the test holds.
SLOW_COMMIT = """
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON idempotent_answer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait();
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One that may be frozen."""
    server = Postgres(tmp_path_factory.mktemp("frozen"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def databases(server: Postgres) -> Databases:
    """There."""
    return Databases(server.dsn("postgres"))


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        await eventually(lambda: running.relay.connected)
        yield running


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """All its processes, those too that were forked meanwhile."""
    main = psutil.Process(server.pid)
    main.suspend()
    family = [main, *main.children(recursive=True)]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in reversed(family):
            process.resume()


async def ask(web, family, group_id, key):
    """Status, body and seconds of a booking."""
    began = time.monotonic()
    body = {"group_id": str(group_id), "child_id": str(family.child_id)}
    answer = await web.post("/booking/api/v1/enrollments", json=body, headers=family.with_key(key))
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0
    return answer.status_code, answer.json(), time.monotonic() - began


async def until_final(web, family, group_id, key):
    """As a browser does that is told to come again."""

    async def once():
        status, body, _ = await ask(web, family, group_id, key)
        return body if status != 503 else None

    return await eventually(once)


async def test_whoever_asks_is_told_to_come_again_at_once(booking, server):
    web, group_id, (family,) = door(booking), await publish(booking), await make_families(booking, 1)
    with frozen(server):
        status, _, seconds = await ask(web, family, group_id, "a-first-try")
        assert status == 503 and seconds < SOON
        status, _, seconds = await ask(web, family, group_id, "a-second-try")
        assert status == 503 and seconds < 2  # it is known by now
        ready = await web.get("/booking/readyz")
        assert ready.status_code == 503
        assert ready.json()["workers"]["database"]["error"] == "Silent"
        page = await web.get("/booking/", headers={"accept": "text/html"} | family.headers)
        assert page.status_code == 503 and "正在恢复" in page.text
    assert (await until_final(web, family, group_id, "a-first-try"))["result"] == "confirmed"
    await eventually(lambda: booking.pool.answers and "database" not in booking.supervisor.troubles)


async def test_many_under_way_are_let_go_and_each_key_has_one_answer(booking, server):
    web, group_id, families = door(booking), await publish(booking, capacity=100), await make_families(booking, 120)
    said: dict[int, dict] = {}
    woken = asyncio.Event()

    async def family_books(n):
        async def once():
            status, body, seconds = await ask(web, families[n], group_id, f"frozen-{n}")
            assert seconds < SOON
            return status != 503 and said.setdefault(n, body) == body and woken.is_set()

        await eventually(once, every=0.2)

    async with asyncio.TaskGroup() as running:
        for n in range(len(families)):
            running.create_task(family_books(n))
        await eventually(lambda: len(said) > 20)
        with frozen(server):
            await eventually(lambda: not booking.pool.answers)
        woken.set()
    results = [body["result"] for body in said.values()]
    assert (results.count("confirmed"), results.count("waitlisted")) == (100, 20)
    assert await broken(booking) == set()


async def test_what_commits_after_the_thaw_is_the_answer_of_its_key(booking, server):
    web, group_id, (family,) = door(booking), await publish(booking), await make_families(booking, 1)
    admin = await asyncpg.connect(owners(booking.settings.database_url))
    try:
        await admin.execute(SLOW_COMMIT)
        await admin.execute("SELECT pg_advisory_lock(1)")
        async with asyncio.TaskGroup() as running:
            asked = running.create_task(ask(web, family, group_id, "one-key-only"))
            waits = "SELECT true FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            await eventually(lambda: admin.fetchval(waits))
            with frozen(server):
                status, _, seconds = await asked
                assert status == 503 and seconds < SOON
            again = running.create_task(until_final(web, family, group_id, "one-key-only"))
            await admin.execute("SELECT pg_advisory_unlock(1)")
        body = again.result()
        enrollments = [
            str(row["id"]) for row in await admin.fetch("SELECT id FROM enrollment WHERE group_id = $1", group_id)
        ]
        assert enrollments == [body["enrollment_id"]]
        assert (await until_final(web, family, group_id, "one-key-only")) == body
        assert await broken(booking) == set()
    finally:
        await admin.execute("DROP FUNCTION wait CASCADE")
        await admin.close()


async def test_a_slow_statement_is_not_taken_for_silence(booking, server):
    async with booking.pool.acquire() as conn:
        await conn.execute("SELECT pg_sleep(6)")
    assert booking.pool.answers


async def test_a_request_that_nobody_waits_for_any_more_is_not_admitted(monkeypatch):
    monkeypatch.setattr(desk, "PATIENCE", 0.05)
    never_run = desk.Desk()
    with pytest.raises(Unavailable):
        await never_run.ask(uuid4(), "a-key-of-ours", b"", Withdraw(uuid4(), uuid4()))
    assert [ticket.given_up for ticket in never_run._queue] == [True]
