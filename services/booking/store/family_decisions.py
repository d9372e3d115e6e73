"""What organizers decided about a family as a whole, and why. Rows are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

_KEEP = """
INSERT INTO family_decision (person_id, name, family_id, guardian_id, what, reason) VALUES ($1, $2, $3, $4, 'take_out', $5)
"""
_OF_FAMILIES = "SELECT family_id, at, name, reason FROM family_decision WHERE family_id = ANY ($1::uuid[]) ORDER BY id"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A guardian was taken out."""

    at: datetime
    name: str
    """Of who decided, as pages greeted them."""
    reason: str


async def keep(conn: Connection, who: Identity, family_id: UUID, guardian_id: UUID, reason: str) -> None:
    """Log that the organizer took a guardian out."""
    await conn.execute(_KEEP, who.person_id, who.name, family_id, guardian_id, reason)


async def of_families(conn: Connection, family_ids: Sequence[UUID]) -> dict[UUID, list[TakenOut]]:
    """family → who was taken out by whom, in that order."""
    found: dict[UUID, list[TakenOut]] = {}
    for family_id, *said in await conn.fetch(_OF_FAMILIES, family_ids):
        found.setdefault(family_id, []).append(TakenOut(*said))
    return found
