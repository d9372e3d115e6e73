"""Notify was put back from a backup: mails that were waiting then may have gone out since, and nobody is mailed twice; programs may be."""

from services.notify.store import deliveries, public_events
from shared.db.pool import Connection


async def after_restore(conn: Connection) -> None:
    """Of every mail that is under way, say that nobody knows; the inbox has its message. What programs read comes behind all they have read."""
    await deliveries.doubt_all(conn, "restored from a backup: it may have gone out")
    await public_events.go_ahead(conn)
