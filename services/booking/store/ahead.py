"""Whom something is told ahead, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.store.groups import GroupBook, Known, in_order
from shared.db.pool import Connection

_OPENING = in_order("""
SELECT g.id FROM class_group g JOIN ledger l ON l.group_id = g.id WHERE g.union_code = $1 AND g.opens_at = $2 AND NOT l.called_off
""")
# Who asked for an early check of one of these groups, or accepted one of their texts within two months: not whoever did so for the year before.
_PREPARED = """
WITH prepared AS (
    SELECT c.family_id FROM early_check e JOIN child c ON c.id = e.child_id WHERE e.group_id = ANY ($1::uuid[]) AND c.removed_at IS NULL
    UNION SELECT family_id FROM consent WHERE hash = ANY ($2::text[]) AND withdrawn_at IS NULL AND given_at > clock_timestamp() - interval '60 days'
)
SELECT family_id, array_agg(person_id ORDER BY person_id) AS guardian_ids FROM prepared JOIN guardian USING (family_id)
GROUP BY family_id ORDER BY family_id
"""
# Of what was asked for as one the first choice alone.
_TO_MEND = """
SELECT group_id, child_id, mend AS what, mend_by AS by FROM enrollment e
WHERE id = $1 AND live(state) AND NOT cleared AND mend_by > clock_timestamp() AND NOT EXISTS (
    SELECT FROM enrollment o WHERE (o.unit, o.child_id) = (e.unit, e.child_id) AND live(o.state) AND o.mend_by IS NOT NULL AND (o.choice, o.id) < (e.choice, e.id))
"""


@dataclass(frozen=True, slots=True)
class ToMend:
    """A request that its family is to mend."""

    group_id: UUID
    child_id: UUID
    what: str
    by: datetime


async def opening(conn: Connection, book: GroupBook, union: str, at: datetime) -> list[Known]:
    """The union's groups that open at this instant, in the order of their first days."""
    ids = [row["id"] for row in await conn.fetch(_OPENING, union, at)]
    known = await book.current(conn, ids)
    return [known[id_] for id_ in ids if id_ in known]


async def prepared(conn: Connection, groups: Sequence[Known]) -> list[tuple[UUID, list[UUID]]]:
    """Families that have prepared for one of these groups, each with its guardians."""
    texts = {text.hash for one in groups for text in (one.group.agreement, one.group.health) if text}
    rows = await conn.fetch(_PREPARED, [one.group.id for one in groups], sorted(texts))
    return [(row["family_id"], row["guardian_ids"]) for row in rows]


async def to_mend(conn: Connection, enrollment_id: UUID) -> ToMend | None:
    """What is still to be mended of it; None: nothing any more, or another one of the same request tells it."""
    row = await conn.fetchrow(_TO_MEND, enrollment_id)
    return ToMend(**row) if row else None
