"""Whatever runs for ever is run from here: it ends only by being stopped, and no failure passes unseen.

A worker that raises, or returns by itself, is in trouble: it is started again after a pause, and its system is degraded
until the worker has run for a while without another failure.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from traceback import extract_tb
from typing import Self

import structlog

from shared.kernel.clock import machine_clock
from shared.observability import metrics
from shared.observability.causes import cause_of, root_of

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds before a worker is started again; doubled with each failure, shortened by chance."""
SETTLED_SECONDS = 10.0
"""A worker that has run so long is out of trouble."""
STOP_SECONDS = 5.0
"""All together get so long to stop."""

log = structlog.get_logger()
Work = Callable[[], Awaitable[None]]


class Ended(Exception):
    """A worker ended although nobody stopped it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a worker: since its first failure, with the kind of its last error."""

    since: datetime
    error: str


class Supervisor:
    """Runs the workers of one system while its block lasts, then stops them in reverse order."""

    def __init__(self, system: str) -> None:
        self._system = system
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.troubles: dict[str, Trouble] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + STOP_SECONDS
        for worker, task in reversed(self._tasks.items()):
            task.cancel()
            if not (await asyncio.wait([task], timeout=max(end - clock(), STOP_SECONDS / 10)))[0]:
                log.error("worker_does_not_stop", system=self._system, worker=worker)

    @property
    def workers(self) -> frozenset[str]:
        """The names of all that were started."""
        return frozenset(self._tasks)

    def start(self, worker: str, work: Work) -> None:
        """Run `work` for ever: again and again, however it ends."""
        self._tasks[worker] = asyncio.create_task(self._keep(worker, work))

    def start_once(self, worker: str, work: Work) -> None:
        """Run `work` until it has succeeded once."""
        self._tasks[worker] = asyncio.create_task(self._keep(worker, work, once=True))

    async def _keep(self, worker: str, work: Work, *, once: bool = False) -> None:
        pause = FIRST_PAUSE
        while True:
            failure = await self._end_of(worker, work)
            if _stopped():  # also when the work swallowed our cancellation
                return
            if once and failure is None:
                return self._settle(worker)
            if worker not in self.troubles:
                pause = FIRST_PAUSE
            self._tell(worker, failure or Ended("it returned by itself"))
            await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 — jitter
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _end_of(self, worker: str, work: Work) -> Exception | None:
        settling = asyncio.get_running_loop().call_later(SETTLED_SECONDS, self._settle, worker)
        try:
            with only_ours():
                await work()
        except Exception as error:
            return error
        finally:
            settling.cancel()
        return None

    def _settle(self, worker: str) -> None:
        metrics.TROUBLE.labels(self._system, worker).set(0)
        if self.troubles.pop(worker, None):
            log.info("worker_is_back", system=self._system, worker=worker)

    def _tell(self, worker: str, error: Exception) -> None:
        known = self.troubles.get(worker)
        tell = log.debug if known else log.error  # an outage is one line, not one a second
        tell("worker_failed", system=self._system, worker=worker, cause=cause_of(error), at=_where(error))
        metrics.WORKER_FAILURES.labels(self._system, worker).inc()
        metrics.TROUBLE.labels(self._system, worker).set(1)
        since = known.since if known else machine_clock()
        self.troubles[worker] = Trouble(since, type(root_of(error)).__name__)


@contextmanager
def only_ours() -> Iterator[None]:
    """A CancelledError that nobody asked for (aiokafka lets some slip) is a failure as any other: it raises Ended."""
    try:
        yield
    except asyncio.CancelledError as slipped:
        if _stopped():
            raise
        raise Ended("cancelled, but not by us") from slipped


def _stopped() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _where(error: BaseException) -> str:
    frames = extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
