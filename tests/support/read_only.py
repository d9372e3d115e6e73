"""A database that takes no writes for a while, as during a failover."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def read_only(admin: str, dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """Every session of the database ends, and new ones may only read, while the block lasts; yields the superuser's connection."""
    name = dsn.rpartition("/")[2]
    conn = await asyncpg.connect(admin)

    async def only_reads(answer: str) -> None:
        await conn.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {answer}')
        await conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)

    try:
        await only_reads("on")
        yield conn
        await only_reads("off")
    finally:
        await conn.close()
