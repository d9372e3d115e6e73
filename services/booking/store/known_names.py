"""What employers and schools are called, as several families wrote it: what one family alone wrote is shown to no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from shared.db.pool import Connection

FAMILIES, MOST, SECONDS = 5, 200, 600.0
"""A name counts from so many families on; so many are offered; so long they are remembered."""

_EMPLOYERS = """
SELECT name FROM family, unnest(employers) AS name GROUP BY name HAVING count(DISTINCT id) >= $1 ORDER BY count(DISTINCT id) DESC, name LIMIT $2
"""
_SCHOOLS = """
SELECT school FROM child WHERE school <> '' AND removed_at IS NULL
GROUP BY school HAVING count(DISTINCT family_id) >= $1 ORDER BY count(DISTINCT family_id) DESC, school LIMIT $2
"""


@dataclass(slots=True)
class KnownNames:
    """The names in memory, looked up anew from time to time."""

    employers: Sequence[str] = ()
    schools: Sequence[str] = ()
    until: float = 0.0

    async def look(self, conn: Connection) -> "KnownNames":
        """Themselves, fresh enough."""
        if monotonic() >= self.until:
            self.until = monotonic() + SECONDS
            self.employers = [row[0] for row in await conn.fetch(_EMPLOYERS, FAMILIES, MOST)]
            self.schools = [row[0] for row in await conn.fetch(_SCHOOLS, FAMILIES, MOST)]
        return self
