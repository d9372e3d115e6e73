"""The booking desk: requests that arrive while a transaction commits are the next batch.

The busier the desk, the larger the batch and the cheaper each answer. Nobody waits for a batch to fill.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from time import monotonic
from uuid import UUID

from prometheus_client import Histogram

from services.booking.domain.requests import Accept, Enroll, Withdraw
from services.booking.domain.snapshot import MOST
from services.booking.store import answers as store
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import Admitted, admit
from services.booking.usecases.answer import final, shape
from services.booking.usecases.known_full import KnownFull, refuse
from shared.db.once import same
from shared.db.pool import Database, by_key, connection, transaction
from shared.errors import KeyReused, Unavailable
from shared.kernel.answer import Answer
from shared.observability import trace

Asked = Enroll | Withdraw | Accept
"""What a family may ask at the desk."""
MAX_BATCH = 256
LONGEST_WAIT = 10.0
"""Seconds: who would wait longer behind those who came first is asked to come again, at once and not after the wait."""
PATIENCE = 30.0
"""Seconds: nobody waits longer, whatever holds the desk up."""

_BATCH = Histogram(
    "booking_batch_requests", "Requests admitted in one transaction", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)


@dataclass(slots=True, eq=False)
class Ticket:
    """One request at the desk, and the promise of its answer."""

    owner: UUID
    key: str
    digest: bytes
    request: Asked
    cause: str | None = field(default_factory=trace.current)
    """The step that it is a part of."""
    came: int = field(default_factory=trace.now)
    promise: "asyncio.Future[Answer]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def given_up(self) -> bool:
        """Nobody waits for it any more."""
        return self.promise.done()

    def answer(self, answer: Answer) -> None:
        """Keep the promise, unless nobody waits any more."""
        if not self.given_up:
            self.promise.set_result(answer)

    def refuse(self, error: Exception) -> None:
        """Say why there is no answer."""
        if not self.given_up:
            self.promise.set_exception(error)


class Desk:
    """Admits what families ask, batch after batch."""

    def __init__(self, most: int = MOST) -> None:
        """`most`: what a family can have asked for at once."""
        self.book, self._full = GroupBook(most), KnownFull()
        self._queue: deque[Ticket] = deque()
        self._arrived = asyncio.Event()
        self._takes = 0.0
        """Seconds a batch takes just now, the last ones counting most."""

    @property
    def wait(self) -> float:
        """Seconds until whoever comes now is served, as far as can be told."""
        return len(self._queue) / MAX_BATCH * self._takes

    async def ask(self, owner: UUID, key: str, digest: bytes, request: Asked) -> Answer:
        """The final answer to a request, the same one again for the same key.

        Raises KeyReused, Unavailable.
        """
        if self.wait > LONGEST_WAIT:
            raise Unavailable(retry_after=ceil(self.wait))
        ticket = Ticket(owner, key, digest, request)
        self._queue.append(ticket)
        self._arrived.set()
        late = asyncio.get_running_loop().call_later(PATIENCE, lambda: ticket.refuse(Unavailable()))
        try:
            return await ticket.promise
        finally:
            late.cancel()

    async def run(self, system: Database) -> None:
        """Serve until cancelled."""
        while True:
            await self._arrived.wait()
            arrived = [self._queue.popleft() for _ in range(min(len(self._queue), MAX_BATCH))]
            if not self._queue:
                self._arrived.clear()
            batch = [ticket for ticket in arrived if not ticket.given_up]
            began = monotonic()
            try:
                if batch:
                    await self._serve(system, batch)
                    self._takes += (monotonic() - began - self._takes) / 4
            except BaseException:
                for ticket in batch:
                    ticket.refuse(Unavailable())
                raise

    async def _serve(self, system: Database, tickets: Sequence[Ticket]) -> None:
        """Those that still wait for an answer: when a batch is served again, who was told no is not booked after all."""
        batch = [ticket for ticket in tickets if not ticket.given_up]
        try:
            await self._admit(system, batch)
        except store.AnsweredElsewhere:  # by another desk, once for each key at most
            await self._serve(system, batch)
        except Unavailable as away:
            for ticket in batch:
                ticket.refuse(away)
        except Exception as error:  # one bad request must not take the others with it
            if len(batch) > 1:
                for ticket in batch:
                    await self._serve(system, [ticket])
            else:
                batch[0].refuse(error)

    async def _admit(self, system: Database, batch: Sequence[Ticket]) -> None:
        _BATCH.observe(len(batch))
        if where_full := [ticket for ticket in batch if self._full.concerns(ticket.request)]:
            await self._refuse(system, where_full)
            batch = [ticket for ticket in batch if not ticket.given_up]
        if not batch:
            return
        answers: list[Answer] = []
        async with transaction(system.pool) as conn:
            await by_key(conn)
            fresh, repeats = await _sort(system, conn, batch)
            asked = [ticket.request for ticket in fresh]
            causes = {id_: ticket.cause for ticket in fresh for id_ in _enrollments(ticket.request)}
            admitted = await admit(conn, self.book, asked, causes, partial(_shaped, system, fresh, answers))
        system.committed()
        self._full.learn(asked, admitted)
        _answer(fresh, answers, len(batch))
        _repeat(system, {(t.owner, t.key): (t.digest, a) for t, a in zip(fresh, answers, strict=True)}, repeats)

    async def _refuse(self, system: Database, batch: Sequence[Ticket]) -> None:
        """Answer those who ask where nothing is to be had, if that is still so; who is not answered goes the way of all."""
        answers: list[Answer] = []
        async with connection(system.pool) as conn:
            async with conn.transaction(isolation="repeatable_read", readonly=True):
                await by_key(conn)
                fresh, _ = await _sort(system, conn, batch)
                asked = [ticket.request for ticket in fresh]
                admitted = await refuse(conn, self.book, asked) if fresh else None
            if admitted is None:
                return self._full.forget(asked)
            given = _shaped(system, fresh, answers, admitted)
            kept = await store.keep(conn, given)
        open_still = {name for name, _, _ in given} - kept  # another desk has answered meanwhile
        for ticket, answer in zip(fresh, answers, strict=True):
            if (ticket.owner, ticket.key) not in open_still:
                _answer([ticket], [answer], len(batch))


def _answer(tickets: Sequence[Ticket], answers: Sequence[Answer], batch: int) -> None:
    for ticket, answer in zip(tickets, answers, strict=True):
        trace.past("admit", "internal", ticket.cause, ticket.came, {"batch": batch})
        ticket.answer(answer)


def _shaped(system: Database, fresh: Sequence[Ticket], answers: list[Answer], admitted: Admitted) -> list[store.Given]:
    """Fill in the answers; those that are final are kept."""
    answers += [shape(t.request, ruling, admitted) for t, ruling in zip(fresh, admitted.rulings, strict=True)]
    return [
        ((t.owner, t.key), system.keyed(t.digest), answer)
        for t, answer, ruling in zip(fresh, answers, admitted.rulings, strict=True)
        if final(ruling)
    ]


def _enrollments(asked: Asked) -> list[UUID]:
    return [seat.enrollment_id for seat in asked.seats] if isinstance(asked, Enroll) else [asked.enrollment_id]


async def _sort(system: Database, conn: store.Connection, batch: Sequence[Ticket]) -> tuple[list[Ticket], list[Ticket]]:
    """Those asked for the first time, and those that repeat one of this batch; earlier ones are answered here."""
    earlier = await store.earlier(conn, [(t.owner, t.key) for t in batch])
    _repeat(system, earlier, [t for t in batch if (t.owner, t.key) in earlier])
    fresh: dict[tuple[UUID, str], Ticket] = {}
    repeats = []
    for ticket in batch:
        name = (ticket.owner, ticket.key)
        if name in earlier:
            continue
        if name in fresh:
            repeats.append(ticket)
        else:
            fresh[name] = ticket
    return list(fresh.values()), repeats


def _repeat(system: Database, known: Mapping[store.Name, tuple[bytes, Answer]], tickets: Sequence[Ticket]) -> None:
    """The same key and body get the same answer; the same key with another body is refused."""
    for ticket in tickets:
        digest, answer = known[ticket.owner, ticket.key]
        if same(system, digest, ticket.digest):
            ticket.answer(answer)
        else:
            ticket.refuse(KeyReused())
