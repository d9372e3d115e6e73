"""Families that a message did not reach, for organizers who call them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.booking.store.queries import sql
from services.booking.store.review import Checker
from shared.db.pool import Connection
from shared.db.prune import Aged

SHOWN_FOR, MOST = timedelta(days=7), 200
"""So long, and so many at once."""

_LEARN = """
INSERT INTO unreached AS u (enrollment_id, group_id, channel)
SELECT e.id, e.group_id, said.channel FROM unnest($1::uuid[], $2::text[]) AS said (id, channel) JOIN enrollment e USING (id) ORDER BY e.id
ON CONFLICT (enrollment_id) DO UPDATE SET channel = excluded.channel, at = clock_timestamp(), reached_at = NULL
"""
_REACHED = """
UPDATE unreached u SET reached_at = clock_timestamp() FROM class_group g
WHERE g.id = u.group_id AND u.enrollment_id = $1 AND ($2::text[] IS NULL OR g.union_code = ANY ($2)) RETURNING true
"""
# Locks what it takes away.
_PRUNE = """
DELETE FROM unreached WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM unreached WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, timedelta(days=30))


@dataclass(frozen=True, slots=True)
class Unreached:
    """Of whose enrollment a message failed, and how it stands now: that is what the family must hear."""

    enrollment_id: UUID
    child_id: UUID
    name: str
    state: str
    until: datetime | None
    group_id: UUID
    union_code: str
    title: str
    site: str
    channel: str
    at: datetime


async def learn(conn: Connection, channels: Mapping[UUID, str]) -> None:
    """Enrollment → the channel by which a message about it failed; an enrollment that is not ours is left out."""
    await conn.execute(_LEARN, list(channels), list(channels.values()))


async def of_unions(conn: Connection, by: Checker, group_id: UUID | None = None) -> list[Unreached]:
    """The newest first, of all groups or of this one."""
    rows = await conn.fetch(sql("unreached"), by.unions, SHOWN_FOR, MOST, by.person_id, group_id)
    return [Unreached(**row) for row in rows]


async def reached(conn: Connection, by: Checker, enrollment_id: UUID) -> bool:
    """The family knows; False when there is no such message in these unions."""
    return bool(await conn.fetchval(_REACHED, enrollment_id, by.unions))
