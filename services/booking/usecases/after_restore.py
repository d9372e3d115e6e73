"""Booking was put back from a backup: its ledgers' numbers hold, whatever was said of them since."""

from shared.db.pool import Connection

# Whoever heard of a ledger keeps the highest version: one that begins with the instant is higher than any that was told.
_TELL_AGAIN = """
UPDATE ledger SET version = greatest(version + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
"""


async def after_restore(conn: Connection) -> None:
    """Have every ledger told of again."""
    await conn.execute(_TELL_AGAIN)
