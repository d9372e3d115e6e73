"""The JSON API of events: what happened in a union, for its programs, read on from a place or a moment."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import Field

from services.notify.dependencies import system_of
from services.notify.usecases.read_events import Cursor, EventsAsked, read_events
from services.notify.usecases.webhooks import ALL_KINDS
from shared.db.pool import connection
from shared.errors import NoLongerKept, refuses
from shared.web.contract import Operations
from shared.web.parts import cursor, read_cursor
from shared.web.programs import Program, program
from shared.web.shapes import Input, Moment, Output, example
from shared.web.shown import shows

router = Operations("notify", "events")
Reader = Annotated[Program, Depends(program("events:read"))]
FAR = 7_000_000_000_000
"""Milliseconds: in 2191."""
_GROUP = "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e10"
_ID = "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e11"
_EVENT = {"id": _ID, "type": "places.changed", "timestamp": "2027-01-04T09:00:00+08:00"}
_DATA = {"union": "gaoxin", "group_id": _GROUP, "revision": 118, "capacity": 30, "taken": 30, "held": 0, "waiting": 12, "entered": 0}  # fmt: skip


class EventsWanted(Input):
    """From where on, and how many."""

    after: Annotated[str, Field(max_length=200)] = ""
    """The `cursor` of the part before."""
    since: Moment | None = None
    """Everything since this moment; `after` goes before it. Neither: from the oldest that is kept."""
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class EventOut(Output):
    """As a webhook brings it; `id` is its `webhook-id`."""

    model_config = example(**_EVENT, data=_DATA)

    id: UUID
    type: Annotated[str, Field(json_schema_extra={"enum": [*ALL_KINDS]})]
    timestamp: datetime
    data: dict[str, Any]


class EventsOut(Output):
    """In the order in which we heard of them, in which those of one group follow each other; each at least once."""

    model_config = example(events=[{**_EVENT, "data": _DATA}], cursor="WzExOCwxNzk4OTA1NjAwMDAwXQ", more=False)

    events: list[EventOut]
    cursor: str
    """Keep it, also when there was no event: `after` goes on there."""
    more: bool
    """There is more already: ask at once. Else ask again in a while."""


@router.get("/events")
@shows()
@refuses(NoLongerKept)
async def list_events(request: Request, reader: Reader, wanted: Annotated[EventsWanted, Query()]) -> EventsOut:
    """What happened in the key's union and all below it. What is older than is kept is `gone`."""
    position, at = read_cursor(wanted.after, int, int)
    after = (
        None
        if position is None
        else Cursor(_within(position, 2**62), datetime.fromtimestamp(_within(at, FAR) / 1000, UTC))
    )
    system = system_of(request)
    async with connection(system.pool) as conn:
        found = await read_events(
            conn, EventsAsked(reader.unions, after, wanted.since, wanted.limit), system.settings.event_life
        )
    told = [EventOut(id=one.event_id, type=one.kind, timestamp=one.at, data=one.data) for one in found.events]
    place = cursor(found.place.position, int(found.place.at.timestamp() * 1000))
    return EventsOut(events=told, cursor=place, more=found.more)


def _within(number: int, most: int) -> int:
    """A cursor is whatever somebody sends: no number of it is more than a database or a calendar holds."""
    return max(0, min(number, most))
