"""Booking said how ledgers stand."""

from collections.abc import Sequence

from services.classes.store import groups
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.capacity import PlacesChanged


async def learn_places(conn: Connection, events: Sequence[PlacesChanged]) -> None:
    """Keep the numbers of different groups, but for what is older than known, or of a group that is not ours. Raises Skip when all are."""
    if not await groups.keep_places(conn, events):
        raise Skip("a newer state of the ledger is known")
