"""To which phones booking's invitations were made. Whoever invited may name another one; the last counts."""

from datetime import timedelta
from uuid import UUID

from services.accounts.domain.limits import INVITED_LIFE, Limits
from shared.db.pool import Connection
from shared.db.prune import Aged

_NAME = "INSERT INTO invited_phone (invitation_id, person_id, phone_hash, code) VALUES ($1, $2, $3, $4)"
# Of each who named one for this invitation, the last.
_NAMED_BY = """
SELECT person_id FROM (
    SELECT DISTINCT ON (person_id) person_id, phone_hash FROM invited_phone WHERE invitation_id = $1 ORDER BY person_id, id DESC) AS named
WHERE phone_hash = (SELECT phone_hash FROM person WHERE id = $2)
"""
_TO = """
SELECT DISTINCT ON (i.invitation_id) i.code FROM invited_phone i
WHERE i.phone_hash = (SELECT phone_hash FROM person WHERE id = $1) AND i.at > clock_timestamp() - $2::interval
    AND NOT EXISTS (SELECT FROM invited_phone o WHERE o.invitation_id = i.invitation_id AND o.person_id = i.person_id AND o.id > i.id)
ORDER BY i.invitation_id, i.id DESC
"""
# For each count in $1 how long ago the one was named that is so many back.
_BY = """
SELECT (SELECT clock_timestamp() - at FROM invited_phone WHERE person_id = $2 ORDER BY at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
_OF = """
SELECT (SELECT clock_timestamp() - at FROM invited_phone WHERE phone_hash = $2 ORDER BY at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
# Locks what it takes away.
_PRUNE = """
DELETE FROM invited_phone WHERE id = ANY (ARRAY (
    SELECT id FROM invited_phone WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, timedelta(days=2))
"""Nobody can accept it any more, and nobody asks how many there were longer ago."""


async def name(conn: Connection, invitation_id: UUID, person_id: UUID, phone_hash: bytes, code: str) -> None:
    """The invitation is to this phone from now on."""
    await conn.execute(_NAME, invitation_id, person_id, phone_hash, code)


async def named_by(conn: Connection, invitation_id: UUID, person_id: UUID) -> frozenset[UUID]:
    """Who said that the invitation is to this person's phone."""
    return frozenset(row["person_id"] for row in await conn.fetch(_NAMED_BY, invitation_id, person_id))


async def to(conn: Connection, person_id: UUID) -> list[str]:
    """The codes of invitations to this person's phone, of the time in which they can be accepted."""
    return [row["code"] for row in await conn.fetch(_TO, person_id, INVITED_LIFE)]


async def ages(conn: Connection, limits: Limits, of: UUID | bytes) -> list[timedelta | None]:
    """For each limit how long ago the one was named that fills it: by a person, or of a phone."""
    return [
        row[0] for row in await conn.fetch(_BY if isinstance(of, UUID) else _OF, [count for count, _ in limits], of)
    ]
