"""To which unions people belong, as accounts last said."""

from collections.abc import Sequence

from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged

# Locks the persons' rows, in the order of their ids. An older revision than the one that is known gives no row.
_LEARN = """
INSERT INTO membership AS m (person_id, unions, revision, joined)
SELECT (e ->> 'person_id')::uuid, ARRAY(SELECT jsonb_array_elements_text(e -> 'unions')), (e ->> 'revision')::bigint, e -> 'joined'
FROM unnest($1::jsonb[]) AS e
ORDER BY 1
ON CONFLICT (person_id) DO UPDATE SET unions = excluded.unions, revision = excluded.revision, joined = excluded.joined
WHERE m.revision < excluded.revision
RETURNING person_id
"""


async def learn(conn: Connection, told: Sequence[MembershipChanged]) -> int:
    """Keep each, of different persons, their rows locked until the transaction ends; how many were newer than known."""
    return len(await conn.fetch(_LEARN, [event.model_dump(mode="json") for event in told]))
