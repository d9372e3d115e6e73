"""Stopping without cutting anybody off: what came is answered, streams of events end, who comes later is refused."""

import asyncio
import gc
import socket
from dataclasses import dataclass

import uvicorn
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import Unavailable
from shared.web.doors import HEADERS
from shared.web.problems import refused

GRACE = 15.0
"""Seconds that requests get to end; with the workers' and the pool's it is less than the 30 that a container is given."""
LOOK, LOOKS = 0.1, 20
"""Seconds after which nobody new is there: then everybody has been heard. So many times at most, for some never cease to come."""


class Stoppable:
    """An ASGI app that can come to an end: at `stop` its streams end at once, and everything else within GRACE seconds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.stops_at: float | None = None
        """By the loop's clock; None: not yet."""
        self._open: set[_Answer] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does; 503 when that is not done in time, or is asked too late."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self.stops_at is not None:
            await _come_again(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    def stop(self) -> None:
        """Begin to end."""
        self.stops_at = asyncio.get_running_loop().time() + GRACE
        for answer in self._open:
            answer.end_by(self.stops_at)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(None) as limit:
                answer = _Answer(self, send, limit)
                self._open.add(answer)
                try:
                    await self.app(scope, receive, answer.send)
                finally:
                    self._open.discard(answer)
        except TimeoutError:
            if not limit.expired():
                raise
            if answer.streams:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            elif not answer.begun:
                await _come_again(scope, receive, send)
            # else it is cut off: half an answer must not pass for a whole one


@dataclass(eq=False, slots=True)
class _Answer:
    """One that is being given."""

    app: Stoppable
    give: Send
    limit: asyncio.Timeout
    begun: bool = False
    streams: bool = False
    """It has no end of its own; browsers come back for the rest."""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.streams = Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream")
            if self.app.stops_at is not None:
                self.end_by(self.app.stops_at)
        await self.give(message)

    def end_by(self, when: float) -> None:
        if not self.limit.expired():
            self.limit.reschedule(0 if self.streams else when)


async def _come_again(scope: Scope, receive: Receive, send: Send) -> None:
    answer = refused(Unavailable(), Headers(scope=scope))
    answer.headers.update(HEADERS | {"cache-control": "no-store", "connection": "close"})
    await answer(scope, receive, send)


YOUNG = 10_000
"""Objects more than before, after which the youngest are looked through for what nobody holds any more."""


class StoppingServer(uvicorn.Server):
    """uvicorn that reads what has come before it closes, and tells a Stoppable app."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin. What is there by now stays: looking through all of it again and again would let everybody wait for 0.2 s each time."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody more, answer who is there, end the streams."""
        await self._hear_everybody()  # those too whom the kernel has taken, but not yet we
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        await self._hear_everybody()
        if isinstance(self.config.app, Stoppable):
            self.config.app.stop()
        await super().shutdown(sockets)

    async def _hear_everybody(self) -> None:
        for _ in range(LOOKS):
            known = self._heard()
            await asyncio.sleep(LOOK)
            if known == self._heard():
                return

    def _heard(self) -> tuple[int, int]:
        """How many connections there are, and how many requests there have been."""
        return len(self.server_state.connections), self.server_state.total_requests + len(self.server_state.tasks)
