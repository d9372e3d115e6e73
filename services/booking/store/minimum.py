"""Groups that need a number of children: who counts along, and until when more may still come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.pool import Connection
from shared.events.catalogue import GroupFacts
from shared.events.rules import Minimum

_DOUBTED = "SELECT group_id, doubted_until FROM ledger WHERE group_id = ANY ($1::uuid[]) AND doubted_until IS NOT NULL"
_DOUBT = "UPDATE ledger SET doubted_until = $2 WHERE group_id = ANY ($1::uuid[]) AND NOT called_off"
# Their ledgers are locked already.
_ASSURE = """
UPDATE ledger SET doubted_until = NULL WHERE group_id = ANY ($1::uuid[]) AND doubted_until IS NOT NULL AND NOT called_off
RETURNING group_id
"""


def acting(facts: GroupFacts) -> Minimum | None:
    """Its minimum, if too few children cancel it without a person."""
    least = facts.rules.minimum
    return least if least and least.by_itself else None


def scope(group_id: UUID, facts: GroupFacts) -> str:
    """Names whose children its minimum counts: its own; or of all groups of its kind and term, at its site or in its plan."""
    least = facts.rules.minimum
    if least is None or least.over == "group":
        return str(group_id)
    of_term = f"{facts.session.partition('/')[0]}/{facts.kind}/{facts.term}"
    return of_term if least.over == "plan" else f"{of_term}/{facts.site}"


async def lock(conn: Connection, scope: str, decide_at: datetime) -> list[UUID]:
    """The groups whose minimum counts the same children and is decided at the same instant, their ledgers locked; none called off."""
    return [row["group_id"] for row in await conn.fetch(sql("lock_counted"), scope, decide_at)]


async def counted(conn: Connection, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Group → the children that its minimum counts: placed, held and entered."""
    return {row["id"]: row["children"] for row in await conn.fetch(sql("counted"), list(group_ids))}


async def doubted(conn: Connection, group_ids: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """Of those with too few children: until when more may come."""
    return {row["group_id"]: row["doubted_until"] for row in await conn.fetch(_DOUBTED, list(group_ids))}


async def doubt(conn: Connection, group_ids: Iterable[UUID], until: datetime) -> None:
    """Give them time. Their ledgers are locked."""
    await conn.execute(_DOUBT, list(group_ids), until)


async def assure(conn: Connection, group_ids: Iterable[UUID]) -> list[UUID]:
    """They take place, as far as that was doubtful: those."""
    return [row["group_id"] for row in await conn.fetch(_ASSURE, list(group_ids))]
