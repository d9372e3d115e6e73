"""Whatever a database holds of people has a purpose and an end, and nothing else does."""

from collections import Counter

import asyncpg
import pytest

from shared.events.registry import SYSTEMS
from shared.privacy.register import named

COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns JOIN pg_tables ON (schemaname, tablename) = (table_schema, table_name)
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@pytest.mark.parametrize("system", SYSTEMS)
async def test_every_column_is_named_once_as_personal_or_as_nobodys(database, system):
    conn = await asyncpg.connect(await database(system))
    try:
        there = {tuple(row) for row in await conn.fetch(COLUMNS)}
    finally:
        await conn.close()
    told = Counter(named(system))
    assert not there - told.keys(), f"say in shared/privacy/{system}.py what they are for, or that they are nobody's"
    assert not told.keys() - there, f"they are gone: take them out of shared/privacy/{system}.py"
    assert not [column for column, times in told.items() if times > 1], "one column, one purpose"
