"""Events as programs of unions may read them, in an order in which nothing comes late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.store.queries import sql
from shared.db.pool import Connection
from shared.db.prune import Aged

# Whoever reads on by a position that was given before goes on behind it: the clock is ahead of any number that was counted to.
_AHEAD = (
    "UPDATE public_position SET last = greatest(last, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint)"
)
# Locks what it takes away.
_PRUNE = """
DELETE FROM public_event WHERE position = ANY (ARRAY (
    SELECT position FROM public_event WHERE heard_at < clock_timestamp() - $2::interval ORDER BY heard_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event without whoever it is about."""

    event_id: UUID
    kind: str
    union: str
    at: datetime
    data: dict[str, Any]


async def keep(conn: Connection, events: Sequence[PublicEvent]) -> None:
    """Keep them in this order, behind all that are kept, and queue each for the programs that want it."""
    if not events:
        return
    columns = zip(*((e.event_id, e.kind, e.union, e.at, e.data) for e in events), strict=True)
    await conn.execute(sql("keep_public"), *map(list, columns))


async def go_ahead(conn: Connection) -> None:
    """From now on positions are higher than any that was ever given."""
    await conn.execute(_AHEAD)


def aged(life: timedelta) -> Aged:
    """How old events go."""
    return Aged(_PRUNE, life)
