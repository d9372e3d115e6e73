"""What a system does with an event that it hears."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import structlog

from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.envelope import Envelope, Event
from shared.observability import trace
from shared.supervision import only_ours

log = structlog.get_logger()
Effect: TypeAlias = Callable[[Connection, Any, Envelope], Awaitable[None]]
"""The effect of one event, inside the transaction of its inbox row. Raises Skip when there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Each event has a transaction of its own: its effect locks rows that others lock in the same order."""

    effect: Effect


@dataclass(frozen=True, slots=True)
class Many:
    """Takes events by the hundred, a statement a table: those that follow each other and share this handler, no two of one key."""

    effect: Callable[[Connection, Sequence[Any]], Awaitable[None]]
    """As an `Effect`, for each of them. Raises TooMuch, or whatever one of them is refused with: then fewer come, down to one."""


Handler: TypeAlias = Effect | Alone | Many
Handlers: TypeAlias = Mapping[type[Event], Handler]


class TooMuch(Exception):
    """What these events have to move is more than one transaction may hold up."""


def heard(envelope: Envelope) -> trace.Facts:
    """What is recorded of hearing it."""
    return {"event": envelope.type, "event_id": str(envelope.id)}


async def handle(handlers: Handlers, conn: Connection, event: Event, envelope: Envelope) -> bool:
    """Have the event's effect, as a step of what caused it; False when there was nothing to do."""
    with trace.step("hear", "consumer", envelope.traceparent, heard(envelope)):
        try:
            with only_ours():
                match handlers[type(event)]:
                    case Many(effect):
                        await effect(conn, [event])
                    case Alone(effect) | effect:
                        await effect(conn, event, envelope)
        except Skip as nothing:
            log.debug("event_skipped", type=envelope.type, reason=str(nothing))
            return False
    return True


async def handle_many(many: Many, conn: Connection, told: Sequence[tuple[Envelope, Event]]) -> bool:
    """As `handle`, for events that share a handler; False when for none of them there was anything to do."""
    began, did = trace.now(), True
    try:
        with only_ours():
            await many.effect(conn, [event for _, event in told])
    except Skip as nothing:
        log.debug("events_skipped", events=len(told), reason=str(nothing))
        did = False
    for envelope, _ in told:
        trace.past("hear", "consumer", envelope.traceparent, began, heard(envelope) | {"batch": len(told)})
    return did
