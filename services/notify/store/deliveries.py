"""Deliveries that workers take, send and record. Any number of workers, in any number of processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.domain.delivery import Next
from services.notify.store.queries import sql
from shared.db.pool import Connection

_RECORD = """
UPDATE delivery
SET state = $3, due_at = clock_timestamp() + make_interval(secs => $4), provider_id = $5, reason = $6,
    doubts = doubts + ($3 = 'unknown')::int, changed_at = clock_timestamp()
WHERE id = $1 AND state = 'sending' AND attempts = $2
RETURNING true
"""
_RELEASE = """
UPDATE delivery SET state = 'queued', attempts = attempts - 1, due_at = clock_timestamp(), changed_at = clock_timestamp()
WHERE id = $1 AND state = 'sending' AND attempts = $2
"""
_DOUBT = """
UPDATE delivery SET state = 'unknown', due_at = NULL, reason = $1, changed_at = clock_timestamp() WHERE due_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours until the lease ends."""

    id: UUID
    event_id: UUID
    person_id: UUID
    attempts: int
    doubts: int
    lapsed: bool
    """True when an earlier worker vanished while it was sending this."""
    kind: str
    params: dict[str, Any]
    created_at: datetime
    age: float
    """Seconds since the event was told."""
    email: str | None
    confirmed: bool
    language: str
    traceparent: str | None
    """Of what the message tells."""

    @property
    def claimed_at(self) -> datetime:
        """By the database's clock."""
        return self.created_at + timedelta(seconds=self.age)


async def claim(conn: Connection, channel: str, lease: float) -> Claimed | None:
    """The delivery that has been due longest, ours for `lease` seconds; None when nothing is due."""
    row = await conn.fetchrow(sql("claim"), channel, lease)
    return Claimed(**row) if row else None


async def record(conn: Connection, claimed: Claimed, then: Next) -> bool:
    """Store what became of it; False when the lease had ended and somebody else took it."""
    return bool(
        await conn.fetchval(
            _RECORD, claimed.id, claimed.attempts, then.state, then.again_in, then.provider_id, then.reason
        )
    )


async def release(conn: Connection, claimed: Claimed) -> None:
    """Give it back as if it had not been taken."""
    await conn.execute(_RELEASE, claimed.id, claimed.attempts)


async def doubt_all(conn: Connection, reason: str) -> None:
    """Whatever is under way is never tried again: nobody knows whether it went out."""
    await conn.execute(_DOUBT, reason)
