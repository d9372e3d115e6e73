"""How connections come in: uvicorn as both ways of running use it, with bounds for who sends slowly, endlessly, or by the thousand.

What a connection holds is an open file, and files are what the database and the broker need too. So there is a bound on
connections, and when it is reached the one that has kept us waiting longest makes room: who asks is answered, however many
only pretend to.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.files import most_connections
from shared.web.doors import HEADERS

LAST = 18
"""Seconds after which a request that has not ended although it was told to is cut off."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one connection may ask of our patience: seconds and bytes."""

    headers: float = 10.0
    """From its beginning, or the last answer, until a request's headers are complete."""
    silence: float = 20.0
    """Between two pieces of a body that we wait for, or of an answer that is not taken."""
    farewell: float = 2.0
    """How long what still comes from somebody refused is thrown away, so that the refusal can be read."""
    header_bytes: int = 64 * 1024


class Config(uvicorn.Config):
    """uvicorn's settings, with what is the same however we are started."""

    def __init__(self, app: Any, *, bounds: Bounds | None = None, **settings: Any) -> None:
        """Raises the process's limit of open files."""
        super().__init__(
            app, http=Connection, ws="none", loop="uvloop", access_log=False, server_header=False,
            timeout_graceful_shutdown=LAST, **settings,
        )  # fmt: skip
        self.bounds = bounds or Bounds()
        self.most = most_connections()
        self.waited_for: dict[Connection, None] = {}
        """Those from whom a request, or the rest of one, must come, in the order in which something last did."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which knows whose turn it is and lets nobody take for ever."""

    config: Config
    _clock: asyncio.TimerHandle | None = None
    _turn: str | None = None
    _left = 0
    """Bytes that were not taken when the clock was set."""
    _not_body = 0
    """Bytes of the message that comes in, without its body: they are kept until it is complete."""
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, and let another go if there are too many."""
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > self.config.most:
            next(iter(self.config.waited_for))._let_go()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for it any more."""
        self._wait_for(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless it was refused."""
        if self._refused:
            return
        self._not_body += len(data)
        super().data_received(data)
        if self._not_body > self.config.bounds.header_bytes and not self._refused:
            self._refuse("431 Request Header Fields Too Large")
        self._watch(heard=True)

    def on_headers_complete(self) -> None:
        """Answer, unless there is too much of them."""
        if (
            sum(len(name) + len(value) for name, value in self.headers) + len(self.url)
            > self.config.bounds.header_bytes
        ):
            raise ValueError("headers too large")  # the parser stops, and `send_400_response` is asked for
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece, which is for the app to bound."""
        self._not_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """What follows is another request."""
        self._not_body = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The visitor's turn again."""
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """The answer is not taken as fast as it is given."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """It is taken."""
        super().resume_writing()
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """What cannot be read is refused."""
        too_large = self._not_body > self.config.bounds.header_bytes
        self._refuse("431 Request Header Fields Too Large" if too_large else "400 Bad Request")

    def _refuse(self, status: str) -> None:
        """Say so, and let what still comes in come to nothing: a connection closed on it would not deliver the refusal."""
        self._refused = True
        if self.cycle and not self.cycle.response_complete:  # an answer is under way, and another one would garble it
            return self._let_go()
        headers = HEADERS | {"cache-control": "no-store", "connection": "close", "content-length": "0"}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._wait_for("farewell", self.config.bounds.farewell)

    def _watch(self, *, heard: bool = False) -> None:
        """Set the clock by whose turn it is; `heard` when a piece of what we wait for has come."""
        if self._refused:
            return
        bounds, cycle = self.config.bounds, self.cycle
        if self.flow.write_paused:
            self._wait_for("taking", bounds.silence)
        elif cycle is None or cycle.response_complete:
            self._wait_for("headers", bounds.headers)
        elif cycle.more_body:
            self._wait_for("body", bounds.silence, anew=heard)
        else:
            self._wait_for(None)

    def _wait_for(self, turn: str | None, seconds: float = 0.0, *, anew: bool = False) -> None:
        if turn == self._turn and not anew:
            return
        if self._clock:
            self._clock.cancel()
        self._turn, self._clock = turn, None
        self.config.waited_for.pop(self, None)
        if turn:
            self._left = self.transport.get_write_buffer_size()
            self._clock = self.loop.call_later(seconds, self._late, turn, seconds)
        if turn in ("headers", "body"):
            self.config.waited_for[self] = None

    def _late(self, turn: str, seconds: float) -> None:
        """The time is over. Who takes an answer slowly does take it, and a body that we do not read is not late."""
        taken = self.transport.get_write_buffer_size() < self._left
        if turn != "farewell" and (taken or self.flow.read_paused):
            self._wait_for(turn, seconds, anew=True)
        else:
            self._let_go()

    def _let_go(self) -> None:
        self._refused = True
        self._wait_for(None)
        self.transport.abort()
