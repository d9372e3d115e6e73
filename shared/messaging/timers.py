"""Things to be done at an instant: rows with `due_at`, each done once, in one transaction with its effect."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from shared.db.pool import Connection, Connections, connection, still_stands, transaction
from shared.observability import metrics, trace
from shared.supervision import only_ours

LONGEST_SLEEP = 1.0
"""A timer that another process set is seen after this many seconds at the latest."""
DUE = 0.02
"""Seconds until the next look when something is due: others may be doing it."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0

log = structlog.get_logger()
TimerHandler = Callable[[Connection, str], Awaitable[None]]
"""Does what is due for a subject, inside the transaction that ends the timer. Calls may set it anew."""

_SET = """
INSERT INTO timer (kind, subject, due_at) VALUES ($1, $2, $3)
ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, attempts = 0
"""
_CANCEL = "DELETE FROM timer WHERE kind = $1 AND subject = $2"
# What another instance is doing is skipped, not waited for.
_TAKE = """
DELETE FROM timer WHERE id = (
    SELECT id FROM timer WHERE kind = ANY($1) AND due_at <= clock_timestamp()
    ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, kind, subject, due_at, attempts
"""
_PUT_OFF = """
UPDATE timer SET attempts = attempts + 1, due_at = clock_timestamp() + $3 WHERE id = $1 AND due_at = $2
"""
_NEXT = "SELECT min(due_at) - clock_timestamp() FROM timer WHERE kind = ANY($1)"


async def set_timer(conn: Connection, kind: str, subject: str, due_at: datetime) -> None:
    """Have `kind` done for `subject` at that instant; one that was set before is moved."""
    await conn.execute(_SET, kind, subject, due_at)


async def set_timers(conn: Connection, kind: str, due: Mapping[str, datetime]) -> None:
    """As `set_timer`, for many subjects at once."""
    await conn.executemany(_SET, [(kind, subject, due_at) for subject, due_at in due.items()])


async def cancel_timer(conn: Connection, kind: str, subject: str) -> None:
    """Forget it, if it was set."""
    await conn.execute(_CANCEL, kind, subject)


class Timers:
    """Does what is due; any number of instances of a system may run at once."""

    def __init__(
        self, pool: Connections, handlers: Mapping[str, TimerHandler], *, committed: Callable[[], None]
    ) -> None:
        self._pool, self._handlers, self._committed = pool, handlers, committed
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: a timer may have been set."""
        self._woken.set()

    async def run(self) -> None:
        """As long as the database answers. Raises Unavailable."""
        while True:
            self._woken.clear()
            pause = await self._until_next()
            while pause == DUE and await self._do_one():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()

    async def _do_one(self) -> bool:
        """Do the first that is due, if any. A failure puts off that one only."""
        due = None
        try:
            async with transaction(self._pool) as conn:
                due = await conn.fetchrow(_TAKE, list(self._handlers))
                if due is None:
                    return False
                with only_ours(), trace.step("do", "internal", None, {"timer": due["kind"]}):
                    await self._handlers[due["kind"]](conn, due["subject"])
                await still_stands(conn)
        except Exception as error:
            if due is None:
                raise
            await self._put_off(due["id"], due["due_at"], due["attempts"])
            metrics.TIMERS.labels(due["kind"], "failed").inc()
            log.exception("timer_failed", kind=due["kind"], subject=due["subject"], error=type(error).__name__)
            return True
        metrics.TIMERS.labels(due["kind"], "done").inc()
        self._committed()
        return True

    async def _put_off(self, number: int, due_at: datetime, attempts: int) -> None:
        pause = min(FIRST_PAUSE * 2**attempts, LONGEST_PAUSE)
        async with transaction(self._pool) as conn:
            await conn.execute(_PUT_OFF, number, due_at, timedelta(seconds=pause))

    async def _until_next(self) -> float:
        async with connection(self._pool) as conn:
            left = await conn.fetchval(_NEXT, list(self._handlers))
        return LONGEST_SLEEP if left is None else min(max(left.total_seconds(), DUE), LONGEST_SLEEP)
