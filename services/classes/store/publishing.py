"""Plans that are being published, turn by turn, and the drafts of a turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.classes.store.groups import Group, to_group
from shared.db.pool import Connection
from shared.kernel.identity import Identity

_NEWEST_DRAFT = "SELECT id FROM class_group WHERE plan_id = $1 AND state = 'draft' ORDER BY id DESC LIMIT 1"
# Locks the plan's row here, before any group's.
_BEGIN = """
INSERT INTO publishing (plan_id, person_id, name, last) VALUES ($1, $2, $3, $4)
ON CONFLICT (plan_id) DO UPDATE SET person_id = excluded.person_id, name = excluded.name, last = excluded.last
"""
_FIND = "SELECT person_id, name, last FROM publishing WHERE plan_id = $1"
_END = "DELETE FROM publishing WHERE plan_id = $1"
# Locks the drafts by id, as everywhere.
_NEXT = """
SELECT * FROM class_group WHERE plan_id = $1 AND state = 'draft' AND id <= $2 ORDER BY id LIMIT $3 FOR UPDATE
"""
_LEFT = """
SELECT count(*) FROM publishing p JOIN class_group g ON g.plan_id = p.plan_id AND g.state = 'draft' AND g.id <= p.last
WHERE p.plan_id = $1
"""
_QUEUED = """
SELECT g.id FROM publishing p JOIN class_group g ON g.plan_id = p.plan_id AND g.state = 'draft' AND g.id <= p.last
WHERE g.id = ANY ($1)
"""
# The caller holds the groups' rows.
_KEEP = """
UPDATE class_group g SET state = published.state, changed_at = clock_timestamp()
FROM unnest($1::uuid[], $2::text[]) AS published (id, state) WHERE g.id = published.id
"""
_NOTE = """
INSERT INTO change (group_id, person_id, name, what) SELECT id, $2, $3, 'published' FROM unnest($1::uuid[]) AS id
"""


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes, and up to which draft: ids grow with time."""

    person_id: UUID | None
    name: str
    last: UUID

    @classmethod
    def by(cls, who: Identity | None, last: UUID) -> "Publishing":
        """Nobody: the system itself."""
        return cls(who.person_id if who else None, who.name if who else "", last)


async def newest_draft(conn: Connection, plan_id: UUID) -> UUID | None:
    """The newest of a plan's drafts, if there is any."""
    found: UUID | None = await conn.fetchval(_NEWEST_DRAFT, plan_id)
    return found


async def begin(conn: Connection, plan_id: UUID, publishing: Publishing) -> None:
    """Remember it until the last turn, locked until the transaction ends."""
    await conn.execute(_BEGIN, plan_id, publishing.person_id, publishing.name, publishing.last)


async def find(conn: Connection, plan_id: UUID) -> Publishing | None:
    """What is under way, if anything."""
    row = await conn.fetchrow(_FIND, plan_id)
    return Publishing(**row) if row else None


async def end(conn: Connection, plan_id: UUID) -> None:
    """The last turn is done."""
    await conn.execute(_END, plan_id)


async def left(conn: Connection, plan_id: UUID) -> int:
    """How many groups of a plan wait for their turn to be published."""
    return int(await conn.fetchval(_LEFT, plan_id))


async def queued(conn: Connection, group_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the groups that wait for their turn to be published."""
    return {row["id"] for row in await conn.fetch(_QUEUED, group_ids)}


async def lock_next(conn: Connection, plan_id: UUID, last: UUID, most: int) -> list[Group]:
    """The plan's next drafts up to `last`, locked until the transaction ends."""
    return [to_group(row) for row in await conn.fetch(_NEXT, plan_id, last, most)]


async def keep(conn: Connection, groups: Sequence[Group], publishing: Publishing) -> None:
    """Write where they stand now, and that it was this person who published them."""
    ids = [group.id for group in groups]
    await conn.execute(_KEEP, ids, [group.state for group in groups])
    await conn.execute(_NOTE, ids, publishing.person_id, publishing.name)
