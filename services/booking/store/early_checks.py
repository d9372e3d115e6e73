"""What families have checked before the opening, and how it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from services.booking.store.review import Checker
from shared.db.pool import Connection
from shared.kernel.identity import Identity

# What was sent back is asked for again; what is asked for or holds stays as it is.
_ASK = """
INSERT INTO early_check AS c (child_id, scope, group_id, asked_by) VALUES ($1, $2, $3, $4)
ON CONFLICT ON CONSTRAINT asked_once DO UPDATE
SET state = 'to_check', group_id = excluded.group_id, asked_by = excluded.asked_by, asked_at = clock_timestamp(), reason = ''
WHERE c.state = 'sent_back'
"""
_OF_CHILDREN = "SELECT child_id, scope, state, reason FROM early_check WHERE child_id = ANY ($1::uuid[])"
_OF_PERSON = """
SELECT c.child_id, c.group_id, c.state, c.reason FROM early_check c JOIN child k ON k.id = c.child_id JOIN guardian w USING (family_id)
WHERE w.person_id = $1 AND k.removed_at IS NULL ORDER BY c.id
"""
_SENT_BACK = """
SELECT k.name, c.reason FROM early_check c
JOIN class_group g ON g.id = c.group_id JOIN child k ON k.id = c.child_id JOIN guardian w USING (family_id)
WHERE w.person_id = $1 AND c.state = 'sent_back' AND g.opens_at > clock_timestamp() ORDER BY c.decided_at
"""
_THERE = """
FROM early_check c JOIN class_group g ON g.id = c.group_id
WHERE c.state = 'to_check' AND g.closes_at > clock_timestamp() AND may_decide($1, $2, 'pending', c.child_id, g.review, g.checked_by)
"""
_TO_CHECK = f"SELECT c.id, c.child_id, c.group_id, c.version, c.asked_at, c.decided_at {_THERE} ORDER BY c.asked_at, c.id LIMIT $3"
_COUNT = f"SELECT count(*) {_THERE}"
# Nobody says yes to what they have not seen: whatever its family changed meanwhile makes another version of it.
_DECIDE = f"""
UPDATE early_check SET state = $5, reason = $6, decided_by = $1, decided_by_name = $7, decided_at = clock_timestamp()
WHERE (id, version) IN (
    SELECT c.id, c.version {_THERE}
    AND (c.id, c.version) IN (SELECT * FROM unnest($3::uuid[], $4::int[])) ORDER BY c.id FOR UPDATE OF c)
RETURNING child_id, group_id
"""
# Locks what it takes away.
_LET_GO = """
DELETE FROM early_check WHERE id = ANY (ARRAY (
    SELECT c.id FROM early_check c JOIN class_group g ON g.id = c.group_id
    WHERE g.ends_at < clock_timestamp() - $2::interval LIMIT $1 FOR UPDATE OF c SKIP LOCKED))
"""

State = Literal["to_check", "held", "sent_back"]


@dataclass(frozen=True, slots=True)
class EarlyCheck:
    """How one stands."""

    state: State
    reason: str
    """In the words of who sent it back."""


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One that somebody is to look at."""

    id: UUID
    child_id: UUID
    group_id: UUID
    version: int
    asked_at: datetime
    decided_at: datetime | None
    """It was decided before, and its family has changed something since."""


async def ask(conn: Connection, person_id: UUID, child_id: UUID, scope: str, group_id: UUID) -> None:
    """Have it checked; asked twice, it is asked once."""
    await conn.execute(_ASK, child_id, scope, group_id, person_id)


async def of_children(conn: Connection, child_ids: Collection[UUID]) -> dict[tuple[UUID, str], EarlyCheck]:
    """(child, scope) → how it stands."""
    rows = await conn.fetch(_OF_CHILDREN, list(child_ids))
    return {(row["child_id"], row["scope"]): EarlyCheck(row["state"], row["reason"]) for row in rows}


async def of_person(conn: Connection, person_id: UUID) -> list[dict[str, Any]]:
    """Of all children of the person: child, group for which it was asked, how it stands, why it was sent back."""
    return [dict(row) for row in await conn.fetch(_OF_PERSON, person_id)]


async def sent_back(conn: Connection, person_id: UUID) -> list[tuple[str, str]]:
    """(child's name, what is to be mended) of those that the person's families can still ask for again."""
    return [(row["name"], row["reason"]) for row in await conn.fetch(_SENT_BACK, person_id)]


async def count(conn: Connection, by: Checker) -> int:
    """How many lie there for this person."""
    return int(await conn.fetchval(_COUNT, by.person_id, by.unions))


async def to_check(conn: Connection, by: Checker, at_most: int) -> list[ToCheck]:
    """The first of them, in order of arrival."""
    return [ToCheck(**row) for row in await conn.fetch(_TO_CHECK, by.person_id, by.unions, at_most)]


async def decide(
    conn: Connection, who: Identity, by: Checker, seen: Sequence[tuple[UUID, int]], *, state: State, reason: str
) -> list[tuple[UUID, UUID]]:
    """(child, group) of those (id, version as it was seen) that this person may decide and that are still so; now they are decided."""
    ids, versions = [id_ for id_, _ in seen], [version for _, version in seen]
    rows = await conn.fetch(_DECIDE, who.person_id, by.unions, ids, versions, state, reason, who.name)
    return [(row["child_id"], row["group_id"]) for row in rows]


async def let_go(conn: Connection, at_most: int, after: timedelta) -> int:
    """Take away what is of groups that ended so long ago; how many."""
    status = await conn.execute(_LET_GO, at_most, after)
    return int(status.rpartition(" ")[2])
