"""What a system does with an event that it hears."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

import structlog

from shared.db.pool import Connection
from shared.errors import Skip
from shared.events.envelope import Envelope, Event
from shared.observability import trace
from shared.supervision import only_ours

log = structlog.get_logger()
Handler: TypeAlias = Callable[[Connection, Any, Envelope], Awaitable[None]]
"""The effect of one event, inside the transaction of its inbox row. Raises Skip when there is nothing to do."""
Handlers: TypeAlias = Mapping[type[Event], Handler]
FloodHandler: TypeAlias = Callable[[Connection, Sequence[Any]], Awaitable[None]]
"""The same effects for many events of one type, a statement a table. Whatever it raises, each event then goes to its own handler."""
FloodHandlers: TypeAlias = Mapping[type[Event], FloodHandler]


def heard(envelope: Envelope) -> trace.Facts:
    """What is recorded of hearing it."""
    return {"event": envelope.type, "event_id": str(envelope.id)}


async def handle(handlers: Handlers, conn: Connection, event: Event, envelope: Envelope) -> bool:
    """Have the event's effect, as a step of what caused it; False when there was nothing to do."""
    with trace.step("hear", "consumer", envelope.traceparent, heard(envelope)):
        try:
            with only_ours():
                await handlers[type(event)](conn, event, envelope)
        except Skip as nothing:
            log.debug("event_skipped", type=envelope.type, reason=str(nothing))
            return False
    return True
