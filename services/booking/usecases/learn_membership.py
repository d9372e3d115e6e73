"""Accounts said to which unions a person belongs."""

from services.booking.store import memberships
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import MembershipChanged


async def learn_membership(conn: Connection, event: MembershipChanged) -> None:
    """Keep it. Raises Skip for what is older than known."""
    if not await memberships.learn(conn, event):
        raise Skip("a newer revision is known")
