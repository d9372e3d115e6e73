"""What a system does with an event that it hears."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

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


Events: TypeAlias = Sequence[tuple[Envelope, Any]]
"""Events, each with what is known of it besides."""


@dataclass(frozen=True, slots=True)
class Independent:
    """As `Many`, but as many of one key as come: each stands for itself, whatever was said before it."""

    effect: Callable[[Connection, Events], Awaitable[Collection[UUID]]]
    """Returns the ids of the events for which there was nothing to do. Raises as `Many`'s does."""


Together: TypeAlias = Many | Independent
"""Whoever takes many events at once."""
Handler: TypeAlias = Effect | Alone | Together
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
                    case Independent(effect):
                        return not await effect(conn, [(envelope, event)])
                    case Alone(effect) | effect:
                        await effect(conn, event, envelope)
        except Skip as nothing:
            log.debug("event_skipped", type=envelope.type, reason=str(nothing))
            return False
    return True


async def handle_many(together: Together, conn: Connection, told: Events) -> Collection[UUID]:
    """As `handle`, for events that share a handler; the ids of those for which there was nothing to do."""
    began, idle = trace.now(), frozenset[UUID]()
    try:
        with only_ours():
            match together:
                case Many(effect):
                    await effect(conn, [event for _, event in told])
                case Independent(each):
                    idle = frozenset(await each(conn, told))
    except Skip as nothing:
        log.debug("events_skipped", events=len(told), reason=str(nothing))
        idle = frozenset(envelope.id for envelope, _ in told)
    for envelope, _ in told:
        trace.past("hear", "consumer", envelope.traceparent, began, heard(envelope) | {"batch": len(told)})
    return idle
