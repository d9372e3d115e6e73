"""Two records of one child become one: what hangs on the one goes over to the other. The caller holds both children, and their families."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import NamedTuple
from uuid import UUID

from services.booking.store import families
from services.booking.store.consents import Consent
from shared.db.pool import Connection

_STATEMENTS = """
SELECT s.id, s.child_id, s.kind, s.title, s.version, s.hash, s.note, s.told, s.given_by, s.given_at, s.family_id
FROM consent s WHERE s.child_id = ANY ($1::uuid[]) AND s.withdrawn_at IS NULL ORDER BY s.given_at, s.id
"""
_END_STATEMENTS = """
UPDATE consent SET withdrawn_at = clock_timestamp(), note = NULL, told = false WHERE id = ANY ($1::uuid[])
"""
_STATE = """
INSERT INTO consent (id, child_id, kind, title, version, hash, note, told, given_by, given_at, family_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_MOVE_ENROLLMENTS = "UPDATE enrollment SET child_id = $2 WHERE child_id = $1"
_MOVE_PAPERS = "UPDATE document SET child_id = $2 WHERE child_id = $1 AND removed_at IS NULL"
_MOVE_STATEMENTS = "UPDATE consent SET child_id = $2, family_id = $3 WHERE child_id = $1"
# What its guardians accepted for all their children counts for the family that they stand in from now on.
_CARRY_AGREEMENTS = """
INSERT INTO consent (family_id, kind, title, version, hash, given_by, given_at)
SELECT $2, kind, title, version, hash, given_by, given_at FROM consent
WHERE family_id = $1 AND child_id IS NULL AND kind = 'agreement' AND withdrawn_at IS NULL
ON CONFLICT DO NOTHING
"""
_MOVE_TOLD_APART = """
INSERT INTO told_apart (child_id, other_id)
SELECT least(other, $2), greatest(other, $2)
FROM (SELECT CASE child_id WHEN $1 THEN other_id ELSE child_id END AS other FROM told_apart WHERE $1 IN (child_id, other_id)) AS told
WHERE other <> $2
ON CONFLICT DO NOTHING
"""
# What the one that stays does not know yet. Nothing that admission judged by changes.
_FILL_IN = """
UPDATE child k
SET grade = coalesce(k.grade, g.grade), grade_year = coalesce(k.grade_year, g.grade_year),
    school = coalesce(nullif(k.school, ''), g.school), school_area = coalesce(nullif(k.school_area, ''), g.school_area),
    home_area = coalesce(nullif(k.home_area, ''), g.home_area)
FROM child g WHERE g.id = $1 AND k.id = $2
"""
_WIPE = """
UPDATE child
SET removed_at = clock_timestamp(), joined_into = $2, name = '*', birth_date = NULL, grade = NULL, grade_year = NULL,
    school = '', school_area = '', home_area = '', identity = NULL
WHERE id = $1
"""
_FOLLOW = "UPDATE child SET joined_into = $2 WHERE joined_into = $1"
_JOINED = "SELECT id FROM child WHERE joined_into = ANY ($1::uuid[]) ORDER BY id"
_TWICE = """
SELECT one.id, one.family_id, other.id, other.family_id
FROM child one JOIN child other ON other.identity = one.identity AND other.id > one.id AND other.family_id <> one.family_id
WHERE one.removed_at IS NULL AND other.removed_at IS NULL
    AND one.family_id IN (SELECT family_id FROM guardian WHERE person_id = $1)
    AND other.family_id IN (SELECT family_id FROM guardian WHERE person_id = $1)
    AND NOT EXISTS (SELECT FROM told_apart t WHERE (t.child_id, t.other_id) = (one.id, other.id))
ORDER BY one.id, other.id
"""


class Record(NamedTuple):
    """A child as one family keeps it."""

    child_id: UUID
    family_id: UUID


async def twice(conn: Connection, person_id: UUID) -> list[tuple[Record, Record]]:
    """Of the person's children those of one name and birth date in two families, unless somebody has told them apart."""
    return [(Record(*row[:2]), Record(*row[2:])) for row in map(tuple, await conn.fetch(_TWICE, person_id))]


async def statements(conn: Connection, child_ids: Sequence[UUID]) -> list[Consent]:
    """What was stated of these children and stands, the oldest first."""
    return [Consent(*row) for row in await conn.fetch(_STATEMENTS, child_ids)]


async def state_once(conn: Connection, same: Sequence[Consent], one: Consent) -> None:
    """One statement stands in place of several to the same text."""
    await conn.execute(_END_STATEMENTS, [earlier.id for earlier in same])
    await conn.execute(_STATE, *astuple(one))


async def move(conn: Connection, gone: UUID, kept: UUID, *, out_of: UUID, into: UUID) -> None:
    """All that hangs on the one hangs on the other from now on, and nothing is kept of the one but that it did."""
    for statement in (_MOVE_ENROLLMENTS, _MOVE_PAPERS, _MOVE_TOLD_APART, _FILL_IN, _FOLLOW):
        await conn.execute(statement, gone, kept)
    await conn.execute(_MOVE_STATEMENTS, gone, kept, into)
    await conn.execute(_CARRY_AGREEMENTS, out_of, into)
    await conn.execute(_WIPE, gone, kept)
    await families.forget_contact(conn, gone)


async def joined(conn: Connection, child_ids: Sequence[UUID]) -> list[UUID]:
    """The records that became one with these: what was said of them was said of these children."""
    return [row["id"] for row in await conn.fetch(_JOINED, child_ids)]
