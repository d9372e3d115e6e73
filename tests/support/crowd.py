"""People who ask until they are answered, whatever happens meanwhile; what was acknowledged is compared one by one."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.support.eventually import eventually

PATIENCE = 90.0
"""Seconds until each is answered, on a busy machine too."""


@dataclass(frozen=True)
class Wish:
    """One write with a key of its own; sent again it is the same."""

    method: str
    path: str
    headers: Mapping[str, str]
    sent: Mapping[str, Any]
    """`json`, or `content`."""


@dataclass
class Crowd:
    """Everybody who wishes something of one system."""

    web: httpx2.AsyncClient
    wishes: Sequence[Wish]
    answers: dict[int, Any] = field(default_factory=dict)
    """What was acknowledged first, by the wish's number."""
    busy: int = 0
    """How often somebody was told to come again."""
    cut: int = 0
    """How often a line broke before the answer came."""
    longest: float = 0.0
    """Seconds until the slowest answer of any kind."""

    async def ask(self, numbers: Iterable[int], pause: float = 0.0) -> None:
        """Return when each of these has its final answer; `pause` seconds lie between one and the next."""
        async with asyncio.TaskGroup() as together:
            for number in numbers:
                together.create_task(eventually(lambda n=number: self._once(n), within=PATIENCE, every=0.1))
                await asyncio.sleep(pause)

    async def compare(self) -> int:
        """Ask everything once more: each key has the one answer that was given. Returns how many were compared."""
        before = dict(self.answers)
        await self.ask(before)
        assert self.answers == before
        return len(before)

    async def _once(self, number: int) -> bool:
        wish, began = self.wishes[number], time.monotonic()
        try:
            answer = await self.web.request(wish.method, wish.path, headers=wish.headers, **wish.sent)
        except httpx2.TransportError:
            self.cut += 1
            return False
        finally:
            self.longest = max(self.longest, time.monotonic() - began)
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
            self.busy += 1
            return False
        assert answer.is_success, answer.text
        said = (answer.status_code, answer.json())
        assert self.answers.setdefault(number, said) == said, "one key, two answers"
        return True
