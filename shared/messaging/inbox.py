"""What a system does with the events it hears: the inbox row and the effect in one transaction, poison put aside."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice
from uuid import UUID

import structlog

from shared import faults
from shared.db.pool import NOT_NOW, Connection, Connections, database_answers, still_stands, transaction
from shared.errors import Unavailable
from shared.events.envelope import Envelope, Event, said_at
from shared.kernel.clock import machine_clock
from shared.messaging.dead_letters import park
from shared.messaging.handler import Alone, Handlers, Independent, Many, handle, handle_many
from shared.messaging.letter import Letter, Unreadable, type_of
from shared.observability import metrics
from shared.observability.causes import cause_of

TRIES = 5
FIRST_PAUSE = 0.05
"""Doubles with every try: an event that cannot take effect holds the others up for less than a second."""
DATABASE_PAUSE = 0.5
AT_ONCE = 100
"""Events that are taken in one transaction: others get their turn of the event loop and of the rows between two."""

log = structlog.get_logger()

# A copy that another instance is working on is waited for here, and skipped if that one commits.
_CLAIM = "INSERT INTO inbox (event_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"


class Inbox:
    """Takes letters of one partition in their order, whoever brings them."""

    def __init__(self, pool: Connections, system: str, handlers: Handlers, remembers: timedelta | None = None) -> None:
        """What was said longer ago than the inbox `remembers` (None: for ever) has no effect: nobody knows whether it had one."""
        self._pool, self._system, self._handlers, self._remembers = pool, system, handlers, remembers

    async def take(self, letters: Sequence[Letter]) -> None:
        """Return when each letter has had its effect, once, or is parked. Waits for a database that is away."""
        await faults.reached("P8")
        for portion in self._portions(letters):
            await self._take_together(portion)

    def _portions(self, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
        """Those that follow each other and may share a transaction."""
        for handler, some in groupby(letters, self._handler_apart):
            match handler:
                case Many():
                    yield from _by_key(some)
                case Independent():
                    yield from _by_count(some)
                case Alone():
                    yield from ([letter] for letter in some)
                case _:
                    yield list(some)

    def _handler_apart(self, letter: Letter) -> Alone | Many | Independent | None:
        """The letter's handler, when it shares no transaction with others."""
        try:
            handler = self._handlers.get(type_of(letter.envelope()))
        except Unreadable:
            return None
        return handler if isinstance(handler, Alone | Many | Independent) else None

    async def _take_together(self, portion: Sequence[Letter]) -> None:
        """All in one transaction; or by halves: one of them is poison, they are too much, or the database is away."""
        if len(portion) == 1:
            return await self._take_alone(portion[0])
        try:
            await self._effect(portion)
        except Exception:
            half = len(portion) // 2
            await self._take_together(portion[:half])
            await self._take_together(portion[half:])

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
            outcomes = await self._handle_all(conn, {e.id: (e, event) for e, event in heard if e.id in new}.values())
            for envelope, _ in heard:
                outcome = outcomes.pop(envelope.id, "duplicate")
                metrics.EVENTS.labels(self._system, envelope.type, outcome).inc()
            await still_stands(conn)

    def _read(self, letter: Letter) -> tuple[Envelope, Event] | None:
        """The event, or None when it is not for us. Raises Unreadable."""
        envelope = letter.envelope()
        kind = type_of(envelope)
        if kind not in self._handlers:
            outcome = "unheard"
        elif self._is_forgotten(envelope.id):
            outcome = "forgotten"
            log.warning("event_too_old", system=self._system, event_id=str(envelope.id), type=kind.TYPE)
        else:
            return envelope, letter.event(kind)
        metrics.EVENTS.labels(self._system, kind.TYPE, outcome).inc()
        return None

    def _is_forgotten(self, event_id: UUID) -> bool:
        said = said_at(event_id)
        return bool(said and self._remembers and machine_clock() - said > self._remembers)

    async def _handle_all(self, conn: Connection, fresh: Collection[tuple[Envelope, Event]]) -> dict[UUID, str]:
        """What came of each."""
        together = next((self._handlers[type(event)] for _, event in fresh), None)
        if isinstance(together, Many | Independent) and len(fresh) > 1:
            idle = await handle_many(together, conn, list(fresh))
            return {envelope.id: self._outcome(envelope, envelope.id not in idle) for envelope, _ in fresh}
        return {e.id: self._outcome(e, await handle(self._handlers, conn, event, e)) for e, event in fresh}

    def _outcome(self, envelope: Envelope, did: bool) -> str:
        if not did:
            return "skipped"
        lag = machine_clock() - envelope.time
        metrics.EVENT_LAG.labels(self._system).observe(max(lag.total_seconds(), 0))
        return "handled"


def _by_key(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """In their order, so many at once at the most and no two of one key."""
    portion: dict[bytes | None, Letter] = {}
    for letter in letters:
        if letter.key in portion or len(portion) == AT_ONCE:
            yield list(portion.values())
            portion = {}
        portion[letter.key] = letter
    yield list(portion.values())


def _by_count(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """In their order, so many at once at the most."""
    coming = iter(letters)
    while portion := list(islice(coming, AT_ONCE)):
        yield portion
