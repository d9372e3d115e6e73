"""The tree of unions as a system has heard of it: rows, and in memory as of the last look."""

from collections.abc import Sequence
from typing import Any

from shared.db.pool import Connection, Connections, connection
from shared.kernel.pace import now_and_then
from shared.kernel.unions import Tree, UnionKnown

# Locks the unions' rows, in the order of their codes. An older revision than the one that is known gives no row.
_LEARN = """
INSERT INTO known_union AS u (code, name, kind, parent, revision)
SELECT e ->> 'union', e ->> 'name', e ->> 'kind', e ->> 'parent', (e ->> 'revision')::bigint FROM unnest($1::jsonb[]) AS e ORDER BY 1
ON CONFLICT (code) DO UPDATE
SET name = excluded.name, kind = excluded.kind, parent = excluded.parent, revision = excluded.revision
WHERE u.revision < excluded.revision
RETURNING code
"""
# Whatever is learned makes it larger, in whichever order it is committed.
_SUM = "SELECT sum(revision)::bigint FROM known_union"
_EVERY = "SELECT code, name, kind, parent FROM known_union"


async def learn(conn: Connection, told: Sequence[dict[str, Any]]) -> int:
    """Keep each, of different unions; how many were newer than known."""
    return len(await conn.fetch(_LEARN, list(told)))


LOOK_SECONDS = 30.0
"""So old the names can be that families read; whoever has a role looks at each request."""


class Unions:
    """What this process knows of the tree."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._seen: int | None = None

    async def look(self, pool: Connections) -> Tree:
        """The tree as it stands now; read anew only when something of it changed. Raises Unavailable."""
        async with connection(pool) as conn:
            seen = await conn.fetchval(_SUM)
            if seen != self._seen:
                self.tree = Tree([UnionKnown(**row) for row in await conn.fetch(_EVERY)])
                self._seen = seen
        return self.tree

    async def keep_looking(self, pool: Connections) -> None:
        """At once, and every half minute, as long as the database answers: no visitor reads codes, or a name of before. Raises Unavailable."""

        async def look() -> None:
            await self.look(pool)

        await now_and_then(look, first=0, every=LOOK_SECONDS)
