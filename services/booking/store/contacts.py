"""Whom to call, sealed, family by family."""

from collections.abc import Collection
from uuid import UUID

from shared.db.pool import Connection

# Of a person's families the one that is theirs from its beginning.
_OF_PERSON = """
SELECT f.id, f.contact FROM family f JOIN guardian g ON g.family_id = f.id WHERE g.person_id = $1
ORDER BY NOT g.began, g.family_id LIMIT 1
"""
_OF_CHILDREN = """
SELECT c.id AS child_id, f.id, f.contact FROM child c JOIN family f ON f.id = c.family_id
WHERE c.id = ANY ($1::uuid[]) AND f.contact IS NOT NULL
"""
_TELL = "UPDATE family SET contact = $2, contact_at = clock_timestamp() WHERE id = $1"


async def of_person(conn: Connection, person_id: UUID) -> tuple[UUID, bytes] | None:
    """The family's id and what is sealed for it; None when nothing was told."""
    row = await conn.fetchrow(_OF_PERSON, person_id)
    return (row["id"], row["contact"]) if row and row["contact"] else None


async def of_children(conn: Connection, child_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, bytes]]:
    """By child, as `of_person`; whose family told nothing is left out."""
    rows = await conn.fetch(_OF_CHILDREN, list(child_ids))
    return {row["child_id"]: (row["id"], row["contact"]) for row in rows}


async def tell(conn: Connection, family_id: UUID, sealed: bytes) -> None:
    """In place of what was told before."""
    await conn.execute(_TELL, family_id, sealed)
