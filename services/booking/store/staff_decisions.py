"""What staff decided by hand, and why; which papers they read. Rows are only added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

_KEEP = """
INSERT INTO staff_decision (person_id, name, group_id, enrollment_id, what, reason) VALUES ($1, $2, $3, $4, $5, $6)
"""
_OF_GROUP = """
SELECT d.at, d.name, coalesce(c.name, '') AS child_name, d.what, d.reason
FROM staff_decision d
LEFT JOIN enrollment e ON e.id = d.enrollment_id
LEFT JOIN child c ON c.id = e.child_id
WHERE d.group_id = $1 AND d.what = ANY ($2::text[]) ORDER BY d.id DESC
"""
_OF_ENROLLMENTS = """
SELECT d.enrollment_id, d.at, d.name, '' AS child_name, d.what, d.reason
FROM staff_decision d JOIN enrollment e ON e.id = d.enrollment_id AND e.group_id = d.group_id
WHERE e.id = ANY ($1::uuid[]) ORDER BY d.id
"""
_KEEP_READING = """
INSERT INTO paper_reading (person_id, name, document_id, child_id, enrollment_id) VALUES ($1, $2, $3, $4, $5)
"""

What = Literal[
    "enroll",
    "approve",
    "refuse",
    "send_back",
    "tell_apart",
    "same_child",
    "put_first",
    "propose_move",
    "merge",
    "cancel",
]


@dataclass(frozen=True, slots=True)
class StaffDecision:
    """One of them."""

    at: datetime
    name: str
    """Of who decided, as pages greeted them."""
    child_name: str
    """Empty when it is about the whole group, or asked for by child."""
    what: What
    reason: str


async def keep(
    conn: Connection, who: Identity, about: Sequence[tuple[UUID, UUID | None]], what: What, reason: str
) -> None:
    """Log a decision about each (group, enrollment)."""
    rows = [(who.person_id, who.name, group_id, id_, what, reason) for group_id, id_ in about]
    await conn.executemany(_KEEP, rows)


async def of_group(conn: Connection, group_id: UUID, *what: What) -> list[StaffDecision]:
    """A group's log of these kinds, the newest first."""
    return [StaffDecision(**row) for row in await conn.fetch(_OF_GROUP, group_id, list(what))]


async def of_enrollments(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, list[StaffDecision]]:
    """enrollment → what was decided about it, in that order."""
    found: dict[UUID, list[StaffDecision]] = {}
    for id_, *decided in await conn.fetch(_OF_ENROLLMENTS, ids):
        found.setdefault(id_, []).append(StaffDecision(*decided))
    return found


async def keep_reading(
    conn: Connection, who: Identity, paper_id: UUID, child_id: UUID, enrollment_id: UUID | None
) -> None:
    """Log that somebody looks at a paper, to check this enrollment, or (None) before there is one."""
    await conn.execute(_KEEP_READING, who.person_id, who.name, paper_id, child_id, enrollment_id)
