"""Families: guardians and children."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child as its family wrote it."""

    id: UUID
    name: str
    birth_date: date | None
    grade: int | None
    grade_year: int | None


_OWN = """
SELECT c.id, c.name, c.birth_date, c.grade, c.grade_year
FROM child c JOIN guardian g USING (family_id)
WHERE g.person_id = $1 AND c.removed_at IS NULL
"""


async def family_of(conn: Connection, person_id: UUID) -> UUID:
    """The person's family; a new one the first time. Locks the person's guardian row."""
    found = await conn.fetchval("SELECT family_id FROM guardian WHERE person_id = $1", person_id)
    if found is None:
        family = await conn.fetchval("INSERT INTO family DEFAULT VALUES RETURNING id")
        await conn.execute(
            "INSERT INTO guardian (person_id, family_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", person_id, family
        )
    family_id: UUID = await conn.fetchval("SELECT family_id FROM guardian WHERE person_id = $1 FOR UPDATE", person_id)
    return family_id


async def children_of(conn: Connection, person_id: UUID) -> list[ChildRow]:
    """The person's children, in the order they were added."""
    return [_row(r) for r in await conn.fetch(_OWN + " ORDER BY c.id", person_id)]


async def child_of(conn: Connection, person_id: UUID, child_id: UUID) -> ChildRow | None:
    """One child, if it is the person's; locked until the transaction ends."""
    row = await conn.fetchrow(_OWN + " AND c.id = $2 FOR UPDATE OF c", person_id, child_id)
    return _row(row) if row else None


async def unions_of(conn: Connection, person_id: UUID) -> tuple[frozenset[str], int]:
    """Memberships of all guardians of the person's family as last heard, and the revision of the person's own."""
    rows = await conn.fetch(
        """SELECT m.person_id, m.unions, m.revision FROM guardian own
           JOIN guardian g USING (family_id) JOIN membership m ON m.person_id = g.person_id WHERE own.person_id = $1""",
        person_id,
    )
    own = next((r["revision"] for r in rows if r["person_id"] == person_id), -1)
    return frozenset(u for r in rows for u in r["unions"]), own


async def add_child(conn: Connection, family_id: UUID, child: ChildRow) -> None:
    """A new child of the family."""
    await conn.execute(
        "INSERT INTO child (id, family_id, name, birth_date, grade, grade_year) VALUES ($1, $2, $3, $4, $5, $6)",
        child.id, family_id, child.name, child.birth_date, child.grade, child.grade_year,
    )  # fmt: skip


async def change_child(conn: Connection, child: ChildRow) -> None:
    """Replace what is known of a child."""
    await conn.execute(
        "UPDATE child SET name = $2, birth_date = $3, grade = $4, grade_year = $5 WHERE id = $1",
        child.id, child.name, child.birth_date, child.grade, child.grade_year,
    )  # fmt: skip


async def remove_child(conn: Connection, child_id: UUID) -> bool:
    """Take a child out, unless it has a live enrollment; True when it was done. The caller holds the child's lock."""
    done = await conn.fetchval(
        """UPDATE child c SET removed_at = clock_timestamp() WHERE id = $1 AND NOT EXISTS (
               SELECT FROM enrollment e WHERE e.child_id = c.id AND e.state IN ('entered', 'confirmed', 'waitlisted'))
           RETURNING true""",
        child_id,
    )
    return bool(done)


def _row(row: asyncpg.Record) -> ChildRow:
    return ChildRow(row["id"], row["name"], row["birth_date"], row["grade"], row["grade_year"])
