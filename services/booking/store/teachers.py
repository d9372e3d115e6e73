"""Teachers whom organizers named for single groups."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

# Who is named by two organizers at once is named once.
_NAME = """
INSERT INTO class_teacher (group_id, person_id, name, named_by, named_by_name) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, group_id) WHERE ended_at IS NULL DO NOTHING RETURNING true
"""
_END = """
UPDATE class_teacher SET ended_at = clock_timestamp(), ended_by_name = $3 WHERE id = $1 AND group_id = $2 AND ended_at IS NULL
RETURNING person_id
"""
_OF_GROUP = "SELECT id, name, named_by_name, named_at, ended_by_name, ended_at FROM class_teacher WHERE group_id = $1 ORDER BY id"
# For two weeks after the last day a teacher may still have to call somebody.
_TAUGHT_BY = """
SELECT g.id FROM class_teacher t JOIN class_group g ON g.id = t.group_id
WHERE t.person_id = $1 AND t.ended_at IS NULL AND g.ends_at > clock_timestamp() - interval '14 days'
"""


@dataclass(frozen=True, slots=True)
class ClassTeacher:
    """One who is named for a group, or was."""

    id: UUID
    name: str
    """As whoever named them calls them."""
    named_by_name: str
    named_at: datetime
    ended_by_name: str | None
    ended_at: datetime | None


async def name(conn: Connection, who: Identity, group_id: UUID, person_id: UUID, called: str) -> bool:
    """From now on the person is a teacher of the group; False when they were before."""
    return bool(await conn.fetchval(_NAME, group_id, person_id, called, who.person_id, who.name))


async def end(conn: Connection, who: Identity, group_id: UUID, teacher_id: UUID) -> UUID | None:
    """From now on they are not; who it is. None when they were not any more."""
    found: UUID | None = await conn.fetchval(_END, teacher_id, group_id, who.name)
    return found


async def of_group(conn: Connection, group_id: UUID) -> list[ClassTeacher]:
    """All who are or were named, in that order."""
    return [ClassTeacher(**row) for row in await conn.fetch(_OF_GROUP, group_id)]


async def taught_by(conn: Connection, person_id: UUID) -> list[UUID]:
    """The groups whose teacher this person is now."""
    return [row["id"] for row in await conn.fetch(_TAUGHT_BY, person_id)]
