"""What only the owner of a database can do to it: tests arrange and spoil what the systems, its clerks, cannot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from shared.db.clerk import CLERK
from shared.system import System

GRANTED = "GRANT ALL ON {} TO PUBLIC"
"""Of a table that a test adds: no step that migrates says who may work with it."""


def clerks(dsn: str) -> str:
    """The address for the clerk, by that for the owner; in tests both have one password."""
    scheme, _, rest = dsn.partition("://")
    name, colon, password = rest.rpartition("@")[0].partition(":")
    return f"{scheme}://{name}{CLERK}{colon}{password}@{rest.rpartition('@')[2]}"


def owners(dsn: str) -> str:
    """The address for the owner, by that for the clerk."""
    return dsn.replace(CLERK, "", 1)


@asynccontextmanager
async def owner(of: System | str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner, to the database of a system or with a clerk's address."""
    conn = await asyncpg.connect(owners(of if isinstance(of, str) else of.settings.database_url))
    try:
        yield conn
    finally:
        await conn.close()


async def as_owner(of: System | str, sql: str, *values: Any) -> str:
    """Have a statement done by the owner; what it says."""
    async with owner(of) as conn:
        return str(await conn.execute(sql, *values))
