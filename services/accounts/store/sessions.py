"""Sessions: opaque tokens, kept as hashes; they end when idle, when old, or when told to."""

import hashlib
import secrets
from uuid import UUID

from services.accounts.domain.limits import SESSION_IDLE, SESSION_LIFE
from shared.db.pool import Connection
from shared.db.prune import Aged

_OPEN = "INSERT INTO session (token_hash, person_id) VALUES ($1, $2)"
_TOUCH = """
UPDATE session SET used_at = clock_timestamp()
WHERE token_hash = $1 AND used_at > clock_timestamp() - $2::interval AND created_at > clock_timestamp() - $3::interval
RETURNING person_id
"""
_END = "DELETE FROM session WHERE token_hash = $1 RETURNING true"
_LIVES = """
SELECT EXISTS (SELECT FROM session WHERE person_id = $1 AND substring(token_hash FOR 16) = $2
    AND used_at > clock_timestamp() - $3::interval AND created_at > clock_timestamp() - $4::interval)
"""
_PROVE = """
UPDATE session SET proven_at = clock_timestamp() WHERE person_id = $1 AND substring(token_hash FOR 16) = $2 RETURNING true
"""
_PROVEN = """
SELECT EXISTS (SELECT FROM session WHERE person_id = $1 AND substring(token_hash FOR 16) = $2 AND proven_at IS NOT NULL)
"""
_END_ALL = "DELETE FROM session WHERE person_id = $1"
_SWEEP = """
DELETE FROM session WHERE person_id = $1
AND (used_at < clock_timestamp() - $2::interval OR created_at < clock_timestamp() - $3::interval)
"""
_FORGET_SESSIONS = "DELETE FROM session"
_FORGET_CODES = "DELETE FROM login_code"
# Locks what it takes away.
_PRUNE = """
DELETE FROM session WHERE token_hash = ANY (ARRAY (
    SELECT token_hash FROM session WHERE created_at < clock_timestamp() - $2::interval
    ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, SESSION_LIFE)
"""Those whose owner never came back; whoever logs in sweeps their own."""
_COUNT = """
SELECT count(*) FROM session
WHERE person_id = $1 AND used_at > clock_timestamp() - $2::interval AND created_at > clock_timestamp() - $3::interval
"""


async def begin(conn: Connection, person_id: UUID) -> str:
    """A new session's token; it is shown once, to the browser."""
    token = secrets.token_urlsafe(32)
    await conn.execute(_OPEN, _hash(token), person_id)
    await conn.execute(_SWEEP, person_id, SESSION_IDLE, SESSION_LIFE)
    return token


async def touch(conn: Connection, token: str) -> UUID | None:
    """Whose live session it is, marked as used now; None when it has ended."""
    person_id: UUID | None = await conn.fetchval(_TOUCH, _hash(token), SESSION_IDLE, SESSION_LIFE)
    return person_id


def id_of(token: str) -> UUID:
    """What tokens call the session: it gives nobody the session's own token."""
    return UUID(bytes=_hash(token)[:16])


async def lives(conn: Connection, person_id: UUID, session_id: UUID) -> bool:
    """Whether it has not ended."""
    return bool(await conn.fetchval(_LIVES, person_id, session_id.bytes, SESSION_IDLE, SESSION_LIFE))


async def prove(conn: Connection, person_id: UUID, session_id: UUID) -> bool:
    """The person gave a second factor in it; False when it has ended."""
    return bool(await conn.fetchval(_PROVE, person_id, session_id.bytes))


async def proven(conn: Connection, person_id: UUID, session_id: UUID) -> bool:
    """Whether a second factor was given in it."""
    return bool(await conn.fetchval(_PROVEN, person_id, session_id.bytes))


async def end(conn: Connection, token: str) -> bool:
    """Log out here; False when there was no such session."""
    return bool(await conn.fetchval(_END, _hash(token)))


async def end_all(conn: Connection, person_id: UUID) -> None:
    """Log out everywhere."""
    await conn.execute(_END_ALL, person_id)


async def count(conn: Connection, person_id: UUID) -> int:
    """On how many devices the person is logged in."""
    return int(await conn.fetchval(_COUNT, person_id, SESSION_IDLE, SESSION_LIFE))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def forget_all(conn: Connection) -> None:
    """Everybody's, and every code that was sent."""
    await conn.execute(_FORGET_SESSIONS)
    await conn.execute(_FORGET_CODES)
