"""Waiting for something to become true, no longer than it takes."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(predicate: Callable[[], T | Awaitable[T]], within: float = 120.0, every: float = 0.02) -> T:
    """Ask the predicate (plain or async) until it answers something true, and return that; AssertionError after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = predicate()
        value = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s; the last answer was {value!r}")
        await asyncio.sleep(every)
