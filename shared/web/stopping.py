"""Stopping without waiting: who listens to a stream of events hears that the reader left, and ends it."""

import asyncio
import logging
import socket

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Stoppable:
    """An ASGI app whose open streams end when `stopping` is set, instead of being waited for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does."""
        if scope["type"] == "http" and scope["method"] == "GET":
            receive = self._until_stopping(receive)
        await self.app(scope, receive, send)

    def _until_stopping(self, receive: Receive) -> Receive:
        async def message() -> Message:
            arriving, stopping = asyncio.ensure_future(receive()), asyncio.ensure_future(self.stopping.wait())
            try:
                await asyncio.wait((arriving, stopping), return_when=asyncio.FIRST_COMPLETED)
                return arriving.result() if arriving.done() else {"type": "http.disconnect"}
            finally:
                arriving.cancel()
                stopping.cancel()

        return message


class StoppingServer(uvicorn.Server):
    """uvicorn that tells a Stoppable app when it begins to stop."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then wait for what is in flight."""
        app = self.config.app
        if isinstance(app, Stoppable):
            app.stopping.set()
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it calls every stream that we end an error
        await super().shutdown(sockets)
