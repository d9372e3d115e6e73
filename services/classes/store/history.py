"""Who changed what in a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

_NOTE = "INSERT INTO change (group_id, person_id, name, what, detail) VALUES ($1, $2, $3, $4, $5)"
_OF_GROUP = "SELECT at, name, what, detail FROM change WHERE group_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3"
_COUNT = "SELECT count(*) FROM change WHERE group_id = $1"
_NOTE_ALL = "INSERT INTO change (group_id, person_id, name, what) SELECT id, $2, $3, $4 FROM unnest($1::uuid[]) AS id"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a group's history."""

    at: datetime
    name: str
    """Who did it; empty: it came by itself."""
    what: str
    detail: dict[str, Any]


async def note(conn: Connection, group_id: UUID, who: Identity | None, what: str, detail: dict[str, Any]) -> None:
    """Add a line; nobody means that it came by itself."""
    await conn.execute(_NOTE, group_id, who.person_id if who else None, who.name if who else "", what, detail)


async def note_all(conn: Connection, group_ids: Sequence[UUID], who: Identity | None, what: str) -> None:
    """The same line for many groups."""
    await conn.execute(_NOTE_ALL, group_ids, who.person_id if who else None, who.name if who else "", what)


async def of_group(conn: Connection, group_id: UUID, *, size: int, offset: int) -> list[ChangeRow]:
    """A page of a group's changes, the newest first."""
    return [ChangeRow(**row) for row in await conn.fetch(_OF_GROUP, group_id, size, offset)]


async def count(conn: Connection, group_id: UUID) -> int:
    """How many changes it has seen."""
    return int(await conn.fetchval(_COUNT, group_id))
