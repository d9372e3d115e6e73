"""The checker is proven: four systems that were lived in satisfy it, and every seeded corruption is found, by the invariant it breaks."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from deploy.local.postgres import AUDITOR
from services.notify.texts import KINDS, ROLE_CHANGED
from shared.db import prune
from shared.events.accounts import RoleChanged
from shared.events.envelope import said_at
from shared.invariants import across, checker, own
from shared.invariants.checker import check, look
from tests.support.apart import RUN, python
from tests.support.at_rest import LONG_AGO, at_rest
from tests.support.corruptions import SEEDS
from tests.support.lived import broken, lived_in


@pytest.fixture(scope="module")
def lived(databases, kafka, keys_dir):
    return lived_in(databases, kafka, keys_dir)


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.id for seed in SEEDS])
async def test_a_corruption_is_found(lived, seed):
    async with lived.but_for(seed.system) as copy:
        assert not await copy.breaks(seed.breaks)
        await copy.do(seed.system, seed.sql)
        assert await copy.breaks(seed.breaks)


async def test_nothing_is_broken_where_nothing_was_done(lived):
    assert await lived.broken() == {}


def test_every_invariant_has_a_seed(lived):
    own_ones = {one.key for system in lived.systems for one in own.queries(system.home) if not one.open}
    assert {seed.breaks for seed in SEEDS} == own_ones | {accord.key for accord in across.ACCORDS}
    assert len(SEEDS) >= 26


def test_what_people_read_of_an_event_is_what_notify_writes():
    assert {event.TYPE: kind for event, kind in KINDS.items()} | {RoleChanged.TYPE: ROLE_CHANGED} == across.KINDS


@pytest.fixture
async def auditor(lived, postgres):
    """System → the address of the role that may compare; it is the server's own, and stays."""
    await execute(
        postgres,
        f"DO $$ BEGIN CREATE ROLE {AUDITOR} LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
    )
    await execute(postgres, f"ALTER ROLE {AUDITOR} PASSWORD 'secret'")
    at = urlsplit(postgres).netloc.rpartition("@")[2]
    return {name: f"postgresql://{AUDITOR}:secret@{at}{urlsplit(dsn).path}" for name, dsn in lived.dsns.items()}


async def execute(dsn, sql):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetch(sql)
    finally:
        await conn.close()


async def test_the_auditor_compares_all_and_sees_nobody(lived, auditor):
    found = await check([], auditor)
    assert len(found) == len(across.ACCORDS) and not broken(found)
    for system, table in (("booking", "child"), ("booking", "outbox"), ("notify", "message"), ("accounts", "person")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(auditor[system], f"SELECT * FROM {table}")
    columns = """
        SELECT c.table_name, c.column_name FROM information_schema.columns c
        WHERE table_schema = 'audit' AND data_type IN ('text', 'jsonb', 'bytea')
    """
    texts = {tuple(row) for dsn in auditor.values() for row in await execute(dsn, columns)}
    assert texts == {
        ("said", "topic"),
        ("said", "type"),
        ("told", "kind"),
        ("to_tell", "type"),
        ("known_group", "facts"),
        ("published_group", "facts"),
    }


async def test_a_worker_looks_tells_metrics_and_log_and_changes_nothing(lived, auditor, monkeypatch):
    async with lived.but_for("notify") as copy:
        await copy.do("notify", "UPDATE message SET kind = 'confirmed' WHERE kind = 'waitlisted'")
        (notify,) = [system for system in copy.systems if system.name == "notify"]
        with capture_logs() as logs:
            await look(notify, within=0)
        assert value("told_as_it_was_said") == 3 and value("no_delivery_is_stuck") == 0
        assert [line["invariant"] for line in logs] == ["told_as_it_was_said"]
        await copy.do("notify", "UPDATE message SET kind = 'waitlisted' WHERE params ? 'position'")
        await look(notify, within=0)
        assert value("told_as_it_was_said") == 0


async def test_one_of_many_instances_looks(lived):
    (booking,) = [system for system in lived.systems if system.name == "booking"]
    other = await asyncpg.connect(booking.settings.database_url)
    try:
        await other.fetchval("SELECT pg_advisory_lock($1)", checker._ONE_AT_A_TIME)
        before = looked_at("booking")
        await look(booking)
        assert looked_at("booking") == before
    finally:
        await other.close()
    await look(booking)
    assert looked_at("booking") != before


def value(invariant):
    return sample("aixin_invariant_broken", system="notify", invariant=invariant)


def looked_at(system):
    """The instant of this process's last look, if it had one: the registry is the process's own, for all its tests."""
    return sample("aixin_invariants_checked_timestamp_seconds", system=system)


def sample(name, **labels):
    """As Prometheus reads it."""
    return REGISTRY.get_sample_value(name, labels)


@pytest.mark.parametrize("system", ["booking", "notify"])
async def test_the_command_runs_in_a_container_without_what_only_make_up_needs(
    lived, auditor, system, keys_dir, tmp_path
):
    """One system's own environment, none of the packages of the embedded stack; booking's has the auditor's password, too."""
    async with lived.named("audited_{system}") as named:
        at = urlsplit(auditor["booking"]).netloc.rpartition("@")[2]
        passfile = tmp_path / "auditor.pgpass"
        passfile.write_text(f"*:*:*:{AUDITOR}:secret\n")
        passfile.chmod(0o400)
        env = {"AIXIN_SYSTEM": system, "AIXIN_DATABASE_URL": named.dsns[system], "AIXIN_KEYS_DIR": str(keys_dir)}
        if system == "booking":
            env["AIXIN_AUDIT_URL"] = f"postgresql://{AUDITOR}@{at}/audited_{{system}}?passfile={passfile}"
        done = await asyncio.to_thread(python, RUN.format(["invariants"]), env)
        compared = sum(accord.name in done.stdout for accord in across.ACCORDS)
        assert (done.returncode, compared) == (0, len(across.ACCORDS) if system == "booking" else 0), done


async def test_the_auditor_has_a_container_of_its_own(lived, auditor):
    """On a cluster: it can compare the four, and has no database itself."""
    async with lived.named("apart_{system}"):
        url = f"postgresql://{urlsplit(auditor['booking']).netloc}/apart_{{system}}"
        done = await asyncio.to_thread(python, RUN.format(["invariants"]), {"AIXIN_AUDIT_URL": url})
        told = [accord.name for accord in across.ACCORDS if accord.name in done.stdout]
        assert (done.returncode, len(told), done.stdout.count("✓")) == (0, len(across.ACCORDS), len(told)), done


async def test_what_is_too_old_is_missed_by_no_check_and_what_is_not_is_found_still(lived, monkeypatch):
    monkeypatch.setattr(prune, "PAUSE_SECONDS", 0.0)
    async with lived.but_for(*LONG_AGO) as copy:
        for system, sql in LONG_AGO.items():
            await copy.do(system, sql)
            async with at_rest(system, copy.settings[system]) as resting:
                await prune.prune(resting)
        left = [
            await execute(copy.dsns[system], f"SELECT FROM {table}")
            for system, table in (
                ("accounts", "outbox"),
                ("classes", "outbox"),
                ("booking", "inbox"),
                ("classes", "inbox"),
            )
        ]
        assert left == [[], [], [], []]
        assert await copy.broken() == {}
        for seed in SEEDS:
            if seed.id in ("an event lost before it was told", "a message lost", "enrollment not heard by notify"):
                await copy.do(seed.system, seed.sql)
                assert await copy.breaks(seed.breaks), seed.id


@pytest.mark.parametrize("system", ["accounts", "classes", "booking"])
async def test_what_lasts_is_told_again_as_it_was_told_last(lived, system):
    """Whoever has heard nothing for long knows afterwards what everybody knows."""
    last = f"""
        SELECT DISTINCT ON (topic, key) body FROM outbox WHERE topic IN ('accounts', 'catalogue', 'capacity') AND type <> '{RoleChanged.TYPE}'
            AND id {{}} $1 ORDER BY topic, key, id DESC
    """
    async with at_rest(system, lived.settings[system]) as resting, resting.pool.acquire() as conn:
        turn = conn.transaction()
        await turn.start()
        until = await conn.fetchval("SELECT max(id) FROM outbox")
        before = [json.loads(row["body"]) for row in await conn.fetch(last.format("<="), until)]
        await resting.retell(conn)
        assert [json.loads(row["body"]) for row in await conn.fetch(last.format(">"), until)] == before != []
        await turn.rollback()


async def test_both_sides_are_compared_as_of_one_instant(lived):
    """At the week's very border, where one of the two would just not look any more."""
    conns = {name: await asyncpg.connect(lived.dsns[name]) for name in ("booking", "notify")}
    try:
        (told,) = await conns["booking"].fetch("SELECT event_id FROM audit.to_tell ORDER BY event_id DESC LIMIT 1")
        for moment in (0, 1, 2):
            border = said_at(told["event_id"]) + timedelta(days=7, milliseconds=moment - 1)
            found = await across.compare(conns, across.TOLD_ONCE, {"booking": []}, border)
            assert not found.breaks
    finally:
        for conn in conns.values():
            await conn.close()
