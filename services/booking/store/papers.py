"""The rows of papers; the bytes of those that were not only seen lie on the shelf under the same id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection

_LIVE = """
SELECT d.id, d.child_id, d.name, d.media_type, d.size, d.uploaded_at, d.taken_by_name
FROM document d WHERE d.removed_at IS NULL
"""
_OWN = f"""{_LIVE} AND d.child_id IN (
    SELECT c.id FROM child c JOIN guardian g USING (family_id) WHERE g.person_id = $1 AND c.removed_at IS NULL)
"""
_OF_PERSON = f"{_OWN} ORDER BY d.uploaded_at DESC"
_ONE_OF_PERSON = f"{_OWN} AND d.id = $2"
_OF_CHILD = f"{_LIVE} AND d.child_id = $1 ORDER BY d.uploaded_at DESC"
_FIND = f"{_LIVE} AND d.id = $1"
_ADD = """
INSERT INTO document (id, child_id, name, media_type, size, uploaded_by, taken_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_REMOVE = "UPDATE document SET removed_at = clock_timestamp() WHERE id = $1"
_LIVE_OR_NOT = "SELECT id, removed_at IS NULL AS live FROM document WHERE id = ANY ($1::uuid[])"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a child."""

    id: UUID
    child_id: UUID
    name: str
    """What it is: 困难职工证明."""
    media_type: str
    """Empty: the original was seen at the desk, and no copy is kept."""
    size: int
    """Bytes, unsealed."""
    uploaded_at: datetime
    taken_by: str = ""
    """The organizer who took or saw it at the desk; empty: a guardian uploaded it."""

    @property
    def seen(self) -> bool:
        """There is no file of it."""
        return not self.media_type


async def of_person(conn: Connection, person_id: UUID) -> list[PaperRow]:
    """All papers of the person's children, the newest first."""
    return [PaperRow(*row) for row in await conn.fetch(_OF_PERSON, person_id)]


async def one_of_person(conn: Connection, person_id: UUID, paper_id: UUID) -> PaperRow | None:
    """One of them."""
    row = await conn.fetchrow(_ONE_OF_PERSON, person_id, paper_id)
    return PaperRow(*row) if row else None


async def of_child(conn: Connection, child_id: UUID) -> list[PaperRow]:
    """The papers of a child, whoever asks; the newest first."""
    return [PaperRow(*row) for row in await conn.fetch(_OF_CHILD, child_id)]


async def find(conn: Connection, paper_id: UUID) -> PaperRow | None:
    """A paper, whoever asks."""
    row = await conn.fetchrow(_FIND, paper_id)
    return PaperRow(*row) if row else None


async def add(
    conn: Connection,
    paper_id: UUID,
    child_id: UUID,
    *,
    name: str,
    media_type: str,
    size: int,
    by: UUID,
    taken_by: str = "",
) -> None:
    """A new one, whose object is on the shelf if it has a media type. The caller holds the child's lock."""
    await conn.execute(_ADD, paper_id, child_id, name, media_type, size, by, taken_by)


async def remove(conn: Connection, paper_id: UUID) -> None:
    """From now on it is not there; its object may go."""
    await conn.execute(_REMOVE, paper_id)


async def live_and_removed(conn: Connection, ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Of these ids, those that are papers and those that were."""
    rows = await conn.fetch(_LIVE_OR_NOT, ids)
    return {row["id"] for row in rows if row["live"]}, {row["id"] for row in rows if not row["live"]}
