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
    """HTTP status and details: 503 without the database, 200 else, `degraded` without broker or far behind it."""
    if not await database_answers(system.pool):
        return 503, {"status": "unavailable", "database": False}
    waiting = await _oldest_unsent(system)
    fine = system.relay.connected and waiting is not None and waiting < BACKLOG_SECONDS
    return 200, {
        "status": "ready" if fine else "degraded",
        "database": True,
        "broker": system.relay.connected,
        "oldest_unsent_seconds": waiting if waiting is None else round(waiting, 1),
    }


async def _oldest_unsent(system: "System") -> float | None:
    """None when it takes too long to know: there is far too much of it."""
    try:
        async with system.pool.acquire(timeout=1) as conn:
            return float(await conn.fetchval(_OLDEST, timeout=1))
    except (asyncpg.PostgresError, TimeoutError):
        return None
