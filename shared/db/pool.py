"""Connections to a system's own database, and the one way to open a transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeAlias

import asyncpg
import orjson

from shared.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


class Database(Protocol):
    """What those who write need of a running system."""

    @property
    def pool(self) -> Pool: ...
    def committed(self) -> None:
        """Say that a transaction with events or timers was committed."""


ACQUIRE_SECONDS = 5.0
"""asyncpg's acquire() waits for ever when not told otherwise."""

NOT_NOW = (
    asyncpg.ReadOnlySQLTransactionError,  # a standby, or a primary that became one
    asyncpg.InsufficientResourcesError,  # disk, memory or connections are used up
    asyncpg.PostgresSystemError,  # its disk fails
)
"""What a database says that answers, but can keep nothing now, whoever asks."""
GONE = (
    *NOT_NOW,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,  # a connection killed while idle in a transaction surfaces so
    asyncpg.InternalClientError,  # or so, between the server's last word and the end of the line
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.OperatorInterventionError,  # stopping, starting; or a lock or a slow disk was waited for too long: everything is undone
    asyncpg.exceptions.TransactionRollbackError,  # two waited for each other, or overtook: this one was thrown out, the next try helps
    asyncpg.LockNotAvailableError,
    OSError,
    TimeoutError,
)
"""What the driver raises when the database is away, restarting, or has to be asked again."""

_NOTHING = "SELECT"
_TAKES_WRITES = "SELECT current_setting('transaction_read_only') = 'off'"


async def open_pool(dsn: str, size: int) -> Pool:
    """A pool of at most `size` connections that speak JSON; statements end after 15 s, idle transactions after 30 s."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_speak_json,
        command_timeout=20,
        server_settings={
            "statement_timeout": "15s",
            "idle_in_transaction_session_timeout": "30s",
            "timezone": "UTC",
        },
    )


async def _speak_json(conn: "asyncpg.Connection[asyncpg.Record]") -> None:
    await conn.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
    )


@asynccontextmanager
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    """A connection without a transaction, for reading.

    Raises Unavailable when the database is away.
    """
    try:
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as conn:
            yield conn
    except asyncpg.ReadOnlySQLTransactionError as gone:
        await (
            pool.expire_connections()
        )  # this server may not be the primary any more, and a new connection finds the one that is
        raise Unavailable from gone
    except GONE as gone:
        raise Unavailable from gone


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """One request, one transaction: committed when the block ends, rolled back when it raises.

    Raises Unavailable when the database is away; whether a commit that was cut off took effect is then unknown,
    which is what Idempotency-Keys are for.
    """
    async with connection(pool) as conn, conn.transaction():
        yield conn


async def still_stands(conn: Connection) -> None:
    """Raises InFailedSQLTransactionError when somebody swallowed an error of the database: COMMIT would keep nothing and not say so."""
    await conn.execute(_NOTHING)


async def database_answers(pool: Pool) -> bool:
    """True when the database answers within a second, and takes writes."""
    try:
        async with asyncio.timeout(1), pool.acquire(timeout=1) as conn:
            takes_writes = bool(await conn.fetchval(_TAKES_WRITES))
        if not takes_writes:
            await pool.expire_connections()
        return takes_writes
    except (*GONE, asyncpg.PostgresError):
        return False
