"""All four systems behind one origin on a real socket, as `make up` serves them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module

import httpx2
import uvicorn

from aixin.demo.client import Person, log_in, open_web
from deploy.local.origin import Origin
from shared.settings import Settings
from shared.system import System
from shared.web.serving import Config
from tests.support.eventually import eventually
from tests.support.people import never_in_doubt

NAMES = ("accounts", "classes", "booking", "notify")


@dataclass(frozen=True)
class Whole:
    """The running stack."""

    url: str
    systems: Mapping[str, System]
    web: httpx2.AsyncClient

    async def log_in(self, phone: str) -> Person:
        """Somebody, by phone and code."""
        return await log_in(self.web, phone)

    @property
    def dsns(self) -> dict[str, str]:
        """The databases, for the invariants."""
        return {name: system.settings.database_url for name, system in self.systems.items()}


@asynccontextmanager
async def whole(settings: Callable[..., Awaitable[Settings]], **changes: object) -> AsyncIterator[Whole]:
    """Start everything; `settings` is the fixture of that name."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        systems = {
            name: import_module(f"services.{name}.bootstrap").build(
                await settings(name, public_url=url, demo=True, **changes)
            )
            for name in NAMES
        }
        async with AsyncExitStack() as stack:
            for system in systems.values():
                await stack.enter_async_context(system.running())
                never_in_doubt(system)  # however busy the machine
            await stack.enter_async_context(
                _served(Origin({n: s.app for n, s in systems.items()}, "classes"), listener)
            )
            web = await stack.enter_async_context(open_web(url))
            yield Whole(url, systems, web)


@asynccontextmanager
async def _served(origin: Origin, listener: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(Config(origin, lifespan="off", log_level="warning"))
    task = asyncio.create_task(server._serve([listener]))  # serve() would take the test's signal handlers
    await eventually(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        await task
