"""Booking was put back from a backup: its ledgers' numbers hold, whatever was said of them since."""

from services.booking.store import groups
from shared.db.pool import Connection


async def after_restore(conn: Connection) -> None:
    """Have every ledger told of again."""
    await groups.renumber(conn)
