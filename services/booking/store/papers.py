"""The rows of uploaded papers; their bytes lie on the shelf under the same id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a child."""

    id: UUID
    child_id: UUID
    name: str
    """What it is: 困难职工证明."""
    media_type: str
    size: int
    """Bytes, unsealed."""
    uploaded_at: datetime


_COLUMNS = "d.id, d.child_id, d.name, d.media_type, d.size, d.uploaded_at"
_LIVE = f"SELECT {_COLUMNS} FROM document d WHERE d.removed_at IS NULL"  # noqa: S608 - columns by name
_OWN_CHILDREN = (
    "SELECT c.id FROM child c JOIN guardian g USING (family_id) WHERE g.person_id = $1 AND c.removed_at IS NULL"
)
_OWN = f"{_LIVE} AND d.child_id IN ({_OWN_CHILDREN})"


async def of_person(conn: Connection, person_id: UUID) -> list[PaperRow]:
    """All papers of the person's children, the newest first."""
    return [PaperRow(*row) for row in await conn.fetch(f"{_OWN} ORDER BY d.uploaded_at DESC", person_id)]


async def one_of_person(conn: Connection, person_id: UUID, paper_id: UUID) -> PaperRow | None:
    """One of them."""
    row = await conn.fetchrow(f"{_OWN} AND d.id = $2", person_id, paper_id)
    return PaperRow(*row) if row else None


async def of_child(conn: Connection, child_id: UUID) -> list[PaperRow]:
    """The papers of a child, whoever asks; the newest first."""
    return [
        PaperRow(*row) for row in await conn.fetch(f"{_LIVE} AND d.child_id = $1 ORDER BY d.uploaded_at DESC", child_id)
    ]


async def find(conn: Connection, paper_id: UUID) -> PaperRow | None:
    """A paper, whoever asks."""
    row = await conn.fetchrow(f"{_LIVE} AND d.id = $1", paper_id)
    return PaperRow(*row) if row else None


async def add(
    conn: Connection, paper_id: UUID, child_id: UUID, *, name: str, media_type: str, size: int, by: UUID
) -> None:
    """A new one, whose object is on the shelf. The caller holds the child's lock."""
    await conn.execute(
        "INSERT INTO document (id, child_id, name, media_type, size, uploaded_by) VALUES ($1, $2, $3, $4, $5, $6)",
        paper_id, child_id, name, media_type, size, by,
    )  # fmt: skip


async def remove(conn: Connection, paper_id: UUID) -> None:
    """From now on it is not there; its object may go."""
    await conn.execute("UPDATE document SET removed_at = clock_timestamp() WHERE id = $1", paper_id)


async def live_and_removed(conn: Connection, ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Of these ids, those that are papers and those that were."""
    rows = await conn.fetch("SELECT id, removed_at IS NULL AS live FROM document WHERE id = ANY ($1::uuid[])", ids)
    return {row["id"] for row in rows if row["live"]}, {row["id"] for row in rows if not row["live"]}
