"""What happened in a union, read on from where a program has got to, or from a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.store import public_events
from services.notify.store.public_events import PublicEvent
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import NoLongerKept
from shared.words import refusals


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a program has got to, and when it was told so."""

    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Portion:
    """Events in order, the place behind them, and whether more of them are there already."""

    events: list[PublicEvent]
    place: Cursor
    more: bool


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """Of which unions, and from where on: a place, else a moment, else from the oldest that is kept."""

    unions: Sequence[str]
    after: Cursor | None
    since: datetime | None
    limit: int


async def read_events(conn: Connection, asked: EventsAsked, life: timedelta) -> Portion:
    """Raises NoLongerKept when something since then may be kept no longer."""
    now = await clock(conn)
    begin = asked.after.at if asked.after else asked.since
    if begin and begin < now - life:
        raise NoLongerKept(*refusals.EVENTS_GONE.of(days=life.days))
    position = 0
    if asked.after:
        position = asked.after.position
    elif asked.since:
        position = await public_events.before(conn, asked.since)
    events, upto, more = await public_events.read(conn, asked.unions, position, asked.limit)
    return Portion(events, Cursor(upto, now), more)
