"""Many phones that ask at once, as a process of its own: each connection sends the next request as soon as it was answered.

python -m tests.bench.phones PORT CONNECTIONS [follow], the requests whole on standard input as JSON strings, a line each; what came of them as JSON
on standard output. Bare sockets, so that on the machine that is measured little is spent on asking. Who follows is answered by the page that a
tap leads to.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import uvloop

RETRY_SECONDS = 0.05
"""After 503 a phone asks again, the same request with the same key."""


@dataclass(frozen=True)
class Rush:
    """What came of a rush: seconds in all, milliseconds each in order, and how often which answer."""

    seconds: float
    took: list[float]
    answers: dict[str, int]

    @property
    def rate(self) -> float:
        """Final answers a second."""
        return len(self.took) / self.seconds

    def later_than(self, share: float) -> float:
        """So many milliseconds that share waited at most."""
        return self.took[min(int(len(self.took) * share), len(self.took) - 1)]


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def rush(port: int, requests: Sequence[bytes], connections: int, *, follow: bool = False) -> Rush:
    """Send them, from a process of its own, and wait for the last answer."""
    command = [sys.executable, "-m", "tests.bench.phones", str(port), str(connections), *(["follow"] if follow else [])]
    lines = "\n".join(json.dumps(request.decode()) for request in requests)
    done = subprocess.run(command, input=lines, capture_output=True, check=True, text=True)
    return Rush(**json.loads(done.stdout))


class Phone(asyncio.Protocol):
    """One connection."""

    heard = b""

    def __init__(
        self,
        waiting: list[bytes],
        done: asyncio.Future[None],
        answers: Counter[str],
        took: list[float],
        *,
        follow: bool,
    ) -> None:
        self.waiting, self.done, self.answers, self.took, self.follow = waiting, done, answers, took, follow

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self._next()

    def _next(self) -> None:
        if not self.waiting:
            self.transport.close()
            return
        self.request, self.began = self.waiting.pop(), time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Once an answer is whole, the next request."""
        self.heard += data
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end or len(body) < int(_header(head, b"content-length") or 0):
            return
        self.heard, status = b"", head[9:12].decode()
        if status == "503":
            self.answers["503"] += 1
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self.transport.write, self.request)
            return
        if status == "303" and self.follow:
            page, cookie = _header(head, b"location"), _header(self.request.partition(b"\r\n\r\n")[0], b"cookie")
            self.transport.write(b"GET %s HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: %s\r\n\r\n" % (page, cookie))
            return
        self.took.append((time.perf_counter() - self.began) * 1000)
        json_ = _header(head, b"content-type") == b"application/json"
        self.answers[json.loads(body).get("result", status) if json_ else status] += 1
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """Over; that nobody is left unanswered is seen by the sum of the answers."""
        if not self.done.done():
            self.done.set_result(None)


def _header(head: bytes, name: bytes) -> bytes:
    """Empty where it is not said."""
    at = head.lower().find(b"\r\n" + name + b": ")
    return head[at + len(name) + 4 :].partition(b"\r\n")[0] if at >= 0 else b""


async def ask(port: int, requests: list[bytes], connections: int, *, follow: bool) -> Rush:
    """All of them, over so many connections."""
    loop = asyncio.get_running_loop()
    waiting, answers, took = requests[::-1], Counter[str](), list[float]()
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    for end in ends:
        await loop.create_connection(
            lambda end=end: Phone(waiting, end, answers, took, follow=follow), "127.0.0.1", port
        )  # type: ignore[misc]
    await asyncio.gather(*ends)
    return Rush(time.perf_counter() - began, sorted(took), dict(answers))


if __name__ == "__main__":
    said = [json.loads(line).encode() for line in sys.stdin]
    found = uvloop.run(ask(int(sys.argv[1]), said, int(sys.argv[2]), follow="follow" in sys.argv))
    print(json.dumps({"seconds": found.seconds, "took": found.took, "answers": found.answers}))
