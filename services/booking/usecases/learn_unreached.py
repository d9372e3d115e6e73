"""Notify could not deliver a message about an enrollment: an organizer may call."""

from collections.abc import Sequence

from services.booking.store import unreached
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.notification import MessageFailed


async def learn_unreached(conn: Connection, events: Sequence[MessageFailed]) -> None:
    """Keep each that speaks of an enrollment. Raises Skip when none does."""
    channels = {event.enrollment_id: event.channel for event in events if event.enrollment_id}
    if not channels:
        raise Skip("of no enrollment")
    await unreached.learn(conn, channels)
