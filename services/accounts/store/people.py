"""People, and the memberships that follow from the roll."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from shared.db.pool import Connection

_FIND = "SELECT id FROM person WHERE phone_hash = $1"
_ADD = """
INSERT INTO person (id, phone_hash, phone_sealed, phone_masked) VALUES ($1, $2, $3, $4)
ON CONFLICT (phone_hash) DO NOTHING RETURNING id
"""
_GET = "SELECT id, phone_hash, phone_masked, name, unions, revision, created_at FROM person WHERE id = $1"
_NAME = "UPDATE person SET name = $2 WHERE id = $1"
_WITH_PHONES = "SELECT id FROM person WHERE phone_hash = ANY($1::bytea[])"
# Still told as members of a union for which their row of the roll has run out.
_ENDED = """
SELECT DISTINCT p.id FROM person p JOIN roll_member r USING (phone_hash)
WHERE r.valid_until < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date AND r.union_code = ANY(p.unions)
"""
_MIDNIGHT = """
SELECT (date_trunc('day', clock_timestamp() AT TIME ZONE 'Asia/Shanghai') + interval '1 day') AT TIME ZONE 'Asia/Shanghai'
"""
# Locks people in the order of their ids; the next statement's snapshot then sees every roll committed before.
_LOCK = "SELECT id FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
# Live rows of the roll, and every union above them, but none above a list; revision 0 has never been told.
_RENEW = """
WITH RECURSIVE belongs AS (
    SELECT p.id, r.union_code AS code, r.joined_at
    FROM person p JOIN roll_member r USING (phone_hash)
    WHERE p.id = ANY($1::uuid[])
      AND (r.valid_until IS NULL OR r.valid_until >= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)
    UNION
    SELECT b.id, u.parent, b.joined_at FROM belongs b JOIN trade_union u USING (code)
    WHERE u.parent IS NOT NULL AND u.kind <> 'list'
), once AS (
    SELECT id, code, CASE WHEN count(joined_at) = count(*) THEN min(joined_at) END AS joined_at FROM belongs GROUP BY id, code
), fresh AS (
    SELECT p.id, coalesce(array_agg(o.code ORDER BY o.code) FILTER (WHERE o.code IS NOT NULL), '{}') AS unions,
        coalesce(jsonb_object_agg(o.code, o.joined_at) FILTER (WHERE o.joined_at IS NOT NULL), '{}') AS joined
    FROM person p LEFT JOIN once o USING (id) WHERE p.id = ANY($1::uuid[]) GROUP BY p.id
)
UPDATE person SET unions = fresh.unions, joined = fresh.joined, revision = revision + 1
FROM fresh WHERE person.id = fresh.id
    AND (person.unions <> fresh.unions OR person.joined <> fresh.joined OR person.revision = 0)
RETURNING person.id, person.revision, person.unions, person.joined
"""


async def find(conn: Connection, phone_hash: bytes) -> UUID | None:
    """The person with this phone."""
    found: UUID | None = await conn.fetchval(_FIND, phone_hash)
    return found


async def add(conn: Connection, person_id: UUID, phone: tuple[bytes, bytes, str]) -> UUID:
    """A new person, or the one who was there a moment earlier; `phone` is (hash, sealed for this id, masked)."""
    added: UUID | None = await conn.fetchval(_ADD, person_id, *phone)
    return added or await conn.fetchval(_FIND, phone[0])


async def get(conn: Connection, person_id: UUID) -> Record | None:
    """One person; the phone only masked and hashed."""
    return await conn.fetchrow(_GET, person_id)


async def rename(conn: Connection, person_id: UUID, name: str | None) -> None:
    """What pages greet the person with."""
    await conn.execute(_NAME, person_id, name)


async def with_phones(conn: Connection, phone_hashes: Sequence[bytes]) -> list[UUID]:
    """Those of the phones' owners who have an account."""
    return [row["id"] for row in await conn.fetch(_WITH_PHONES, phone_hashes)]


async def renew_memberships(conn: Connection, people: Sequence[UUID]) -> list[Record]:
    """Work memberships out anew from the roll; gives (id, revision, unions) of people for whom they changed, locked."""
    await conn.execute(_LOCK, people)
    return await conn.fetch(_RENEW, people)


async def with_ended_membership(conn: Connection) -> list[UUID]:
    """People last told to belong to a union whose roll has let them go."""
    return [row["id"] for row in await conn.fetch(_ENDED)]


async def next_midnight(conn: Connection) -> datetime:
    """When the day ends in Asia/Shanghai."""
    midnight: datetime = await conn.fetchval(_MIDNIGHT)
    return midnight
