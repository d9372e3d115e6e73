"""Numbers that have to prove themselves, and how often that was tried."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shared.db.pool import Connection
from shared.db.prune import Aged
from shared.events.accounts import NumberAsleep

_LEARN = """
INSERT INTO asleep (request_id, person_id, unused_since, answer)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[]) ON CONFLICT DO NOTHING
"""
_FIND = """
SELECT person_id, unused_since, answer FROM asleep WHERE request_id = $1 AND at > clock_timestamp() - $2::interval
"""
# No row when it was tried often enough: two who try at once are two tries.
_TRY = """
INSERT INTO number_tried (person_id, unused_since) VALUES ($1, $2)
ON CONFLICT (person_id, unused_since) DO UPDATE SET tries = number_tried.tries + 1, at = clock_timestamp() WHERE number_tried.tries < $3
RETURNING tries
"""
_TRIED = "SELECT coalesce((SELECT tries FROM number_tried WHERE person_id = $1 AND unused_since = $2), 0)"
_NAMED = """
SELECT EXISTS (SELECT FROM child c JOIN guardian g USING (family_id)
    WHERE g.person_id = $1 AND c.identity = $2 AND c.removed_at IS NULL)
"""
# Locks what it takes away.
_PRUNE = """
DELETE FROM asleep WHERE request_id = ANY (ARRAY (
    SELECT request_id FROM asleep WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# Locks what it takes away.
_PRUNE_TRIED = """
DELETE FROM number_tried WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM number_tried WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, timedelta(days=1))
PRUNE_TRIED = Aged(_PRUNE_TRIED, timedelta(days=3 * 365))
"""Locked is locked: what ends it is another number, or the union's word."""
LIFE = timedelta(minutes=30)
"""As accounts waits for it."""


async def learn(conn: Connection, events: Sequence[NumberAsleep]) -> None:
    """Accounts waits for these to prove themselves."""
    rows = [(e.request_id, e.person_id, e.since, e.answer) for e in events]
    await conn.execute(_LEARN, *map(list, zip(*rows, strict=True)))


async def find(conn: Connection, request_id: UUID) -> tuple[UUID, datetime, UUID] | None:
    """Whose number it was, since when nobody used it, and the answer; None before it was heard of, and after its time."""
    row = await conn.fetchrow(_FIND, request_id, LIFE)
    return (row["person_id"], row["unused_since"], row["answer"]) if row else None


async def try_once(conn: Connection, person_id: UUID, since: datetime, most: int) -> int | None:
    """Which try it is; None when there were enough."""
    number: int | None = await conn.fetchval(_TRY, person_id, since, most)
    return number


async def tried(conn: Connection, person_id: UUID, since: datetime) -> int:
    """How often it was tried."""
    return int(await conn.fetchval(_TRIED, person_id, since))


async def named(conn: Connection, person_id: UUID, identity: bytes) -> bool:
    """Whether a child of the person's is called so and was born then."""
    return bool(await conn.fetchval(_NAMED, person_id, identity))
