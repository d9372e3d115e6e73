"""Accounts said how unions stand: whoever shows their names, or asks what stands below one, keeps it."""

from collections.abc import Sequence

from shared.db import unions
from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.accounts import UnionChanged


async def learn_unions(conn: Connection, events: Sequence[UnionChanged]) -> None:
    """Keep each, unless it is older than known. Raises Skip when all are."""
    if not await unions.learn(conn, [event.model_dump(mode="json") for event in events]):
        raise Skip("a newer revision is known")
