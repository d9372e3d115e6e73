"""Plans that are being imported, turn by turn, and the groups that wait for theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.db.pool import Connection
from shared.kernel.identity import Identity

# Both under the lock of the plan's row.
_END = "DELETE FROM importing WHERE plan_id = $1"
_BEGIN = "INSERT INTO importing (plan_id, person_id, name, total) VALUES ($1, $2, $3, $4)"
_WAIT = """
INSERT INTO importing_group (plan_id, n, key, line)
SELECT $1, n, key, line FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS waits (key, line, n)
"""
_FIND = """
SELECT person_id, name, total, (SELECT count(*) FROM importing_group g WHERE g.plan_id = i.plan_id) AS left
FROM importing i WHERE plan_id = $1
"""
# The caller holds the plan's row.
_TAKE = """
WITH taken AS (
    DELETE FROM importing_group WHERE plan_id = $1 AND n < $2 + (SELECT min(n) FROM importing_group WHERE plan_id = $1)
    RETURNING n, key, line
)
SELECT key, line FROM taken ORDER BY n
"""


@dataclass(frozen=True, slots=True)
class Importing:
    """An import under way."""

    person_id: UUID | None
    name: str
    total: int
    """Groups that it has to look at …"""
    left: int
    """… and how many of them wait."""

    @property
    def done(self) -> int:
        """How many were looked at."""
        return self.total - self.left

    @property
    def who(self) -> Identity | None:
        """Whoever gave the file, for the history; nobody: the system itself."""
        return Identity(self.person_id, self.name, (), 0, frozenset(), 0.0) if self.person_id else None


async def begin(
    conn: Connection, plan_id: UUID, who: Identity | None, waiting: Sequence[tuple[str, str | None]]
) -> None:
    """Have these groups, (key, what the file says of it), wait for their turns, instead of those that an older file left waiting."""
    await conn.execute(_END, plan_id)
    await conn.execute(_BEGIN, plan_id, who.person_id if who else None, who.name if who else "", len(waiting))
    await conn.execute(_WAIT, plan_id, [key for key, _ in waiting], [line for _, line in waiting])


async def find(conn: Connection, plan_id: UUID) -> Importing | None:
    """What is under way, if anything."""
    row = await conn.fetchrow(_FIND, plan_id)
    return Importing(**row) if row else None


async def take(conn: Connection, plan_id: UUID, most: int) -> list[tuple[str, str | None]]:
    """The next groups, which wait no longer."""
    return [(row["key"], row["line"]) for row in await conn.fetch(_TAKE, plan_id, most)]


async def end(conn: Connection, plan_id: UUID) -> None:
    """The last turn is done."""
    await conn.execute(_END, plan_id)
