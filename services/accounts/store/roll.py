"""The membership roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from services.accounts.domain.phone import masked
from services.accounts.domain.roll import Member
from shared.db.pool import Connection

# The caller sorts by the primary key: two imports of the same union wait for each other and never deadlock.
_PUT = """
INSERT INTO roll_member (union_code, phone_hash, phone_masked, name, staff_number, valid_until, joined_at)
SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::date[], $7::timestamptz[])
ON CONFLICT (union_code, phone_hash) DO UPDATE
    SET name = excluded.name, staff_number = excluded.staff_number, valid_until = excluded.valid_until,
        joined_at = excluded.joined_at, phone_masked = excluded.phone_masked, imported_at = clock_timestamp()
    WHERE (roll_member.name, roll_member.staff_number, roll_member.valid_until, roll_member.joined_at)
          IS DISTINCT FROM (excluded.name, excluded.staff_number, excluded.valid_until, excluded.joined_at)
RETURNING phone_hash, xmax = 0 AS added
"""
# Locks the union.
_LOCK = "SELECT FROM trade_union WHERE code = $1 FOR NO KEY UPDATE"
_COUNTS = "SELECT union_code, count(*) AS members FROM roll_member GROUP BY union_code"
_MEMBERS = """
SELECT name, phone_masked, staff_number, valid_until, encode(phone_hash, 'hex') AS phone_key, count(*) OVER () AS found
FROM roll_member
WHERE union_code = $1 AND ($2 = '' OR name LIKE $2 || '%' OR staff_number = $2) ORDER BY name, phone_hash LIMIT 20
"""
_HAS = "SELECT EXISTS (SELECT FROM roll_member WHERE union_code = $1 AND phone_hash = $2)"
_REMOVE = "DELETE FROM roll_member WHERE union_code = $1 AND phone_hash = $2 RETURNING true"
_REPORT = """
INSERT INTO roll_import (id, union_code, person_id, filename, rows, added, updated, unchanged, applied, problems, notes, leaving)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_IMPORT = """
SELECT id, union_code, filename, at, rows, added, updated, unchanged, applied, jsonb_array_length(problems) AS bad,
       jsonb_path_query_array(problems, '$[$from to $to]', jsonb_build_object('from', $2::int, 'to', $3::int)) AS problems,
       jsonb_array_length(notes) AS noted,
       jsonb_path_query_array(notes, '$[$from to $to]', jsonb_build_object('from', $2::int, 'to', $3::int)) AS notes,
       cardinality(leaving) AS leaving, left_at, left_at IS NULL AND NOT EXISTS (
           SELECT FROM roll_import l WHERE l.union_code = i.union_code AND l.applied AND (l.at, l.id) > (i.at, i.id)) AS may_leave
FROM roll_import i WHERE id = $1
"""
_IMPORTS = """
SELECT id, filename, at, rows, added, updated, unchanged, applied, jsonb_array_length(problems) AS bad
FROM roll_import WHERE union_code = $1 ORDER BY at DESC, id LIMIT $2 OFFSET $3
"""

_OTHERS = """
SELECT phone_hash FROM roll_member WHERE union_code = $1 AND phone_hash <> ALL ($2::bytea[]) ORDER BY phone_hash
"""
_LEAVERS = """
SELECT m.name, m.phone_masked, m.staff_number FROM roll_import i JOIN roll_member m USING (union_code)
WHERE i.id = $1 AND m.phone_hash = ANY (i.leaving) ORDER BY m.name, m.phone_hash LIMIT $2
"""
# Locks the report, so that two who confirm are one who does; then the members, in the order of imports. None of an older report: who was
# imported since may be in a newer file.
_SETTLE_LEAVERS = """
UPDATE roll_import i SET left_at = clock_timestamp(), left_by = $2
WHERE id = $1 AND left_at IS NULL AND cardinality(leaving) > 0 AND NOT EXISTS (
    SELECT FROM roll_import l WHERE l.union_code = i.union_code AND l.applied AND (l.at, l.id) > (i.at, i.id))
RETURNING union_code, leaving
"""
# Locks the members, in the order of imports.
_LET_LEAVE = """
DELETE FROM roll_member WHERE (union_code, phone_hash) IN (
    SELECT union_code, phone_hash FROM roll_member WHERE union_code = $1 AND phone_hash = ANY ($2::bytea[]) ORDER BY phone_hash FOR UPDATE)
RETURNING phone_hash
"""
_COUNT_IMPORTS = "SELECT count(*) FROM roll_import WHERE union_code = $1"

AT_ONCE = 2_000
"""Rows a statement: far from any time limit, and others get their turn of the event loop between two."""


@dataclass(frozen=True, slots=True)
class RollWritten:
    """What an import changed."""

    added: int
    updated: int
    changed: list[bytes]
    """Hashes of phones whose rows are new or other than before."""


async def lock(conn: Connection, union: str) -> None:
    """Whoever else imports this union's roll, or lets people leave it, waits until the transaction ends."""
    await conn.execute(_LOCK, union)


async def put(conn: Connection, members: Sequence[Member], hashes: Sequence[bytes]) -> RollWritten:
    """Add or update members; rows that say the same as before are left alone. `hashes` are of their phones."""
    all_rows = sorted(zip(members, hashes, strict=True), key=lambda row: (row[0].union, row[1]))
    rows: list[Record] = []
    for start in range(0, len(all_rows), AT_ONCE):
        part = all_rows[start : start + AT_ONCE]
        columns = zip(*(_columns(member, phone_hash) for member, phone_hash in part), strict=True)
        rows += await conn.fetch(_PUT, *columns)
    added = sum(row["added"] for row in rows)
    return RollWritten(added, len(rows) - added, [row["phone_hash"] for row in rows])


def _columns(m: Member, phone_hash: bytes) -> tuple[object, ...]:
    return m.union, phone_hash, masked(m.phone), m.name, m.staff_number, m.valid_until, m.joined_at


async def remove(conn: Connection, union: str, phone_hash: bytes) -> bool:
    """Take one member off a union's roll; False when there was none."""
    return bool(await conn.fetchval(_REMOVE, union, phone_hash))


async def has(conn: Connection, union: str, phone_hash: bytes) -> bool:
    """Whether the roll has a member with this phone."""
    return bool(await conn.fetchval(_HAS, union, phone_hash))


async def counts(conn: Connection) -> dict[str, int]:
    """Members on the roll, by union."""
    return {row["union_code"]: row["members"] for row in await conn.fetch(_COUNTS)}


async def members(conn: Connection, union: str, search: str) -> list[Record]:
    """The first 20 members by the beginning of the name or the staff number, phones masked; each says how many were `found`."""
    plain = search.replace("\\", "").replace("%", "").replace("_", "")
    return await conn.fetch(_MEMBERS, union, plain)


async def add_report(conn: Connection, *columns: object) -> None:
    """Keep what an import did."""
    await conn.execute(_REPORT, *columns)


async def report(conn: Connection, import_id: UUID, start: int, count: int) -> Record | None:
    """One import, with `count` of its problems and of its notes from `start` on."""
    return await conn.fetchrow(_IMPORT, import_id, start, start + count - 1)


async def others(conn: Connection, union: str, hashes: Sequence[bytes]) -> list[bytes]:
    """Phones on the union's roll that are none of these."""
    return [row["phone_hash"] for row in await conn.fetch(_OTHERS, union, hashes)]


async def leavers(conn: Connection, import_id: UUID, at_most: int) -> list[Record]:
    """The first of those whom a whole roll did not name, as far as they are still there."""
    return await conn.fetch(_LEAVERS, import_id, at_most)


async def let_leave(conn: Connection, import_id: UUID, by: UUID) -> list[bytes] | None:
    """Take them off the roll, once: their phones. None when it was done, there is nobody, or the roll was imported again since."""
    settled = await conn.fetchrow(_SETTLE_LEAVERS, import_id, by)
    if settled is None:
        return None
    return [row["phone_hash"] for row in await conn.fetch(_LET_LEAVE, *settled)]


async def reports(conn: Connection, union: str, *, size: int, offset: int) -> list[Record]:
    """A page of the imports of a union, newest first."""
    return await conn.fetch(_IMPORTS, union, size, offset)


async def count_reports(conn: Connection, union: str) -> int:
    """How many imports it has seen."""
    return int(await conn.fetchval(_COUNT_IMPORTS, union))
