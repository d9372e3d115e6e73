"""Deliveries that workers take, send and record. Any number of workers, in any number of processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.notify.domain.delivery import Next
from services.notify.store.queries import sql
from shared.db.pool import Connection
from shared.kernel.sending import Receipt

_BEGIN = """
UPDATE delivery SET doubts = doubts + 1 WHERE id = $1 AND state = 'sending' AND attempts = $2 RETURNING true
"""
_DOUBT = """
UPDATE delivery SET state = 'unknown', due_at = NULL, reason = $1, changed_at = clock_timestamp() WHERE due_at IS NOT NULL
"""


_DOUBTED = """
SELECT id, person_id, changed_at FROM delivery
WHERE channel = $1 AND state = 'unknown' AND due_at IS NULL AND channel NOT IN ('inbox', 'mail')
    AND changed_at BETWEEN clock_timestamp() - interval '3 days' AND clock_timestamp() - $2::interval
ORDER BY changed_at DESC LIMIT $3
"""
SOME = 50
"""Doubts that are asked for at a time."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until the lease ends."""

    id: UUID
    event_id: UUID
    message_id: UUID
    person_id: UUID
    attempts: int
    doubts: int
    lapsed: bool
    """True when an earlier worker vanished while it was sending this."""
    spent: int
    """Messages that the channel has handed over today, this one included."""
    kind: str
    params: dict[str, Any]
    created_at: datetime
    read: bool
    """True when the person has read it in the inbox."""
    age: float
    """Seconds since the event was told."""
    address: str | None
    confirmed: bool
    language: str
    traceparent: str | None
    """Of what the message tells."""

    @property
    def claimed_at(self) -> datetime:
        """By the database's clock."""
        return self.created_at + timedelta(seconds=self.age)


async def claim(conn: Connection, channel: str, lease: float, gap: float, budget: int | None) -> Claimed | None:
    """The delivery that has been due longest, ours for `lease` seconds; None when nothing is due, or the channel must wait: its messages go
    `gap` seconds apart, and no more than `budget` a day.
    """
    row = await conn.fetchrow(sql("claim"), channel, lease, gap, budget)
    return Claimed(**row) if row else None


async def begin(conn: Connection, claimed: Claimed) -> bool:
    """From now on it is in doubt, until it is recorded: whoever finds it after us must not send it again. False when it is not ours any more."""
    return bool(await conn.fetchval(_BEGIN, claimed.id, claimed.attempts))


async def record(conn: Connection, claimed: Claimed, then: Next) -> bool:
    """Store what became of it; False when the lease had ended and somebody else took it."""
    return bool(
        await conn.fetchval(
            sql("record"),
            claimed.id,
            claimed.attempts,
            then.state,
            then.again_in,
            then.provider_id,
            then.reason,
            claimed.doubts,
        )
    )


async def release(conn: Connection, claimed: Claimed, rest: float) -> None:
    """Give it back as if it had not been taken; its channel rests for so many seconds everywhere."""
    await conn.execute(sql("release"), claimed.id, claimed.attempts, rest, claimed.doubts)


async def receive(conn: Connection, channel: str, receipts: Sequence[Receipt]) -> list[Record]:
    """Store what a provider says became of messages; gives (event_id, person_id, kind, state, reason, before, traceparent) of those it settles."""
    return await conn.fetch(
        sql("receive"),
        channel,
        [one.provider_id for one in receipts],
        [_uuid(one.mark) for one in receipts],
        [one.delivered for one in receipts],
        [one.reason for one in receipts],
    )


async def doubt_all(conn: Connection, reason: str) -> None:
    """Whatever is under way is never tried again: nobody knows whether it went out."""
    await conn.execute(_DOUBT, reason)


async def doubted(conn: Connection, channel: str, since: timedelta) -> list[Record]:
    """(id, person_id, changed_at) of what may have gone out, so long ago at least, and is not too old to be asked for; the latest first."""
    return await conn.fetch(_DOUBTED, channel, since, SOME)


def _uuid(mark: str) -> UUID | None:
    try:
        return UUID(mark)
    except ValueError:
        return None
