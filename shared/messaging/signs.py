"""What shows that a system lags, though everything runs: events not sent or not heard, timers late, dead letters, a full disk.

Each is measured every few seconds, by whoever answers and whoever works, from what the database knows; so all say the same. None
of them keeps a system from answering: who books is served, and hears of it later.
"""

import asyncio
import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import asyncpg

from shared.db.pool import Connections, connection
from shared.kernel.clock import machine_clock
from shared.messaging.log_life import LogLife
from shared.observability import metrics
from shared.supervision import Trouble

EVERY_SECONDS = 5.0
PATIENCE_SECONDS = 30.0
"""Whatever is under way for longer is worth a look."""
MANY_BEHIND = 1_000
"""Events: fewer come in a moment, and are heard in another."""
LEAST_FREE = 512 * 1024 * 1024
"""Bytes of the disk that uploaded papers and keys lie on."""
NAMES = ("outbox", "timers", "listening", "behind", "dead-letters", "disk", "log")

# A partition that nobody has noted for long has nobody who listens.
_MEASURE = """
SELECT
    (SELECT min(first.created_at) FROM relay_lease AS mine CROSS JOIN LATERAL (
        SELECT created_at FROM outbox WHERE shard = mine.shard AND published_at IS NULL ORDER BY id LIMIT 1
    ) AS first) AS unsent,
    (SELECT min(due_at) FROM timer WHERE due_at < clock_timestamp()) AS timers,
    (SELECT min(parked_at) FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL) AS dead,
    (SELECT count(*) FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL) AS letters,
    (SELECT min(at) FROM heard WHERE topic = ANY ($1)) AS heard,
    (SELECT coalesce(sum(behind), 0)::bigint FROM heard WHERE topic = ANY ($1)) AS behind,
    clock_timestamp() AS now
"""


class Signs:
    """One system's, as last measured."""

    def __init__(self, pool: Connections, system: str, hears: Collection[str], disk: Path, log_life: LogLife) -> None:
        """`hears`: topics; `disk`: a folder whose disk must not be full; `log_life`: how much of its log the broker keeps."""
        self._pool, self._system, self._hears, self._disk, self._log = pool, system, sorted(hears), disk, log_life
        self._behind_since: datetime | None = None
        self.troubles: Mapping[str, Trouble] = {}
        """What is wrong, since when, and how much."""

    async def run(self) -> None:
        """Measure, as long as the database answers. Raises Unavailable."""
        while True:
            await self.measure()
            await asyncio.sleep(EVERY_SECONDS)

    async def measure(self) -> None:
        """Once. Raises Unavailable."""
        free = await asyncio.to_thread(_free, self._disk)
        async with connection(self._pool) as conn:
            row = await conn.fetchrow(_MEASURE, self._hears)
        assert row is not None  # noqa: S101 — one row, whatever the tables hold
        self._tell_metrics(row, free)
        self.troubles = {**self._late(row), **self._lasting(row, free), **self._log.troubles}
        for name in NAMES:
            metrics.TROUBLE.labels(self._system, name).set(name in self.troubles)

    def _late(self, row: asyncpg.Record) -> dict[str, Trouble]:
        """What has waited for too long, by the instant it waits for."""
        waits = {
            "outbox": (row["unsent"], "events wait for the broker"),
            "timers": (row["timers"], "timers are late"),
            "listening": (row["heard"], "nobody listens"),
        }
        return {
            name: Trouble(since, said)
            for name, (since, said) in waits.items()
            if since and (row["now"] - since).total_seconds() > PATIENCE_SECONDS
        }

    def _lasting(self, row: asyncpg.Record, free: int) -> dict[str, Trouble]:
        found = {}
        self._behind_since = (self._behind_since or row["now"]) if row["behind"] >= MANY_BEHIND else None
        if self._behind_since and (row["now"] - self._behind_since).total_seconds() > PATIENCE_SECONDS:
            found["behind"] = Trouble(self._behind_since, f"{row['behind']} events not heard yet")
        if row["dead"]:
            found["dead-letters"] = Trouble(row["dead"], f"{row['letters']} events could not take effect")
        if free < LEAST_FREE:
            known = self.troubles.get("disk")
            found["disk"] = Trouble(known.since if known else machine_clock(), f"{free >> 20} MB free")
        return found

    def _tell_metrics(self, row: asyncpg.Record, free: int) -> None:
        for name, since in (("outbox", row["unsent"]), ("timers", row["timers"]), ("heard", row["heard"])):
            age = (row["now"] - since).total_seconds() if since else 0.0
            metrics.WAITING.labels(self._system, name).set(max(age, 0.0))
        metrics.BEHIND.labels(self._system).set(row["behind"])
        metrics.DEAD_LETTERS.labels(self._system).set(row["letters"])
        metrics.DISK_FREE.labels(self._system).set(free)


def _free(folder: Path) -> int:
    """Bytes; of the nearest folder above that exists."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free
