"""Who works with a database is its clerk: nothing that was written into a log can be undone by it, and no table is its own."""

import asyncpg
import pytest

from shared.db.clerk import let_clerk_work
from shared.events.registry import SYSTEMS
from shared.invariants import own
from tests.support.at_rest import at_rest
from tests.support.owner import as_owner, owner, owners

LOGS = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'only_added' ORDER BY 1"
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
KNOWN = {
    "accounts": {"reading", "second_factor_reset", "union_change", "role_change"},
    "classes": {"reading"},
    "booking": {
        "reading",
        "staff_decision",
        "family_decision",
        "paper_reading",
        "health_reading",
        "told_apart",
        "on_paper",
    },
    "notify": {"reading"},
}
UNDOING = (
    "DELETE FROM {}",
    "UPDATE {} SET at = at",
    "INSERT INTO {} (at) VALUES (now() - interval '4 years')",
    "ALTER TABLE {} DISABLE TRIGGER only_added",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TRIGGER only_added ON {}",
    "CREATE RULE nothing AS ON INSERT TO {} DO INSTEAD NOTHING",
)
"""What would take something out of a log, keep something from it, or add what never was."""
OWNING = (
    "TRUNCATE {}",
    "ALTER TABLE {} ADD COLUMN more text",
    "DROP TABLE {} CASCADE",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
)
ELSEWHERE = (
    "DROP SCHEMA public CASCADE",
    "CREATE TABLE more ()",
    "CREATE OR REPLACE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "ALTER FUNCTION never_emptied() RENAME TO nothing",
    "SET session_replication_role = replica",
    "SET ROLE {}",
    "DELETE FROM migration",
    "INSERT INTO migration (name, sha256) VALUES ('own/9999_later.sql', '')",
)


@pytest.fixture
async def clerk(database, request):
    dsn = await database(request.param if hasattr(request, "param") else "booking")
    conn = await asyncpg.connect(dsn)
    yield conn, dsn
    await conn.close()


def fetched(rows):
    return [row[0] for row in rows]


async def refused(conn, statement):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await conn.execute(statement)


@pytest.mark.parametrize("clerk", SYSTEMS, indirect=True)
async def test_it_undoes_nothing_in_a_log_and_owns_no_table(clerk, request):
    conn, dsn = clerk
    logs, tables = fetched(await conn.fetch(LOGS)), fetched(await conn.fetch(TABLES))
    assert KNOWN[request.node.callspec.params["clerk"]] <= set(logs) < set(tables)
    for log in logs:
        for statement in UNDOING:
            await refused(conn, statement.format(log))
    for table in tables:
        for statement in OWNING:
            await refused(conn, statement.format(table))
    for statement in ELSEWHERE:
        await refused(conn, statement.format(owners(dsn).partition("//")[2].partition(":")[0]))


async def test_negative_control_who_owns_a_log_empties_it(clerk):
    conn, dsn = clerk
    await conn.execute(
        "INSERT INTO told_apart (child_id, other_id) SELECT least(a, b), greatest(a, b) FROM (SELECT uuidv7() a, uuidv7() b)"
    )
    async with owner(dsn) as other:
        with pytest.raises(asyncpg.RaiseError, match="only added"):
            await other.execute("DELETE FROM told_apart")
        await other.execute("ALTER TABLE told_apart DISABLE TRIGGER only_added")
        assert await other.execute("DELETE FROM told_apart") == "DELETE 1"


async def test_a_new_table_needs_nothing_and_a_new_log_its_guard(database, clerk, tmp_path):
    _, dsn = clerk
    async with owner(dsn) as conn:
        await conn.execute(
            "CREATE TABLE later (id int); CREATE TABLE later_log (at timestamptz DEFAULT clock_timestamp(), id int)"
        )
        await conn.execute(
            "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON later_log FOR EACH ROW EXECUTE FUNCTION only_added()"
        )
        await let_clerk_work(conn)
    conn, _ = clerk
    await conn.execute("INSERT INTO later VALUES (1); UPDATE later SET id = 2; DELETE FROM later")
    await conn.execute("INSERT INTO later_log (id) VALUES (1)")
    for statement in UNDOING:
        await refused(conn, statement.format("later_log"))


async def test_what_is_granted_no_more_goes(clerk):
    conn, dsn = clerk
    role = dsn.partition("//")[2].partition(":")[0]
    await as_owner(dsn, f"GRANT DELETE, TRUNCATE ON reading TO {role}; GRANT INSERT (id) ON reading TO {role}")
    await conn.execute("DELETE FROM reading")
    async with owner(dsn) as other:
        await let_clerk_work(other)
    for statement in ("DELETE FROM reading", "TRUNCATE reading", "INSERT INTO reading (id) VALUES (uuidv7())"):
        await refused(conn, statement)


async def test_what_is_old_goes_by_the_owners_hand_and_what_is_young_by_nobodys(clerk):
    conn, dsn = clerk
    await as_owner(
        dsn,
        """INSERT INTO reading (id, at, person_id, name, what, lists)
           SELECT uuidv7(-age), clock_timestamp() - age, uuidv7(), '', 'roll', '{}'
           FROM unnest(ARRAY[interval '4 years', interval '1 year']) AS age""",
    )
    go = "SELECT FROM let_log_go($1::text::regclass, 10, $2::text::interval)"
    with pytest.raises(asyncpg.RaiseError, match="only added"):
        await conn.execute(go, "reading", "1 day")
    assert await conn.execute(go, "reading", "3 years") == "SELECT 1"
    assert await conn.fetchval("SELECT count(*) FROM reading") == 1
    for table in ("child", "migration", "pg_class"):
        with pytest.raises(asyncpg.RaiseError, match="is no log"):
            await conn.execute(go, table, "0")


async def test_nobody_else_has_it_done(clerk):
    conn, dsn = clerk
    assert await conn.fetchval("SELECT has_function_privilege('let_log_go(regclass, int, interval)', 'EXECUTE')")
    async with owner(dsn) as other:
        assert not await other.fetchval(
            "SELECT EXISTS (SELECT FROM pg_proc p, aclexplode(p.proacl) a WHERE proname = 'let_log_go' AND a.grantee = 0)"
        )


@pytest.mark.parametrize("name", SYSTEMS)
async def test_the_invariant_names_every_log(settings, name):
    async with at_rest(name, await settings(name)) as system:
        logs = fetched(await system.pool.fetch(LOGS))
        (query,) = (one for one in own.queries(system.home) if one.key == "logs_are_guarded")
        assert not [
            log for log in logs if f"'{log}'" not in query.sql and log != "told_apart"
        ]  # it was never guarded twice
        assert not await system.pool.fetch(query.sql)
    async with owner(system) as other:
        assert {row["relname"] for row in await other.fetch(query.sql)} == set(
            logs
        )  # whoever owns them could change them
