"""Notify was put back from a backup: mails that were waiting then may have gone out since, and nobody is mailed twice."""

from services.notify.store import deliveries
from shared.db.pool import Connection


async def after_restore(conn: Connection) -> None:
    """Of every mail that is under way, say that nobody knows; the inbox has its message."""
    await deliveries.doubt_all(conn, "restored from a backup: it may have gone out")
