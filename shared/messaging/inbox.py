"""What a system does with the events it hears: the inbox row and the effect in one transaction, poison put aside."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from uuid import UUID

from shared import faults
from shared.db.pool import NOT_NOW, Connection, Connections, database_answers, still_stands, transaction
from shared.errors import Unavailable
from shared.events.envelope import Envelope, Event
from shared.kernel.clock import machine_clock
from shared.messaging.dead_letters import park
from shared.messaging.handler import Handlers, handle
from shared.messaging.letter import Letter, Unreadable, type_of
from shared.observability import metrics
from shared.observability.causes import cause_of

TRIES = 5
FIRST_PAUSE = 0.05
"""Doubles with every try: an event that cannot take effect holds the others up for less than a second."""
DATABASE_PAUSE = 0.5


# A copy that another instance is working on is waited for here, and skipped if that one commits.
_CLAIM = "INSERT INTO inbox (event_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"


class Inbox:
    """Takes letters of one partition in their order, whoever brings them."""

    def __init__(self, pool: Connections, system: str, handlers: Handlers, alone: Collection[type[Event]] = ()) -> None:
        """Each event `alone` has a transaction of its own: its handler locks rows that others lock in the same order."""
        self._pool, self._system, self._handlers, self._alone = pool, system, handlers, alone

    async def take(self, letters: Sequence[Letter]) -> None:
        """Return when each letter has had its effect, once, or is parked. Waits for a database that is away."""
        await faults.reached("P8")
        for portion in self._portions(letters):
            try:
                await self._effect(portion)
            except Exception:  # one of them is poison, or the database is away: find out
                for letter in portion:
                    await self._take_alone(letter)

    def _portions(self, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
        """Those that follow each other and may share a transaction."""
        for alone, some in groupby(letters, self._has_its_own):
            portion = list(some)
            yield from ([letter] for letter in portion) if alone else (portion,)

    def _has_its_own(self, letter: Letter) -> bool:
        try:
            return type_of(letter.envelope()) in self._alone
        except Unreadable:
            return False

    async def _take_alone(self, letter: Letter) -> None:
        failures = 0
        while True:
            try:
                return await self._effect([letter])
            except Exception as error:
                if await self._is_away(error):
                    failures = 0
                    await asyncio.sleep(DATABASE_PAUSE)
                    continue
                failures += 1
                if failures == TRIES or isinstance(error, Unreadable):
                    return await self.park(letter, error)
                metrics.RETRIES.labels(self._system).inc()
                await asyncio.sleep(FIRST_PAUSE * 2 ** (failures - 1))

    async def _is_away(self, error: Exception) -> bool:
        """Whether the database is to blame, and not the event."""
        if not isinstance(error, Unavailable):
            return False
        return isinstance(error.__cause__, NOT_NOW) or not await database_answers(self._pool)

    async def park(self, letter: Letter, error: Exception) -> None:
        """Put aside what cannot take effect. Waits for a database that is away."""
        cause = str(error) if isinstance(error, Unreadable) else cause_of(error)
        while True:
            try:
                async with transaction(self._pool) as conn:
                    return await park(conn, self._system, letter, cause)
            except Unavailable:
                await asyncio.sleep(DATABASE_PAUSE)

    async def _effect(self, letters: Sequence[Letter]) -> None:
        heard = [pair for letter in letters if (pair := self._read(letter))]
        if not heard:
            return
        async with transaction(self._pool) as conn:
            claimed = await conn.fetch(_CLAIM, [envelope.id for envelope, _ in heard])
            new: set[UUID] = {row["event_id"] for row in claimed}
            for envelope, event in heard:
                outcome = "duplicate"
                if envelope.id in new:
                    new.remove(envelope.id)
                    outcome = await self._handle(conn, envelope, event)
                metrics.EVENTS.labels(self._system, envelope.type, outcome).inc()
            await still_stands(conn)

    def _read(self, letter: Letter) -> tuple[Envelope, Event] | None:
        """The event, or None when it is not for us. Raises Unreadable."""
        envelope = letter.envelope()
        kind = type_of(envelope)
        if kind in self._handlers:
            return envelope, letter.event(kind)
        metrics.EVENTS.labels(self._system, kind.TYPE, "unheard").inc()
        return None

    async def _handle(self, conn: Connection, envelope: Envelope, event: Event) -> str:
        if not await handle(self._handlers, conn, event, envelope):
            return "skipped"
        lag = machine_clock() - envelope.time
        metrics.EVENT_LAG.labels(self._system).observe(max(lag.total_seconds(), 0))
        return "handled"
