"""One-time codes, and who asked for them. Every instant is the database's."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.limits import BROWSER_LIFE, CODE_LIFE, TRIES, Limits
from shared.db.pool import Connection
from shared.db.prune import Aged

# Two requests for one phone, or from one address, take turns, so that both cannot find the limit free: first the phone's, then the address's.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 1))"
# For each count in $1 how long ago the code was sent that is so many codes back.
_OF_BROWSER = """
SELECT (SELECT clock_timestamp() - created_at FROM login_code WHERE phone_hash = $2 AND asker_hash = $3 ORDER BY created_at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
_OF_ADDRESS = """
SELECT (SELECT clock_timestamp() - created_at FROM login_code WHERE address_hash = $2 AND NOT known ORDER BY created_at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
_OF_PHONE = """
SELECT (SELECT clock_timestamp() - created_at FROM login_code WHERE phone_hash = $2 AND NOT known ORDER BY created_at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
_OF_ALL = """
SELECT (SELECT clock_timestamp() - created_at FROM login_code WHERE NOT known ORDER BY created_at DESC OFFSET count - 1 LIMIT 1)
FROM unnest($1::int[]) WITH ORDINALITY AS limits (count, place) ORDER BY place
"""
_OF = {"browser": _OF_BROWSER, "address": _OF_ADDRESS, "phone": _OF_PHONE, "all": _OF_ALL}
_ADD = """
INSERT INTO login_code (request_id, phone_hash, phone_sealed, phone_masked, code_hash, asker_hash, address_hash, known)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
# Locks what it takes away.
_PRUNE = """
DELETE FROM login_code WHERE request_id = ANY (ARRAY (
    SELECT request_id FROM login_code WHERE created_at < clock_timestamp() - $2::interval
    ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
# Locks what it takes away.
_PRUNE_BROWSERS = """
DELETE FROM known_browser WHERE ctid = ANY (ARRAY (
    SELECT ctid FROM known_browser WHERE used_at < clock_timestamp() - $2::interval
    ORDER BY used_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""
PRUNE = Aged(_PRUNE, timedelta(days=2))
"""Nobody asks how many there were longer ago."""
PRUNE_BROWSERS = Aged(_PRUNE_BROWSERS, BROWSER_LIFE)
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
_KNOWN = """
SELECT EXISTS (SELECT FROM known_browser b JOIN person p ON p.id = b.person_id
    WHERE p.phone_hash = $1 AND b.browser_hash = $2 AND b.used_at > clock_timestamp() - $3::interval)
"""
_KNOW = """
INSERT INTO known_browser (person_id, browser_hash) VALUES ($1, $2)
ON CONFLICT (person_id, browser_hash) DO UPDATE SET used_at = clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asks, in hashes."""

    asker: bytes
    address: bytes | None
    """None: it does not tell anybody apart."""
    known: bool
    """The phone's owner has logged in with this browser."""


async def take_turn(conn: Connection, key: bytes) -> None:
    """Wait until nobody else counts what this phone or address asked for; holds the turn until commit."""
    await conn.execute(_TURN, key)


async def ages(conn: Connection, what: str, limits: Limits, *key: bytes) -> list[timedelta | None]:
    """For each limit how long ago the code was sent that fills it: of a `browser` (phone and asker), an `address`, a `phone`, or `all`."""
    return [row[0] for row in await conn.fetch(_OF[what], [count for count, _ in limits], *key)]


async def add(
    conn: Connection, request_id: UUID, phone: tuple[bytes, bytes, str], code_hash: bytes, by: AskedBy
) -> None:
    """Keep a code's hash; `phone` is (hash, sealed, masked)."""
    await conn.execute(_ADD, request_id, *phone, code_hash, by.asker, by.address, by.known)


async def count_try(conn: Connection, request_id: UUID) -> Record | None:
    """The request with this try counted; None when it is used, tried out, stale or unknown."""
    return await conn.fetchrow(_TRY, request_id, TRIES, CODE_LIFE)


async def use(conn: Connection, request_id: UUID) -> bool:
    """True for the one who uses the code first."""
    return bool(await conn.fetchval(_USE, request_id))


async def asked(conn: Connection, request_id: UUID) -> Record | None:
    """Whom a code of the last day was sent to, sealed and masked."""
    return await conn.fetchrow(_ASKED, request_id)


async def knows(conn: Connection, phone_hash: bytes, browser_hash: bytes) -> bool:
    """Whether the phone's owner has logged in with this browser."""
    return bool(await conn.fetchval(_KNOWN, phone_hash, browser_hash, BROWSER_LIFE))


async def know(conn: Connection, person_id: UUID, browser_hash: bytes) -> None:
    """They have now."""
    await conn.execute(_KNOW, person_id, browser_hash)
