"""Whether the database answers at all, and what time it is there: one small question a second, on a connection of its own.

A server that is frozen, or cut off without a word, refuses nothing: whoever asks it waits until it wakes. Statements that
are only slow must not be taken for it, so no statement's time decides, but this question's. When it is not answered, the pool
lets go of everybody: they are told to come again, which an Idempotency-Key makes safe, for what was to be committed when the
server fell silent may take effect when it wakes.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import asyncpg

from shared.db.pool import Connections
from shared.kernel.clock import own_clock, set_right

EVERY_SECONDS = 1.0
PATIENCE = 3
"""Seconds without an answer, counted while this process was awake: one that was busy itself has only not listened."""
_CLOCK = "SELECT clock_timestamp()"

T = TypeVar("T")


class Silent(Exception):
    """The server neither answers nor refuses."""


class Pulse:
    """Asks one system's database for ever, and shuts and opens its pool by what it hears."""

    def __init__(self, dsn: str, pool: Connections) -> None:
        self._dsn, self._pool = dsn, pool

    async def run(self) -> None:
        """As long as answers come. Raises Silent, or what the driver raises when the database is away."""
        try:
            await self._ask_for_ever()
        except Silent:
            await self._pool.fall_silent()
            raise

    async def _ask_for_ever(self) -> None:
        conn: asyncpg.Connection[Any] = await _heard(asyncpg.connect(self._dsn, command_timeout=4 * PATIENCE))
        try:
            while True:
                asked = own_clock()
                set_right(await _heard(conn.fetchval(_CLOCK)), asked, own_clock())
                self._pool.answers = True
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            conn.terminate()


async def _heard(asking: Awaitable[T]) -> T:
    """The answer. Raises Silent, or what the question does."""
    question = asyncio.ensure_future(asking)
    try:
        for _ in range(PATIENCE):
            if (await asyncio.wait([question], timeout=1))[0]:
                return question.result()
        raise Silent
    finally:
        question.cancel()
