"""The four systems behind one origin, in one process and one event loop, on a stack that runs already."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module

import asyncpg
import uvloop
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from aixin.options import Options
from aixin.welcome import say
from aixin.words import running as words
from deploy.local.origin import Origin
from deploy.local.stack import AUDITOR, SYSTEMS, Kafka, Postgres, Server
from shared.db.migrate import migrate_all
from shared.keys import ensure_keys
from shared.observability import logs, recording
from shared.settings import Settings
from shared.supervision import Supervisor
from shared.system import System
from shared.web.serving import Config
from shared.web.stopping import Stoppable, StoppingServer

HOME = "classes"
"""The system whose pages come first."""
COMPARING = "booking"
"""The system whose worker compares the four."""
KB = 1024
PACKED = ("application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
"""Files that are compressed already, beside pictures and streams of events."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def build(options: Options, postgres: Postgres, kafka: Kafka) -> list[System]:
    """The four systems, wired to the stack."""
    keys = options.home / "keys"
    ensure_keys(keys)
    systems = []
    for name in SYSTEMS:
        settings = Settings(
            database_url=postgres.clerk(name), kafka=kafka.address(name), keys_dir=keys,
            public_url=options.url, demo=options.demo, published="", host=options.host, port=options.port,
            audit_url=postgres.dsn("aixin_{system}", AUDITOR) if name == COMPARING else "",
        )  # fmt: skip
        systems.append(import_module(f"services.{name}.bootstrap").build(settings))
    return systems


async def let_others_in(postgres: Postgres) -> None:
    """The auditor and the clerks, into clusters that were made before there were any."""
    conn = await asyncpg.connect(postgres.dsn("postgres"), timeout=10)
    try:
        known = {row["rolname"] for row in await conn.fetch("SELECT rolname FROM pg_roles")}
        for role, statements in postgres.others().items():
            if role not in known:
                async with conn.transaction():
                    for statement in statements:
                        await conn.execute(statement)
    finally:
        await conn.close()


def run(
    systems: Sequence[System],
    listener: socket.socket,
    postgres: Postgres,
    kafka: Kafka,
    started: Callable[[], None],
) -> None:
    """Migrate as the owner, run the systems and answer requests until a signal says stop."""
    logs.configure(pretty=True)
    recording.begin("aixin")
    origin = Origin({system.name: system.app for system in systems}, HOME)
    web = Web(Stoppable(compressing(origin)), started)
    with suppress(asyncio.CancelledError):
        uvloop.run(_serve(web, systems, listener, postgres, kafka))


def compressing(origin: Origin) -> GZipMiddleware:
    """Nobody stands before it who would compress (docs/decisions/0045): what is long in a thread, what is short not at all."""
    excluded = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED)
    return GZipMiddleware(
        origin, minimum_size=KB, compresslevel=5, thread_minimum_size=32 * KB, exclude_content_types=excluded
    )


async def _serve(
    web: "Web", systems: Sequence[System], listener: socket.socket, postgres: Postgres, kafka: Kafka
) -> None:
    web.stop_on(STOPPING)
    await migrate_all({postgres.dsn(f"aixin_{system.name}"): system.migrations for system in systems})
    async with AsyncExitStack() as running:
        for system in systems:
            await running.enter_async_context(system.running())
        stack = await running.enter_async_context(Supervisor("stack"))
        for server in (postgres, kafka):
            stack.start(server.name, partial(keep_alive, server))
        for system in systems:
            system.supervisors.append(stack)
        await web.serve([listener])


class Web(StoppingServer):
    """uvicorn without its own signal handling: a signal that comes while the systems still start must stop them too."""

    def __init__(self, app: Stoppable, started: Callable[[], None]) -> None:
        super().__init__(Config(app, lifespan="off", proxy_headers=False, log_level="warning", log_config=None))
        self._on_started = started

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours stay."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say that requests are answered."""
        await super().startup(sockets)
        self._on_started()

    def stop_on(self, signals: Sequence[signal.Signals]) -> None:
        """Let these signals end `serve`, or whatever comes before it in this task."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            if not self.should_exit:
                self.should_exit = True
                say(words.STOPPING)
                if task and not self.started:
                    task.cancel()

        for sig in signals:
            if signal.getsignal(sig) is not signal.SIG_IGN:
                loop.add_signal_handler(sig, stop)


async def keep_alive(server: Server) -> None:
    """Return when a server of the stack has ended by itself; start it first when it does not run. The systems carry on by themselves.

    Raises StackError or OSError when it cannot be started.
    """
    if not server.running:
        await asyncio.to_thread(server.start)
        say(words.BACK.of(server=server.name))
    while server.running:  # noqa: ASYNC110 - it is a process
        await asyncio.sleep(1)
    say(words.ENDED.of(server=server.name))
