"""People, and the memberships that follow from the roll."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.accounts.store.queries import sql
from shared.db.clock import today
from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged

_FIND = "SELECT id FROM person WHERE phone_hash = $1"
_ADD = """
INSERT INTO person (id, phone_hash, phone_sealed, phone_masked) VALUES ($1, $2, $3, $4)
ON CONFLICT (phone_hash) DO NOTHING RETURNING id
"""
_SEALED = "SELECT phone_sealed FROM person WHERE id = $1"
_GET = "SELECT id, phone_hash, phone_masked, name, unions, revision, epoch, created_at FROM person WHERE id = $1"
_NAME = "UPDATE person SET name = $2 WHERE id = $1"
_WITH_PHONES = "SELECT id FROM person WHERE phone_hash = ANY($1::bytea[])"
# Still told as members of a union for which their row of the roll had run out before the day $1.
_ENDED = """
SELECT DISTINCT p.id FROM person p JOIN roll_member r USING (phone_hash)
WHERE r.valid_until < $1 AND r.union_code = ANY(p.unions)
"""
_RENUMBER = """
UPDATE person SET revision = greatest(revision + 1, floor(extract(epoch FROM clock_timestamp()))::int)
WHERE revision > 0
"""
_NEW_EPOCH = "UPDATE person SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch"
# Higher than any that was ever told, for a database that was put back from a backup, too.
_NEW_EPOCHS = """
UPDATE person SET epoch = greatest(epoch + 1, floor(extract(epoch FROM clock_timestamp()))::bigint) RETURNING id, epoch
"""
_FORGET_CODES = "DELETE FROM login_code WHERE phone_hash = (SELECT phone_hash FROM person WHERE id = $1)"
_FORGET_ANSWERS = "DELETE FROM idempotent_answer WHERE owner = $1::uuid::text"
# Sessions and known browsers go with it.
_FORGET = "DELETE FROM person WHERE id = $1"
# By the last digits of the phone, or the beginning of the name: as pages greet them, or as a roll has it.
_GUARDIANS = """
SELECT p.id FROM person p
WHERE ($2::text[] IS NULL OR p.unions && $2) AND (right(p.phone_masked, 4) = $1 OR p.name LIKE $1 || '%'
    OR EXISTS (SELECT FROM roll_member r WHERE r.phone_hash = p.phone_hash AND r.name LIKE $1 || '%'))
ORDER BY p.id LIMIT $3
"""
_TOLD = "SELECT id AS person_id, revision, unions, joined FROM person WHERE revision > 0"
# Locks people in the order of their ids; the next statement's snapshot then sees every roll committed before.
_LOCK = "SELECT id FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"


async def find(conn: Connection, phone_hash: bytes) -> UUID | None:
    """The person with this phone."""
    found: UUID | None = await conn.fetchval(_FIND, phone_hash)
    return found


async def found(conn: Connection, sought: str, unions: Sequence[str] | None, at_most: int) -> list[UUID]:
    """Members of these unions (None: everybody) by the last four digits of their phone, or the beginning of their name."""
    plain = sought.replace("\\", "").replace("%", "").replace("_", "")
    return [row["id"] for row in await conn.fetch(_GUARDIANS, plain, unions, at_most)] if plain else []


async def add(conn: Connection, person_id: UUID, phone: tuple[bytes, bytes, str]) -> UUID:
    """A new person, or the one who was there a moment earlier; `phone` is (hash, sealed for this id, masked)."""
    added: UUID | None = await conn.fetchval(_ADD, person_id, *phone)
    return added or await conn.fetchval(_FIND, phone[0])


async def get(conn: Connection, person_id: UUID) -> Record | None:
    """One person; the phone only masked and hashed."""
    return await conn.fetchrow(_GET, person_id)


async def sealed_phone(conn: Connection, person_id: UUID) -> bytes | None:
    """The person's phone, sealed for their id."""
    sealed: bytes | None = await conn.fetchval(_SEALED, person_id)
    return sealed


async def forget(conn: Connection, person_id: UUID) -> None:
    """Nothing of the person is kept from now on, but where a union keeps them on its roll."""
    for statement in (_FORGET_CODES, _FORGET_ANSWERS, _FORGET):
        await conn.execute(statement, person_id)


async def rename(conn: Connection, person_id: UUID, name: str | None) -> None:
    """What pages greet the person with."""
    await conn.execute(_NAME, person_id, name)


async def begin_epoch(conn: Connection, person_id: UUID) -> int:
    """A new epoch of the person's access; locks the person."""
    return int(await conn.fetchval(_NEW_EPOCH, person_id))


async def begin_every_epoch(conn: Connection) -> list[Record]:
    """A new (id, epoch) of everybody."""
    return await conn.fetch(_NEW_EPOCHS)


async def with_phones(conn: Connection, phone_hashes: Sequence[bytes]) -> list[UUID]:
    """Those of the phones' owners who have an account."""
    return [row["id"] for row in await conn.fetch(_WITH_PHONES, phone_hashes)]


async def hold(conn: Connection, people: Sequence[UUID]) -> None:
    """Nobody else changes them, or issues a token for them, until commit."""
    await conn.execute(_LOCK, people)


async def renew_memberships(conn: Connection, people: Sequence[UUID]) -> list[Record]:
    """Work memberships out anew from the roll; gives (id, revision, unions) of people for whom they changed, locked."""
    await hold(conn, people)
    return await conn.fetch(sql("renew_memberships"), people, await today(conn))


async def with_ended_membership(conn: Connection, day: date) -> list[UUID]:
    """People last told to belong to a union whose roll had let them go before this day."""
    return [row["id"] for row in await conn.fetch(_ENDED, day)]


async def renumber(conn: Connection) -> None:
    """Give everybody whose memberships were told a revision that is higher than any they ever had."""
    await conn.execute(_RENUMBER)


async def told(conn: Connection) -> AsyncIterator[MembershipChanged]:
    """Everybody's memberships, as they were told last."""
    row: Any
    async for row in conn.cursor(_TOLD):
        yield MembershipChanged(**row)
