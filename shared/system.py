"""A system as a whole: its web app, its database, and the workers beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from shared.db.pool import Pool, open_pool
from shared.events.envelope import Event
from shared.messaging.consumer import Consumer, Handler
from shared.messaging.relay import Relay
from shared.messaging.timers import TimerHandler, Timers
from shared.settings import Settings
from shared.web.app import create_app

Worker = Callable[["System"], Coroutine[Any, Any, None]]
"""Runs beside the web app until cancelled; or before it, until done."""


class System:
    """One of the four: `bootstrap.build` of each makes it, from routers, handlers, timers and workers."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        home: Path,
        routers: Sequence[APIRouter] = (),
        handlers: Mapping[type[Event], Handler] | None = None,
        alone: Collection[type[Event]] = (),
        timers: Mapping[str, TimerHandler] | None = None,
        preparing: Sequence[Worker] = (),
        workers: Sequence[Worker] = (),
        uploads: Sequence[str] = (),
    ) -> None:
        """`home` is the service's folder: its migrations/ and web/templates/ are found there. `uploads` as `Doors` takes them,
        `alone` as `Inbox` does. `preparing` is done, one after the other, before anything is answered.
        """
        self.name, self.settings, self.home = name, settings, home
        self.handlers, self.alone = handlers or {}, alone
        self.timer_handlers = timers or {}
        self.preparing, self.workers = preparing, workers
        self.uploads = uploads
        self.pool: Pool
        self.relay: Relay
        self.timers: Timers
        self.app: FastAPI = create_app(self, routers)

    @property
    def migrations(self) -> Path:
        """The folder of this system's own migrations."""
        return self.home / "migrations"

    def committed(self) -> None:
        """Say that a transaction with events or timers was committed here: relay and timers look at once."""
        self.relay.wake()
        self.timers.wake()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["System"]:
        """Open the pool, run every worker beside the web app; then stop them all in reverse order."""
        s = self.settings
        async with AsyncExitStack() as stack:
            self.pool = await open_pool(s.database_url, s.pool_size)
            stack.push_async_callback(_close, self.pool)
            for prepare in self.preparing:
                await prepare(self)
            self.relay = Relay(self.pool, s.kafka, s.topic_prefix, source=self.name)
            self.timers = Timers(self.pool, self.timer_handlers, committed=self.committed)
            jobs: list[Coroutine[Any, Any, None]] = [self.relay.run(), self.timers.run()]
            if self.handlers:
                consumer = Consumer(
                    self.pool, s.kafka, s.topic_prefix, self.name, self.handlers,
                    committed=self.committed, alone=self.alone,
                )  # fmt: skip
                jobs.append(consumer.run())
            jobs += [worker(self) for worker in self.workers]
            for job in jobs:
                stack.push_async_callback(_stop, asyncio.create_task(job))
            yield self


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task], timeout=5)


async def _close(pool: Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
