"""A system of one page, on a real socket: what the frame's script does is seen there."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


class Served:
    """An app on loopback that can go away and come back at the same address."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._app, self._port = app, port

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Answer."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(self._app, lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server._serve([listener]))
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Be gone at once, open streams cut, and whoever came in while the door was shut."""
        for door in self._server.servers:
            door.close()
        self._server.should_exit = self._server.force_exit = True
        self._cut()
        await self._task
        self._cut()

    def _cut(self) -> None:
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[Served]:
    """The app while the block runs."""
    server = Served(app)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
