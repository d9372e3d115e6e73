"""The desk's questions are planned once: a plan for each batch took longer than the answers."""

import pytest

from services.booking.store import batch as store
from services.booking.store.queries import sql
from services.booking.usecases import desk
from tests.support.booking import book, make_families, publish

ASKED = ("lock_ledgers", "lock_children", "enrollments_of_children", "write_decision")
PLANNED = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = ANY ($1::text[])"


@pytest.mark.parametrize("once", [True, False])
async def test_no_batch_is_planned_anew(booking, web, monkeypatch, once):
    """Seen on the desk's connection; without a word of it they are."""
    write, seen = store.write, []

    async def looking(conn, *args, **more):
        await write(conn, *args, **more)
        seen.append(await conn.fetch(PLANNED, [sql(name) for name in ASKED]))

    async def unsaid(_):
        pass

    monkeypatch.setattr(store, "write", looking)
    if not once:
        monkeypatch.setattr(desk, "by_key", unsaid)
    group, families = await publish(booking), await make_families(booking, 3)
    for family in families:
        assert (await book(web, family, group))["result"] == "confirmed"
    for rows in seen:
        assert len(rows) == len(ASKED)
        assert {(row["generic_plans"] > 0, row["custom_plans"] > 0) for row in rows} == {(once, not once)}
