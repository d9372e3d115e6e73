"""Numbers that nobody used for long: since when, which log-ins have to prove themselves, and whose number is another's by now."""

from datetime import datetime, timedelta
from uuid import UUID

from services.accounts.domain.limits import ASLEEP_AFTER, PROOF_LIFE
from shared.db.pool import Connection
from shared.db.prune import Aged

# Locks the person.
_SINCE = "SELECT seen_at FROM person WHERE id = $1 AND seen_at < clock_timestamp() - $2::interval FOR NO KEY UPDATE"
_SEE = "UPDATE person SET seen_at = clock_timestamp() WHERE id = $1 AND seen_at < clock_timestamp() - interval '1 day'"
_ASK = "INSERT INTO asleep (request_id, person_id) VALUES ($1, $2) RETURNING answer"
_WAKE = """
DELETE FROM asleep WHERE request_id = $1 AND answer = $2 AND at > clock_timestamp() - $3::interval RETURNING person_id
"""
_LEAVE = "DELETE FROM asleep WHERE request_id = $1 AND at > clock_timestamp() - $2::interval RETURNING person_id"
_LEFT = "DELETE FROM asleep WHERE person_id = $1"
_WAITS = "SELECT EXISTS (SELECT FROM asleep WHERE request_id = $1 AND at > clock_timestamp() - $2::interval)"
_PARK = """
INSERT INTO parked (person_id, phone_hash) VALUES ($1, $2)
ON CONFLICT (person_id) DO UPDATE SET phone_hash = excluded.phone_hash, at = clock_timestamp()
"""
# Who had the number last, if several did.
_PARKED = "SELECT person_id FROM parked WHERE phone_hash = $1 ORDER BY at DESC LIMIT 1"
_UNPARK = "DELETE FROM parked WHERE person_id = $1"
_SEE_NOW = "UPDATE person SET seen_at = clock_timestamp() WHERE id = $1"
_NO_ROLES = "DELETE FROM role_grant WHERE phone_hash = $1"
# Locks what it takes away.
_PRUNE = """
DELETE FROM asleep WHERE request_id = ANY (ARRAY (
    SELECT request_id FROM asleep WHERE at < clock_timestamp() - $2::interval ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, timedelta(days=1))


async def since(conn: Connection, person_id: UUID) -> datetime | None:
    """When the person was here last, if that is so long ago that their number proves itself; their row is ours then."""
    seen_at: datetime | None = await conn.fetchval(_SINCE, person_id, ASLEEP_AFTER)
    return seen_at


async def see(conn: Connection, person_id: UUID) -> None:
    """The person is here; written once a day."""
    await conn.execute(_SEE, person_id)


async def ask(conn: Connection, request_id: UUID, person_id: UUID) -> UUID:
    """This log-in has to prove itself; by what it does."""
    answer: UUID = await conn.fetchval(_ASK, request_id, person_id)
    return answer


async def waits(conn: Connection, request_id: UUID) -> bool:
    """Whether a log-in waits for its proof."""
    return bool(await conn.fetchval(_WAITS, request_id, PROOF_LIFE))


async def wake(conn: Connection, request_id: UUID, answer: UUID) -> UUID | None:
    """Whose log-in it is, with the right answer; it works once."""
    person_id: UUID | None = await conn.fetchval(_WAKE, request_id, answer, PROOF_LIFE)
    return person_id


async def leave(conn: Connection, request_id: UUID) -> UUID | None:
    """Whose number it was that somebody else has now: nobody logs in as them with it any more."""
    person_id: UUID | None = await conn.fetchval(_LEAVE, request_id, PROOF_LIFE)
    if person_id:
        await conn.execute(_LEFT, person_id)
    return person_id


async def park(conn: Connection, person_id: UUID, phone_hash: bytes) -> None:
    """The person had this number; the roles given to it go, for they were given to them."""
    await conn.execute(_PARK, person_id, phone_hash)
    await conn.execute(_NO_ROLES, phone_hash)


async def unpark(conn: Connection, person_id: UUID) -> None:
    """They have a number of their own again, and it was proven."""
    await conn.execute(_UNPARK, person_id)
    await vouch(conn, person_id)


async def vouch(conn: Connection, person_id: UUID) -> None:
    """The number is the person's, whoever says so."""
    await conn.execute(_SEE_NOW, person_id)


async def parked(conn: Connection, phone_hash: bytes) -> UUID | None:
    """Who had this number before somebody else began with it."""
    person_id: UUID | None = await conn.fetchval(_PARKED, phone_hash)
    return person_id
