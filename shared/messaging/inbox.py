"""What a system does with the events it hears: the inbox row and the effect in one transaction, poison put aside."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from shared import faults
from shared.db.pool import NOT_NOW, Connection, Connections, database_answers, still_stands, transaction
from shared.errors import Unavailable
from shared.events.envelope import Envelope, Event
from shared.kernel.clock import machine_clock
from shared.messaging.dead_letters import park
from shared.messaging.handler import FloodHandlers, Handlers, handle, heard
from shared.messaging.letter import Letter, Unreadable, type_of
from shared.observability import metrics, trace
from shared.observability.causes import cause_of
from shared.supervision import only_ours

TRIES = 5
FIRST_PAUSE = 0.05
"""Doubles with every try: an event that cannot take effect holds the others up for less than a second."""
DATABASE_PAUSE = 0.5
AT_ONCE = 100
"""Events of a flood in one transaction: others get their turn of the event loop and of the rows between two."""


# A copy that another instance is working on is waited for here, and skipped if that one commits.
_CLAIM = "INSERT INTO inbox (event_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"


class Inbox:
    """Takes letters of one partition in their order, whoever brings them."""

    def __init__(
        self,
        pool: Connections,
        system: str,
        handlers: Handlers,
        alone: Collection[type[Event]] = (),
        floods: FloodHandlers | None = None,
    ) -> None:
        """Each event `alone` has a transaction of its own: its handler locks rows that others lock in the same order.

        Of a type in `floods`, those that follow each other have their effects together, in a transaction without others.
        """
        self._pool, self._system, self._handlers, self._alone = pool, system, handlers, alone
        self._floods = floods or {}

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
        for kind, some in groupby(letters, self._type_apart):
            portion = list(some)
            most = len(portion) if kind is None else AT_ONCE if kind in self._floods else 1
            yield from (portion[n : n + most] for n in range(0, len(portion), most))

    def _type_apart(self, letter: Letter) -> type[Event] | None:
        """The letter's type, when it shares no transaction with others."""
        try:
            kind = type_of(letter.envelope())
        except Unreadable:
            return None
        return kind if kind in self._floods or kind in self._alone else None

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
            outcomes = await self._handle_all(conn, {e.id: (e, event) for e, event in heard if e.id in new})
            for envelope, _ in heard:
                outcome = outcomes.pop(envelope.id, "duplicate")
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

    async def _handle_all(self, conn: Connection, fresh: Mapping[UUID, tuple[Envelope, Event]]) -> dict[UUID, str]:
        """What came of each."""
        events = [event for _, event in fresh.values()]
        if len(events) > 1 and (flood := self._floods.get(type(events[0]))):
            began = trace.now()
            with only_ours():
                await flood(conn, events)
            for envelope, _ in fresh.values():
                trace.past("hear", "consumer", envelope.traceparent, began, heard(envelope) | {"batch": len(events)})
            return {id_: self._handled(envelope) for id_, (envelope, _) in fresh.items()}
        return {id_: await self._handle(conn, envelope, event) for id_, (envelope, event) in fresh.items()}

    async def _handle(self, conn: Connection, envelope: Envelope, event: Event) -> str:
        return self._handled(envelope) if await handle(self._handlers, conn, event, envelope) else "skipped"

    def _handled(self, envelope: Envelope) -> str:
        lag = machine_clock() - envelope.time
        metrics.EVENT_LAG.labels(self._system).observe(max(lag.total_seconds(), 0))
        return "handled"
