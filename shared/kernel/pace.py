"""What need not be done at a certain moment, and had better not be done by everybody at the same."""

import asyncio
import random
from collections.abc import Awaitable, Callable


async def now_and_then(do: Callable[[], Awaitable[None]], *, first: float, every: float) -> None:
    """Do it for ever: about `first` seconds from now, then about `every` seconds after each time. Raises what it raises."""
    await asyncio.sleep(first * random.uniform(0.5, 1.5))  # noqa: S311 - no secret, only not all at once
    while True:
        await do()
        await asyncio.sleep(every * random.uniform(0.9, 1.1))  # noqa: S311
