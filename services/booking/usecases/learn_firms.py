"""Accounts said which firms the roll of a union names."""

from collections.abc import Sequence

from services.booking.store import firms
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import FirmsNamed


async def learn_firms(conn: Connection, events: Sequence[FirmsNamed]) -> None:
    """Keep each, of different unions, unless it is older than known. Raises Skip when all are."""
    if not await firms.learn(conn, [event.model_dump(mode="json") for event in events]):
        raise Skip("a newer revision is known")
