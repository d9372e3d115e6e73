"""Say which channels this installation has, before anything is told."""

from collections.abc import Sequence
from typing import Any

from services.notify.channels.channel import Carrier
from services.notify.store import channels as store
from shared.db.pool import Database, transaction


async def open_channels(channels: Sequence[Carrier[Any]], hurry: float, system: Database) -> None:
    """What each tells is known to whoever tells. Mail is always open: it waits where there is no server yet."""
    async with transaction(system.pool) as conn:
        for channel in channels:
            await store.open_channel(conn, channel.name, channel.kinds, channel.usual, channel.patience / hurry)
        await store.close_others(conn, {"mail", *(channel.name for channel in channels)})
