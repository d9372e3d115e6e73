"""Second factors: a sealed secret and hashed recovery codes. Every instant is the database's."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.limits import TRIES
from shared.db.pool import Connection
from shared.db.prune import Aged

_BEGIN = """
INSERT INTO second_factor (person_id, secret_sealed) VALUES ($1, $2)
ON CONFLICT (person_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, tries = 0, tried_at = NULL
WHERE second_factor.enrolled_at IS NULL RETURNING true
"""
_UNPROVEN = "SELECT secret_sealed FROM second_factor WHERE person_id = $1 AND enrolled_at IS NULL"
_ENROLLED = "SELECT EXISTS (SELECT FROM second_factor WHERE person_id = $1 AND enrolled_at IS NOT NULL)"
# Who tried too often waits; whoever tries beside it waits here, and is counted after it.
_TRY = """
UPDATE second_factor SET tries = CASE WHEN tried_at < clock_timestamp() - $3::interval THEN 1 ELSE tries + 1 END,
    tried_at = clock_timestamp()
WHERE person_id = $1 AND (tries < $2 OR tried_at < clock_timestamp() - $3::interval)
RETURNING secret_sealed, enrolled_at, tries
"""
# A code is of a half minute; one of it, or of an earlier one, is not taken again.
_TAKE = """
UPDATE second_factor SET last_step = $2, tries = 0, enrolled_at = coalesce(enrolled_at, clock_timestamp())
WHERE person_id = $1 AND last_step < $2 RETURNING true
"""
_PARDON = "UPDATE second_factor SET tries = 0 WHERE person_id = $1"
_KEEP_CODES = "INSERT INTO recovery_code (person_id, code_hash) SELECT $1, unnest($2::bytea[])"
_USE_CODE = "DELETE FROM recovery_code WHERE person_id = $1 AND code_hash = $2 RETURNING true"
_FORGET_CODES = "DELETE FROM recovery_code WHERE person_id = $1"
_FORGET = "DELETE FROM second_factor WHERE person_id = $1"
_LOG_RESET = "INSERT INTO second_factor_reset (person_id, reset_by, name, reason) VALUES ($1, $2, $3, $4)"
_LAST_RESET = "SELECT at, name, reason FROM second_factor_reset WHERE person_id = $1 ORDER BY id DESC LIMIT 1"
# The log's owner takes it away. Locks what goes.
_PRUNE = "SELECT FROM let_log_go('second_factor_reset', $1, $2)"
PRUNE = Aged(_PRUNE, timedelta(days=3 * 365 + 1))
"""No less than the three years that the table itself holds."""


async def begin(conn: Connection, person_id: UUID, sealed: bytes) -> bool:
    """A secret to be proven, in place of one that never was; False when one is enrolled."""
    return bool(await conn.fetchval(_BEGIN, person_id, sealed))


async def unproven(conn: Connection, person_id: UUID) -> bytes | None:
    """The sealed secret that is to be proven."""
    found: bytes | None = await conn.fetchval(_UNPROVEN, person_id)
    return found


async def enrolled(conn: Connection, person_id: UUID) -> bool:
    """Whether a second factor is asked of the person."""
    return bool(await conn.fetchval(_ENROLLED, person_id))


async def count_try(conn: Connection, person_id: UUID, rest: timedelta) -> Record | None:
    """Count a try: (secret_sealed, enrolled_at, tries); None while it was tried too often, until `rest` after the last, or where there is none."""
    return await conn.fetchrow(_TRY, person_id, TRIES, rest)


async def take(conn: Connection, person_id: UUID, step: int) -> bool:
    """A right code of this half minute; False when it, or a later one, was taken before."""
    return bool(await conn.fetchval(_TAKE, person_id, step))


async def pardon(conn: Connection, person_id: UUID) -> None:
    """Forget wrong tries."""
    await conn.execute(_PARDON, person_id)


async def keep_codes(conn: Connection, person_id: UUID, hashes: Collection[bytes]) -> None:
    """Recovery codes, each good once."""
    await conn.execute(_KEEP_CODES, person_id, list(hashes))


async def use_code(conn: Connection, person_id: UUID, code_hash: bytes) -> bool:
    """Use a recovery code up; False when there is no such one."""
    return bool(await conn.fetchval(_USE_CODE, person_id, code_hash))


async def forget(conn: Connection, person_id: UUID) -> None:
    """Take it away with its recovery codes."""
    await conn.execute(_FORGET_CODES, person_id)
    await conn.execute(_FORGET, person_id)


async def log_reset(conn: Connection, person_id: UUID, by: tuple[UUID | None, str], reason: str) -> None:
    """Keep who (id, None at the server; name) took it away, and why."""
    await conn.execute(_LOG_RESET, person_id, *by, reason)


async def last_reset(conn: Connection, person_id: UUID) -> Record | None:
    """When it was taken away last: (at, name, reason)."""
    return await conn.fetchrow(_LAST_RESET, person_id)
