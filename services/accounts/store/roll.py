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
_COUNTS = "SELECT union_code, count(*) AS members FROM roll_member GROUP BY union_code"
_MEMBERS = """
SELECT name, phone_masked, staff_number, valid_until, encode(phone_hash, 'hex') AS phone_key, count(*) OVER () AS found
FROM roll_member
WHERE union_code = $1 AND ($2 = '' OR name LIKE $2 || '%' OR staff_number = $2) ORDER BY name, phone_hash LIMIT 20
"""
_REMOVE = "DELETE FROM roll_member WHERE union_code = $1 AND phone_hash = $2 RETURNING true"
_REPORT = """
INSERT INTO roll_import (id, union_code, person_id, filename, rows, added, updated, unchanged, applied, problems, notes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_IMPORT = """
SELECT id, union_code, filename, at, rows, added, updated, unchanged, applied, jsonb_array_length(problems) AS bad,
       jsonb_path_query_array(problems, '$[$from to $to]', jsonb_build_object('from', $2::int, 'to', $3::int)) AS problems,
       jsonb_array_length(notes) AS noted,
       jsonb_path_query_array(notes, '$[$from to $to]', jsonb_build_object('from', $2::int, 'to', $3::int)) AS notes
FROM roll_import WHERE id = $1
"""
_IMPORTS = """
SELECT id, filename, at, rows, added, updated, unchanged, applied, jsonb_array_length(problems) AS bad
FROM roll_import WHERE union_code = $1 ORDER BY at DESC, id LIMIT $2 OFFSET $3
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


async def reports(conn: Connection, union: str, *, size: int, offset: int) -> list[Record]:
    """A page of the imports of a union, newest first."""
    return await conn.fetch(_IMPORTS, union, size, offset)


async def count_reports(conn: Connection, union: str) -> int:
    """How many imports it has seen."""
    return int(await conn.fetchval(_COUNT_IMPORTS, union))
