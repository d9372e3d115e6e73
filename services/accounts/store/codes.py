"""One-time codes. Every instant is the database's."""

from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.limits import CODE_LIFE, TRIES
from shared.db.pool import Connection

# Two requests for one phone take turns, so that both cannot find the limit free.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 1))"
_AGES = """
SELECT clock_timestamp() - created_at AS age FROM login_code
WHERE phone_hash = $1 AND created_at > clock_timestamp() - interval '1 day' ORDER BY created_at DESC
"""
_ADD = """
INSERT INTO login_code (request_id, phone_hash, phone_sealed, phone_masked, code_hash) VALUES ($1, $2, $3, $4, $5)
"""
# Nobody asks how many there were longer ago. Locks what it takes away.
_PRUNE = """
DELETE FROM login_code WHERE request_id = ANY (ARRAY (
    SELECT request_id FROM login_code WHERE created_at < clock_timestamp() - interval '2 days'
    ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = _PRUNE
"""As `shared.db.prune` takes it."""
# Counts the try before the code is compared: a crash between the two costs a try, never gives one.
_TRY = """
UPDATE login_code SET tries = tries + 1
WHERE request_id = $1 AND used_at IS NULL AND tries < $2 AND created_at > clock_timestamp() - $3::interval
RETURNING phone_hash, phone_sealed, phone_masked, code_hash, tries
"""
_USE = "UPDATE login_code SET used_at = clock_timestamp() WHERE request_id = $1 AND used_at IS NULL RETURNING true"
_ASKED = """
SELECT phone_sealed, phone_masked FROM login_code
WHERE request_id = $1 AND used_at IS NULL AND created_at > clock_timestamp() - interval '1 day'
"""


async def ages_in_turn(conn: Connection, phone_hash: bytes) -> list[timedelta]:
    """How long ago codes were sent to the phone in the last day, newest first; holds the phone's turn until commit."""
    await conn.execute(_TURN, phone_hash)
    return [row["age"] for row in await conn.fetch(_AGES, phone_hash)]


async def add(conn: Connection, request_id: UUID, phone: tuple[bytes, bytes, str], code_hash: bytes) -> None:
    """Keep a code's hash; `phone` is (hash, sealed, masked)."""
    await conn.execute(_ADD, request_id, *phone, code_hash)


async def count_try(conn: Connection, request_id: UUID) -> Record | None:
    """The request with this try counted; None when it is used, tried out, stale or unknown."""
    return await conn.fetchrow(_TRY, request_id, TRIES, CODE_LIFE)


async def use(conn: Connection, request_id: UUID) -> bool:
    """True for the one who uses the code first."""
    return bool(await conn.fetchval(_USE, request_id))


async def asked(conn: Connection, request_id: UUID) -> Record | None:
    """Whom a code of the last day was sent to, sealed and masked."""
    return await conn.fetchrow(_ASKED, request_id)
