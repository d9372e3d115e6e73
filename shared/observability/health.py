"""Whether a system can do its work: it needs its database; without the broker it books on and tells later."""

from typing import TYPE_CHECKING, Any

import asyncpg

from shared.db.pool import database_answers

if TYPE_CHECKING:
    from shared.system import System

BACKLOG_SECONDS = 30.0
"""An event that waits longer than this for the broker is worth a look."""

_OLDEST = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM outbox WHERE published_at IS NULL
"""


async def readiness(system: "System") -> tuple[int, dict[str, Any]]:
    """HTTP status and details: 503 without a database that takes writes, 200 else; `degraded` without broker, far behind it,
    or while a worker is in trouble.
    """
    troubles = _troubles(system)
    if not await database_answers(system.pool):
        return 503, {"status": "unavailable", "database": False, "workers": troubles}
    waiting = await _oldest_unsent(system)
    fine = system.relay.connected and waiting is not None and waiting < BACKLOG_SECONDS and not troubles
    return 200, {
        "status": "ready" if fine else "degraded",
        "database": True,
        "broker": system.relay.connected,
        "oldest_unsent_seconds": waiting if waiting is None else round(waiting, 1),
        "workers": troubles,
    }


def _troubles(system: "System") -> dict[str, dict[str, str]]:
    """By worker: since when it fails, and the kind of its last error."""
    return {
        worker: {"since": trouble.since.isoformat(timespec="seconds"), "error": trouble.error}
        for supervisor in system.supervisors
        for worker, trouble in supervisor.troubles.items()
    }


async def _oldest_unsent(system: "System") -> float | None:
    """None when it takes too long to know: there is far too much of it."""
    try:
        async with system.pool.acquire(timeout=1) as conn:
            return float(await conn.fetchval(_OLDEST, timeout=1))
    except (asyncpg.PostgresError, TimeoutError):
        return None
