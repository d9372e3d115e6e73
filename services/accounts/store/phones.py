"""How a person's phone becomes another one: at once with codes from both, or after a wait when the old one is lost."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import asyncpg
from asyncpg import Record

from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import Conflict

# In this order: the row of the person is ours first, and whoever logs in with the new number meanwhile waits, or is there already.
_MOVE = "UPDATE person SET phone_hash = $2, phone_sealed = $3, phone_masked = $4 WHERE id = $1"
_REMEMBER = """
INSERT INTO former_phone (phone_hash, person_id) VALUES ($1, $2)
ON CONFLICT (phone_hash) DO UPDATE SET person_id = excluded.person_id, at = clock_timestamp()
"""
_FORGET = "DELETE FROM former_phone WHERE phone_hash = $1"
# A roll that has the new number already has this member twice.
_OFF_THE_ROLL = """
DELETE FROM roll_member r WHERE phone_hash = $1 AND EXISTS (
    SELECT FROM roll_member o WHERE o.union_code = r.union_code AND o.phone_hash = $2)
"""
_ON_THE_ROLL = "UPDATE roll_member SET phone_hash = $2, phone_masked = $3 WHERE phone_hash = $1"
_CURRENT = """
SELECT f.phone_hash AS former, p.phone_hash AS current FROM former_phone f JOIN person p ON p.id = f.person_id
WHERE f.phone_hash = ANY ($1::bytea[])
"""
_ASK = """
INSERT INTO phone_change (person_id, phone_hash, phone_sealed, phone_masked, union_code, asked_by, name, reason, acts_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9)
RETURNING acts_at
"""
_STOP = "DELETE FROM phone_change WHERE person_id = $1 RETURNING true"
_ASKED = "SELECT phone_masked, name, reason, at, acts_at FROM phone_change WHERE person_id = $1"
# Whoever stops it meanwhile waits, and comes too late; or was first, and there is none.
_DUE = """
DELETE FROM phone_change WHERE phone_hash = $1 AND acts_at <= clock_timestamp() RETURNING person_id, phone_sealed, phone_masked
"""

Phone = tuple[bytes, bytes, str]
"""Hash, sealed for the person's id, masked."""


async def move(conn: Connection, person_id: UUID, former: bytes, phone: Phone) -> None:
    """The person has this phone from now on, on every roll as well. The caller holds the person's row. Raises Conflict when it is another's."""
    try:
        await conn.execute(_MOVE, person_id, *phone)
    except asyncpg.UniqueViolationError as taken:
        raise Conflict(*refusals.PHONE_TAKEN) from taken
    await conn.execute(_FORGET, phone[0])
    await conn.execute(_REMEMBER, former, person_id)
    await conn.execute(_OFF_THE_ROLL, former, phone[0])
    await conn.execute(_ON_THE_ROLL, former, phone[0], phone[2])
    await conn.execute(_STOP, person_id)


async def given_to_another(conn: Connection, phone_hash: bytes) -> None:
    """Somebody begins here with a number that was another's: it is not that one's any more."""
    await conn.execute(_FORGET, phone_hash)


async def current(conn: Connection, hashes: Sequence[bytes]) -> list[bytes]:
    """The same phones; for one that a person had before, the one they have now."""
    now = {row["former"]: row["current"] for row in await conn.fetch(_CURRENT, hashes)}
    return [now.get(one, one) for one in hashes]


async def ask(
    conn: Connection, person_id: UUID, phone: Phone, *, union: str, by: tuple[UUID, str], reason: str, wait: timedelta
) -> None:
    """The person is to have another phone after the wait. Raises Conflict when one is asked for already."""
    try:
        await conn.execute(_ASK, person_id, *phone, union, *by, reason, wait)
    except asyncpg.UniqueViolationError as already:
        raise Conflict(*refusals.PHONE_ASKED_ALREADY) from already


async def stop(conn: Connection, person_id: UUID) -> bool:
    """Whoever has the old phone does not want it; False when there was nothing to stop."""
    return bool(await conn.fetchval(_STOP, person_id))


async def asked(conn: Connection, person_id: UUID) -> Record | None:
    """What is asked for the person, and acts or will act."""
    return await conn.fetchrow(_ASKED, person_id)


async def due(conn: Connection, phone_hash: bytes) -> Record | None:
    """Whose phone this is to be from now on, once the wait is over: taken, so that it happens once."""
    return await conn.fetchrow(_DUE, phone_hash)
