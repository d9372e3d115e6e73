"""Accounts said to which unions a person belongs."""

from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import MembershipChanged

_LEARN = """
INSERT INTO membership AS m (person_id, unions, revision, joined) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET unions = excluded.unions, revision = excluded.revision, joined = excluded.joined
WHERE m.revision < excluded.revision
RETURNING true
"""


async def learn_membership(conn: Connection, event: MembershipChanged) -> None:
    """Keep it. Raises Skip for what is older than known."""
    joined = {union: at.isoformat() for union, at in event.joined.items()}
    if not await conn.fetchval(_LEARN, event.person_id, event.unions, event.revision, joined):
        raise Skip("a newer revision is known")
