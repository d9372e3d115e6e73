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
_AHEAD = """
UPDATE public_position SET last = greatest(last, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
"""
# Where a portion ends: of all unions' events so many are looked through at a time, so that one of which nothing is told costs no more.
_PORTION = "SELECT max(position) FROM (SELECT position FROM public_event WHERE position > $1 ORDER BY position LIMIT $2) AS portion"
_READ = """
SELECT event_id, kind, union_code AS union, at, data, position FROM public_event
WHERE position > $1 AND position <= $2 AND union_code = ANY ($3) ORDER BY position LIMIT $4
"""
_MORE = "SELECT EXISTS (SELECT FROM public_event WHERE position > $1)"
_BEFORE = """
SELECT coalesce((SELECT position - 1 FROM public_event WHERE heard_at >= $1 ORDER BY heard_at, position LIMIT 1), (SELECT last FROM public_position))
"""
# Locks what it takes away.
_PRUNE = """
DELETE FROM public_event WHERE position = ANY (ARRAY (
    SELECT position FROM public_event WHERE heard_at < clock_timestamp() - $2::interval ORDER BY heard_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
"""


PORTION = 5_000
"""Events that are looked through at a time."""


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


async def before(conn: Connection, since: datetime) -> int:
    """The position behind which everything is that was heard since then."""
    return int(await conn.fetchval(_BEFORE, since))


async def read(conn: Connection, unions: Sequence[str], after: int, limit: int) -> tuple[list[PublicEvent], int, bool]:
    """At most so many events of these unions behind a position; the position that was read up to, and whether there is more behind it.

    Whoever reads on behind that position misses nothing: positions are given in the order of commits.
    """
    end: int | None = await conn.fetchval(_PORTION, after, PORTION)
    if end is None:
        return [], after, False
    rows = await conn.fetch(_READ, after, end, list(unions), limit)
    events = [PublicEvent(row["event_id"], row["kind"], row["union"], row["at"], row["data"]) for row in rows]
    upto = rows[-1]["position"] if len(rows) == limit else end
    return events, upto, bool(await conn.fetchval(_MORE, upto))


async def go_ahead(conn: Connection) -> None:
    """From now on positions are higher than any that was ever given."""
    await conn.execute(_AHEAD)


def aged(life: timedelta) -> Aged:
    """How old events go."""
    return Aged(_PRUNE, life)
