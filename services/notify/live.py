"""Tells open pages that an inbox looks different, within moments of the commit.

One task a process asks the database once for all streams, when something was committed here and every two seconds besides
(other processes commit too). A stream itself holds no connection.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from prometheus_client import Gauge

from services.notify.store.messages import Unread, unread
from services.notify.words import refusals
from shared.db.pool import Database, connection
from shared.errors import TooMany
from shared.files import most_connections

POLL, GAP = 2.0, 0.1
"""Seconds between two looks: at most, and at least however much is committed."""
MAX_STREAMS, MAX_OF_ONE = 5_000, 10
"""Streams of a process (but never more than half of its connections), and of one person; who gets none polls."""
STREAMS = Gauge("aixin_notify_streams", "Open streams of inboxes")


class Watch:
    """One open page's view of one inbox."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self.seen: Unread | None = None

    def show(self, now: Unread) -> None:
        """Remember how the inbox looks; wake the page when that is news."""
        if now != self.seen:
            self.seen = now
            self._changed.set()

    async def news(self, within: float) -> Unread | None:
        """The inbox when it looks different than last time; None when nothing happened `within` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._changed.wait()
        if not self._changed.is_set():
            return None
        self._changed.clear()
        return self.seen


class Live:
    """All open streams of this process."""

    def __init__(self) -> None:
        self._watches: dict[UUID, set[Watch]] = {}
        self._wake = asyncio.Event()
        self._count = 0

    def wake(self) -> None:
        """Something was committed here: look now."""
        self._wake.set()

    def admit(self, person: UUID) -> None:
        """Raises TooMany when this person, or the process, has enough streams."""
        if self._count >= min(MAX_STREAMS, most_connections() // 2) or len(self._watches.get(person, ())) >= MAX_OF_ONE:
            raise TooMany(*refusals.TOO_MANY_PAGES, retry_after=60)

    @contextmanager
    def watching(self, person: UUID) -> Iterator[Watch]:
        """A watch over the person's inbox; its first news is how it looks now."""
        watch = Watch()
        self._watches.setdefault(person, set()).add(watch)
        self._count += 1
        STREAMS.inc()
        self.wake()
        try:
            yield watch
        finally:
            self._count -= 1
            STREAMS.dec()
            self._leave(person, watch)

    def _leave(self, person: UUID, watch: Watch) -> None:
        self._watches[person].discard(watch)
        if not self._watches[person]:
            del self._watches[person]

    async def run(self, system: Database) -> None:
        """Look, as long as the database answers. Raises Unavailable."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._wake.wait()
            self._wake.clear()
            await self._look(system)
            await asyncio.sleep(GAP)

    async def _look(self, system: Database) -> None:
        people = list(self._watches)
        if not people:
            return
        async with connection(system.pool) as conn:
            found = await unread(conn, people)
        for person in people:
            for watch in self._watches.get(person, ()):
                watch.show(found.get(person, Unread()))
