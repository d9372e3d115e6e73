"""How long the event loop is held up, in seconds of its own thread's processor time: the same on a busy machine, and on a slow one."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

COUNTED = 0.02
"""Seconds in which a machine of our days counts to a million."""


@dataclass(slots=True)
class HeldUp:
    """The longest time others had to wait for their turn, in seconds of a machine of our days."""

    longest: float = 0.0


@asynccontextmanager
async def held_up() -> AsyncIterator[HeldUp]:
    """Watch while the block lasts."""
    seen = HeldUp()

    async def tick() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            seen.longest = max(seen.longest, time.thread_time() - before)

    ticking = asyncio.create_task(tick())
    gc.collect()
    gc.freeze()  # what thousands of tests before this one left is not looked through meanwhile
    await asyncio.sleep(0)
    try:
        yield seen
    finally:
        gc.unfreeze()
        ticking.cancel()
        await asyncio.wait([ticking])
        seen.longest /= max(1, *(_counting() / COUNTED for _ in range(2)))


def _counting() -> float:
    before = time.thread_time()
    for _ in range(1_000_000):
        pass
    return time.thread_time() - before
