"""Whether a system can do its work: it needs its database; without the broker it books on and tells later."""

from collections.abc import Sequence
from typing import Any, Protocol

import asyncpg

from shared.db.pool import Connections, database_answers
from shared.messaging import outbox
from shared.messaging.relay import Relay
from shared.settings import Settings
from shared.supervision import Supervisor

BACKLOG_SECONDS = 30.0
"""An event that waits longer than this for the broker is worth a look."""


class Working(Protocol):
    """What is looked at of a running system."""

    @property
    def settings(self) -> Settings: ...
    @property
    def pool(self) -> Connections: ...
    @property
    def relay(self) -> Relay: ...
    @property
    def supervisors(self) -> Sequence[Supervisor]: ...


async def readiness(system: Working) -> tuple[int, dict[str, Any]]:
    """HTTP status and details: 503 without a database that takes writes, 200 else; `degraded` without broker (which who only
    answers does not ask), far behind it, or while a worker is in trouble.
    """
    troubles = _troubles(system)
    if not await database_answers(system.pool):
        return 503, {"status": "unavailable", "database": False, "workers": troubles}
    waiting = await _oldest_unsent(system)
    broker = system.relay.connected if system.settings.works else None
    fine = broker is not False and waiting is not None and waiting < BACKLOG_SECONDS and not troubles
    return 200, {
        "status": "ready" if fine else "degraded",
        "database": True,
        "broker": broker,
        "oldest_unsent_seconds": waiting if waiting is None else round(waiting, 1),
        "workers": troubles,
    }


def _troubles(system: Working) -> dict[str, dict[str, str]]:
    """By worker: since when it fails, and the kind of its last error."""
    return {
        worker: {"since": trouble.since.isoformat(timespec="seconds"), "error": trouble.error}
        for supervisor in system.supervisors
        for worker, trouble in supervisor.troubles.items()
    }


async def _oldest_unsent(system: Working) -> float | None:
    """None when it takes too long to know: there is far too much of it."""
    try:
        async with system.pool.acquire(timeout=1) as conn:
            return await outbox.oldest_unsent(conn)
    except (asyncpg.PostgresError, TimeoutError):
        return None
