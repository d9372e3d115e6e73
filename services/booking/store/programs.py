"""What programs of unions read: how enrollments stand, and nothing of whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection
from shared.errors import NotFound

_IS_THEIRS = "SELECT true FROM class_group WHERE id = $1 AND union_code = ANY ($2)"
_STAND = """
SELECT id, state, changed_at, until FROM enrollment
WHERE group_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
"""


@dataclass(frozen=True, slots=True)
class GroupStands:
    """How an enrollment stands."""

    id: UUID
    state: str
    changed_at: datetime
    until: datetime | None


async def enrollments(
    conn: Connection, unions: Sequence[str], group_id: UUID, *, after: UUID | None, limit: int
) -> list[GroupStands]:
    """At most so many of a group's behind an id. Raises NotFound for a group that none of these unions holds."""
    if not await conn.fetchval(_IS_THEIRS, group_id, list(unions)):
        raise NotFound
    return [GroupStands(**row) for row in await conn.fetch(_STAND, group_id, after, limit)]
