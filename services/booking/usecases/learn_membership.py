"""Accounts said to which unions people belong."""

from collections.abc import Sequence

from services.booking.store import memberships
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import MembershipChanged


async def learn_memberships(conn: Connection, events: Sequence[MembershipChanged]) -> None:
    """Keep each, of different persons, unless it is older than known. Raises Skip when all are."""
    if not await memberships.learn(conn, events):
        raise Skip("a newer revision is known")
