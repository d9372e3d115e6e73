"""A system as a whole: its web app, its database, and the workers beside them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property, partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from shared.apart import Apart
from shared.crypto import Vault
from shared.db.copies import Copying
from shared.db.pool import Connections, open_pool
from shared.db.prune import Prunes, keep_pruning
from shared.db.pulse import Pulse
from shared.db.restored import AfterRestore
from shared.db.unions import Unions
from shared.invariants.checker import keep_checking
from shared.messaging.consumer import Consumer
from shared.messaging.forget_again import Forgets, forget_again
from shared.messaging.handler import Handlers
from shared.messaging.log_life import LogLife
from shared.messaging.relay import POLL_SECONDS, SELDOM_SECONDS, Relay, Retell
from shared.messaging.revocation import Revocations
from shared.messaging.signs import Signs
from shared.messaging.timers import TimerHandler, Timers
from shared.observability import metrics, trace
from shared.settings import Settings
from shared.supervision import Supervisor, Work
from shared.web.app import create_app

Worker = Callable[["System"], Awaitable[None]]
"""Runs beside the web app. It need not outlive a failure: it is started again. Or, while preparing, before it."""


class System:
    """One of the four: `bootstrap.build` of each makes it, from routers, handlers, timers and workers."""

    pool: Connections
    relay: Relay
    timers: Timers
    log_life: LogLife
    signs: Signs

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        home: Path,
        routers: Sequence[APIRouter] = (),
        handlers: Handlers | None = None,
        timers: Mapping[str, TimerHandler] | None = None,
        preparing: Sequence[Worker] = (),
        answering: Mapping[str, Worker] | None = None,
        workers: Mapping[str, Worker] | None = None,
        at_start: Mapping[str, Worker] | None = None,
        uploads: Sequence[str] = (),
        after_restore: AfterRestore | None = None,
        retell: Retell | None = None,
        prunes: Prunes | None = None,
        copying: Copying | None = None,
        forgets: Forgets | None = None,
    ) -> None:
        """`home` is the service's folder: its migrations/ and web/templates/ are found there. `preparing` is done, one after the
        other, before anything is answered. `answering` runs for ever where visitors are answered; `workers` do where work is
        done, and those `at_start` until they have succeeded once. `uploads` as `Doors` takes them. `after_restore` is done in a
        database that was put back from a backup; `retell` as `Relay` takes it. `prunes`: what ages here, beside what ages everywhere.
        `copying`: which rows are whose. `forgets`: what it lets go of once more, by what it said of that, when it was put back.
        """
        self.name, self.settings, self.home = name, settings, home
        self.handlers, self.timer_handlers = handlers or {}, timers or {}
        self.preparing, self.answering = preparing, answering or {}
        self.workers, self.at_start = workers or {}, at_start or {}
        self.uploads, self.prunes = uploads, prunes or {}
        self.after_restore, self.retell = after_restore, retell
        self.copying, self.forgets = copying or Copying({}), forgets or {}
        self.apart, self.unions = Apart(), Unions()
        self.revocations = Revocations(settings.kafka, settings.topic_prefix, name)
        metrics.begin(name)
        self.supervisor = Supervisor(name)
        self.supervisors = [self.supervisor]
        """Whose troubles are this system's too."""
        self.app: FastAPI = create_app(self, routers if settings.answers else ())

    @property
    def migrations(self) -> Path:
        """The folder of this system's own migrations."""
        return self.home / "migrations"

    @property
    def hears(self) -> frozenset[str]:
        """The topics of what it hears."""
        return frozenset(event.TOPIC for event in self.handlers)

    @property
    def source(self) -> str:
        """The address by which its events name it."""
        return f"{self.settings.public_url.rstrip('/')}/{self.name}"

    def committed(self) -> None:
        """Say that a transaction with events or timers was committed here: relay and timers look at once."""
        self.relay.wake()
        self.timers.wake()

    def keyed(self, digest: bytes) -> bytes:
        """A request's digest by a key of this system's own."""
        return self._vault.keyed(digest)

    @cached_property
    def _vault(self) -> Vault:
        return Vault(self.settings.keys_dir, self.name)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["System"]:
        """Open the pool, run every worker beside the web app; then stop them all in reverse order."""
        s = self.settings
        async with AsyncExitStack() as stack:
            stack.push_async_callback(trace.flush)
            self.pool = await open_pool(s.database_url, s.pool_size)
            stack.push_async_callback(_close, self.pool)
            metrics.POOL_IN_USE.labels(self.name).set_function(lambda: self.pool.in_use)
            metrics.POOL_WAITING.labels(self.name).set_function(lambda: self.pool.waiting)
            if s.answers:
                metrics.ROLES_CERTAIN.labels(self.name).set_function(lambda: self.revocations.certain)
            for prepare in self.preparing:
                await prepare(self)
            self.relay = Relay(
                self.pool, s.kafka, s.topic_prefix,
                system=self.name, source=self.source,
                poll=SELDOM_SECONDS if s.role == "both" else POLL_SECONDS, retell=self.retell,
            )  # fmt: skip
            self.timers = Timers(self.pool, self.timer_handlers, committed=self.committed)
            disk = s.keys_dir if "://" in s.papers_at else Path(s.papers_at)
            self.log_life = LogLife(s.kafka, [s.topic_prefix + topic for topic in self.hears], s.log_days)
            self.signs = Signs(self.pool, self.name, self.hears, disk, self.log_life)
            supervisor = await stack.enter_async_context(self.supervisor)
            for name, work in self._works().items():
                supervisor.start(name, work)
            forgetting: Mapping[str, Worker] = {"forgetting-again": forget_again} if self.forgets else {}
            for name, worker in {**self.at_start, **forgetting}.items() if s.works else ():
                supervisor.start_once(name, partial(worker, self))
            yield self

    def _works(self) -> dict[str, Work]:
        """By name, what runs for ever in this process."""
        pulse = Pulse(self.settings.database_url, self.pool)
        always: dict[str, Work] = {"database": pulse.run, "signs": self.signs.run}
        hears: dict[str, Work] = {
            "revocation": self.revocations.run,
            "union-names": partial(self.unions.keep_looking, self.pool),
        }
        answering = hears | self._bound(self.answering) if self.settings.answers else {}
        return always | answering | (self._working() if self.settings.works else {})

    def _working(self) -> dict[str, Work]:
        works: dict[str, Work] = {
            "relay": self.relay.run,
            "checker": partial(keep_checking, self),
            "pruner": partial(keep_pruning, self),
        }
        if self.timer_handlers:
            works["timers"] = self.timers.run
        if self.handlers:
            s = self.settings
            consumer = Consumer(
                self.pool, s.kafka, s.topic_prefix, self.name, self.handlers,
                committed=self.committed, remembers=s.inbox_life,
            )  # fmt: skip
            works |= {"consumer": consumer.run, "log-life": self.log_life.run}
        return works | self._bound(self.workers)

    def _bound(self, workers: Mapping[str, Worker]) -> dict[str, Work]:
        return {name: partial(worker, self) for name, worker in workers.items()}


async def _close(pool: Connections) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
