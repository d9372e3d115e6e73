"""Deliveries that workers take, send and record. Any number of workers, in any number of processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.domain.delivery import Next
from shared.db.pool import Connection

# Takes one row that no other worker is taking. `due_at` becomes the end of the lease: a worker that dies while sending
# gives the row back by not moving it. `attempts` grows with every taking and stands in the record.
_CLAIM = """
WITH due AS (
    SELECT id, state FROM delivery WHERE channel = $1 AND due_at <= clock_timestamp()
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE delivery AS d
SET state = 'sending', attempts = d.attempts + 1, changed_at = clock_timestamp(),
    due_at = clock_timestamp() + make_interval(secs => $2)
FROM due, message AS m LEFT JOIN recipient AS r USING (person_id)
WHERE d.id = due.id AND m.id = d.message_id
RETURNING d.id, d.event_id, d.person_id, d.attempts, d.doubts, due.state = 'sending' AS lapsed,
    m.kind, m.params, m.created_at, extract(epoch FROM clock_timestamp() - m.created_at)::float8 AS age,
    r.email, r.confirmed_at IS NOT NULL AS confirmed, coalesce(r.language, 'zh') AS language
"""
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

    @property
    def claimed_at(self) -> datetime:
        """By the database's clock."""
        return self.created_at + timedelta(seconds=self.age)


async def claim(conn: Connection, channel: str, lease: float) -> Claimed | None:
    """The delivery that has been due longest, ours for `lease` seconds; None when nothing is due."""
    row = await conn.fetchrow(_CLAIM, channel, lease)
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
