"""Accounts said to which unions a person belongs."""

from collections.abc import Sequence

from services.booking.store import floods, memberships
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import MembershipChanged


async def learn_membership(conn: Connection, event: MembershipChanged) -> None:
    """Keep it. Raises Skip for what is older than known."""
    if not await memberships.learn(conn, event):
        raise Skip("a newer revision is known")


async def learn_memberships(conn: Connection, events: Sequence[MembershipChanged]) -> None:
    """Keep each, unless it is older than known."""
    await floods.learn_memberships(conn, events)
