"""Whether a system can do its work: it needs its database; without the broker it books on and tells later."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.db.pool import Connections, database_answers
from shared.messaging.relay import Relay
from shared.messaging.signs import Signs
from shared.settings import Settings
from shared.supervision import Supervisor, Trouble


class Working(Protocol):
    """What is looked at of a running system."""

    @property
    def settings(self) -> Settings: ...
    @property
    def pool(self) -> Connections: ...
    @property
    def relay(self) -> Relay: ...
    @property
    def signs(self) -> Signs: ...
    @property
    def supervisors(self) -> Sequence[Supervisor]: ...


async def readiness(system: Working) -> tuple[int, dict[str, Any]]:
    """HTTP status and details: 503 without a database that takes writes, 200 else; `degraded` when a worker is in trouble, when a
    sign shows that the system lags, or without a broker (which who only answers does not ask): it answers, and tells later.
    """
    workers, signs = _troubles(system), _told(system.signs.troubles)
    if not await database_answers(system.pool):
        return 503, {"status": "unavailable", "database": False, "workers": workers, "signs": signs}
    broker = system.relay.connected if system.settings.works else None
    since = [trouble["since"] for trouble in (*workers.values(), *signs.values())]
    return 200, {
        "status": "ready" if broker is not False and not since else "degraded",
        "since": min(since, default=None),
        "database": True,
        "broker": broker,
        "workers": workers,
        "signs": signs,
    }


def _troubles(system: Working) -> dict[str, dict[str, str]]:
    """By worker: since when it fails, and the kind of its last error."""
    return {worker: said for supervisor in system.supervisors for worker, said in _told(supervisor.troubles).items()}


def _told(troubles: Mapping[str, Trouble]) -> dict[str, dict[str, str]]:
    return {
        name: {"since": trouble.since.isoformat(timespec="seconds"), "error": trouble.error}
        for name, trouble in troubles.items()
    }
