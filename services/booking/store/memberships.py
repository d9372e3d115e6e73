"""To which unions people belong, as accounts last said."""

from shared.db.pool import Connection
from shared.events.accounts import MembershipChanged

# Locks the person's row. An older revision than the one that is known gives no row.
_LEARN = """
INSERT INTO membership AS m (person_id, unions, revision, joined) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET unions = excluded.unions, revision = excluded.revision, joined = excluded.joined
WHERE m.revision < excluded.revision
RETURNING true
"""


async def learn(conn: Connection, told: MembershipChanged) -> bool:
    """Keep it, its row locked until the transaction ends; False when a newer revision is known."""
    joined = {union: at.isoformat() for union, at in told.joined.items()}
    return bool(await conn.fetchval(_LEARN, told.person_id, told.unions, told.revision, joined))
