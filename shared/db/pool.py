"""Connections to a system's own database, and the one way to open a transaction."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeAlias

import asyncpg
import orjson
import structlog
from prometheus_client import Counter

from shared.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class Connections(asyncpg.Pool):
    """asyncpg's pool, which can let go of everybody at once when its server has fallen silent."""

    def __init__(self, *where: str, **how: Any) -> None:
        super().__init__(*where, **how)
        self.answers = True
        """False: nobody need ask, or go on waiting."""
        self.waiting = 0
        """How many have asked for a connection and have none yet."""
        self._lent: set[Connection] = set()

    @property
    def in_use(self) -> int:
        """How many connections somebody has."""
        return len(self._lent)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Connection]:
        """A connection, and who has it is remembered meanwhile. Raises TimeoutError when none is free for five seconds."""
        self.waiting += 1
        try:
            conn = await self.acquire(timeout=ACQUIRE_SECONDS)
        finally:
            self.waiting -= 1
        self._lent.add(conn)
        try:
            yield conn
        finally:
            self._lent.discard(conn)
            await self.release(conn)

    async def fall_silent(self) -> None:
        """End what is under way: whoever waits for the server is told at once, and whoever comes, until `answers` is true again."""
        self.answers = False
        for conn in list(self._lent):
            conn.terminate()
        await self.expire_connections()


class Database(Protocol):
    """What those who write need of a running system."""

    @property
    def pool(self) -> Connections: ...
    def committed(self) -> None:
        """Say that a transaction with events or timers was committed."""

    def keyed(self, digest: bytes) -> bytes:
        """A request's digest by a key of the system's own."""


ACQUIRE_SECONDS = 5.0
"""asyncpg's acquire() waits for ever when not told otherwise."""
COMMIT_SECONDS = 15.0
"""A commit is waited for no longer; sooner than the driver itself gives up, by `command_timeout`."""

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

TELL_SECONDS = 60.0
"""How often one kind of trouble is worth a line of the log, however many ask meanwhile."""

log = structlog.get_logger()
_REFUSED = Counter("aixin_database_refusals", "Times somebody was told that the database is away", ["error"])
_told: dict[str, float] = {}
_NOTHING = "SELECT"
_BY_KEY = "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off"
_TAKES_WRITES = "SELECT current_setting('transaction_read_only') = 'off'"


async def open_pool(dsn: str, size: int) -> Connections:
    """A pool of at most `size` connections that speak JSON; statements end after 15 s, idle transactions after 30 s.

    Whoever has one leaves nothing behind (`SET LOCAL`, no session's lock, no LISTEN), so none is reset by a question to the server.
    """
    return await Connections(
        dsn,
        min_size=1,
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        loop=None,
        init=_speak_json,
        reset=_as_it_is,
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


async def _as_it_is(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """The driver itself ends a transaction that is left open."""


@asynccontextmanager
async def connection(pool: Connections) -> AsyncIterator[Connection]:
    """A connection without a transaction, for reading.

    Raises Unavailable when the database is away.
    """
    try:
        if not pool.answers:
            raise TimeoutError("the database is silent")
        async with pool.lend() as conn:
            yield conn
    except asyncpg.ReadOnlySQLTransactionError as gone:
        await (
            pool.expire_connections()
        )  # this server may be no primary any more; a new connection finds the one that is
        raise _unavailable(gone) from gone
    except GONE as gone:
        raise _unavailable(gone) from gone


def _unavailable(gone: BaseException) -> Unavailable:
    """Thousands may ask in vain: each is counted, and one a minute tells the log."""
    kind, now = type(gone).__name__, time.monotonic()
    _REFUSED.labels(kind).inc()
    if now - _told.get(kind, float("-inf")) >= TELL_SECONDS:
        _told[kind] = now
        log.warning("database_unavailable", error=kind, said=str(gone).partition("\n")[0])
    return Unavailable()


@asynccontextmanager
async def transaction(pool: Connections) -> AsyncIterator[Connection]:
    """One request, one transaction: committed when the block ends, rolled back when it raises.

    Raises Unavailable when the database is away; whether a commit that was cut off took effect is then unknown,
    which is what Idempotency-Keys are for.
    """
    async with connection(pool) as conn:
        under_way = conn.transaction()
        await under_way.start()
        try:
            yield conn
        except BaseException:
            await under_way.rollback()
            raise
        await _commit(conn, under_way.commit())


async def by_key(conn: Connection) -> None:
    """Until its transaction ends, what is asked on this connection is planned once and no more, and no table is read as a whole: for who asks
    the same few questions all the time, each by keys that an index has. Planned for its keys anew, such a question takes longer to plan than
    to answer; and a plan that stays must not have been made while the table was small.
    """
    await conn.execute(_BY_KEY)


async def _commit(conn: Connection, commit: Coroutine[Any, Any, None]) -> None:
    """Whoever gives up leaves without a word. The driver would ask the server to stop: one that waits for its synchronous standby
    then stops waiting, and others see, and are told, what the standby has not and a failover would lose.
    """
    committing = asyncio.ensure_future(commit)
    try:
        async with asyncio.timeout(COMMIT_SECONDS):
            await asyncio.shield(committing)
    finally:
        if not committing.done():
            conn.terminate()
            await asyncio.gather(committing, return_exceptions=True)


async def still_stands(conn: Connection) -> None:
    """Raises InFailedSQLTransactionError when somebody swallowed an error of the database: COMMIT would keep nothing and not say so."""
    await conn.execute(_NOTHING)


async def database_answers(pool: Connections) -> bool:
    """True when the database answers within a second, and takes writes."""
    if not pool.answers:
        return False
    try:
        async with asyncio.timeout(1), pool.acquire(timeout=1) as conn:
            takes_writes = bool(await conn.fetchval(_TAKES_WRITES))
        if not takes_writes:
            await pool.expire_connections()
        return takes_writes
    except (*GONE, asyncpg.PostgresError):
        return False
