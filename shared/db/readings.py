"""Staff read lists with people's names: each reading leaves a row, kept before anything is shown. Rows are only added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

LIFE = timedelta(days=3 * 365 + 1)
"""No less than the three years that the table itself holds."""

What = Literal[
    "roster", "export", "waiting", "requests", "moves", "families", "roll", "report", "grants", "guardians", "unreached"
]

_KEEP = """
INSERT INTO reading (person_id, name, what, lists, child_ids, sought, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is about to be shown."""

    what: What
    lists: Collection[object]
    """Whose: ids of groups, codes of unions."""
    child_ids: Collection[UUID] = ()
    """The children whose names stand there."""
    sought: str = ""
    """What was searched for."""
    reason: str = ""
    """As it was typed, where one is asked for."""


async def keep(conn: Connection, who: Identity, read: Reading) -> None:
    """Log that somebody reads it."""
    lists = [str(one) for one in read.lists]
    await conn.execute(_KEEP, who.person_id, who.name, read.what, lists, list(read.child_ids), read.sought, read.reason)
