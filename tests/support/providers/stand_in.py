"""What every stand-in has: a ledger, and a will that tests may bend."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass
class Will:
    """How it behaves now."""

    refuse: str = ""
    """A code with which it refuses whatever is right."""
    silence: float = 0.0
    """Seconds between taking a message and saying so."""
    drop: int = 0
    """So many messages more are taken, and the answer is lost."""
    status: int = 0
    """An HTTP status without a word, as a gateway before it gives."""
    unlimited: bool = False
    receipts: str = ""
    """Where it sends receipts; empty: it sends none."""
    late: float = 0.0
    """Seconds between taking a message and its receipt; less than nothing: before it says that it took it."""
    times: int = 1
    """So often each receipt is sent; 0: it is lost."""
    fails: str = ""
    """The code with which messages do not arrive."""
    life: float = 7200.0
    """Seconds that a token is good for, where there are tokens."""
    who: str = ""
    """Who comes next to log in; empty: somebody new."""
    forge: str = ""
    """What it does that it must not."""
    left: list[str] = field(default_factory=list)
    """Those who follow no more."""
    day: int = 0
    """So many messages in all are taken in a day; 0: any number."""


@dataclass
class StandIn:
    """One provider: `answer` of a subclass judges a request and takes it."""

    file: Path | None = None
    will: Will = field(default_factory=Will)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: list[list[Any]] = field(default_factory=list)
    """To its receipts."""
    gave: list[str] = field(default_factory=list)
    """What else it gave away: tokens."""
    _sending: set[asyncio.Task[None]] = field(default_factory=set)
    _times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def answer(self, request: Request) -> Response:
        """What the provider says."""
        raise NotImplementedError

    def take(self, **message: Any) -> None:
        """A family would have seen this."""
        self.ledger.append(message)
        if self.file:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(message, ensure_ascii=False) + "\n")

    async def said(self, answer: Response, *receipts: dict[str, Any]) -> Response:
        """The answer to a message that was taken, unless it is late or lost; receipts follow it, or come before."""
        if self.will.receipts and receipts:
            sending = asyncio.create_task(self._report(list(receipts), self.will))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)
            if self.will.late < 0:
                await sending
        await asyncio.sleep(self.will.silence)
        if self.will.drop:
            self.will.drop -= 1
            return StreamingResponse(_lost(), headers={"content-length": "100"})
        return answer

    async def _report(self, receipts: list[dict[str, Any]], will: Will) -> None:
        await asyncio.sleep(max(0.0, will.late))
        async with httpx2.AsyncClient(trust_env=False) as web:
            for _ in range(will.times):
                answer = await self.report(web, will, receipts)
                self.answers.append([answer.status_code, answer.text])

    async def report(self, web: httpx2.AsyncClient, will: Will, receipts: list[dict[str, Any]]) -> httpx2.Response:
        """Receipts as they travel."""
        return await web.post(will.receipts, json=receipts)

    def too_many(self, number: str, limits: list[tuple[int, float]]) -> int | None:
        """Which of the limits the number has reached; else it is counted."""
        now, times = time.monotonic(), self._times[number]
        if not self.will.unlimited:
            for at, (most, span) in enumerate(limits):
                if sum(now - then < span for then in times) >= most:
                    return at
        times.append(now)
        return None

    def app(self) -> Starlette:
        """Its door, with a side door for tests."""

        async def real(request: Request) -> Response:
            if self.will.status:
                return Response(status_code=self.will.status)
            return await self.answer(request)

        async def behave(request: Request) -> Response:
            self.will = Will(**await request.json())
            return JSONResponse({})

        async def ledger(_: Request) -> Response:
            return JSONResponse(
                {"taken": self.ledger, "refused": self.refused, "answers": self.answers, "gave": self.gave}
            )

        return Starlette(
            routes=[
                Route("/-/behave", behave, methods=["POST"]),
                Route("/-/ledger", ledger),
                Route("/{path:path}", real, methods=["GET", "POST"]),
            ]
        )


async def _lost() -> AsyncIterator[bytes]:
    """An answer that begins, and the line breaks."""
    yield b"{"
    raise ConnectionAbortedError
