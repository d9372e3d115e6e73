"""Booking said how a group's ledger stands."""

from services.classes.store import groups
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.enrollment import PlacesChanged


async def learn_places(conn: Connection, event: PlacesChanged) -> None:
    """Keep the numbers. Raises Skip for what is older than known, and for a group that is not ours."""
    counts = event.model_dump(include={"capacity", "taken", "waiting", "entered", "held"})
    if not await groups.keep_places(conn, event.group_id, event.revision, **counts):
        raise Skip("a newer state of the ledger is known")
