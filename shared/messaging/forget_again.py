"""A system that was put back from a backup has back what it had let go of since: a closed account, a deleted child.

What it said of that still lies in the log of the broker, which no backup holds, for as long as it keeps what it is told. So the system reads
there what itself has said since the backup, and lets go once more. What was let go of already, nothing happens to.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from aiokafka import AIOKafkaConsumer

from shared.db.pool import Connection, Connections, connection, transaction
from shared.events.envelope import Event
from shared.messaging import broker
from shared.messaging.address import options
from shared.messaging.topics import partitions_of
from shared.settings import Settings

Forget = Callable[[Connection, Any], Awaitable[bool]]
"""Lets go of what the event speaks of; False when something holds it for now."""
Forgets = Mapping[type[Event], Forget]
"""Only topics of several partitions."""

SECONDS = 10.0
AGAIN_SECONDS = 600.0
_BEFORE = timedelta(hours=1)
"""Clocks differ, and what was said just before the backup may have been sent after it."""
_SINCE = "SELECT min(taken_at) FROM restored WHERE at > clock_timestamp() - $1::interval"

log = structlog.get_logger()


class PutBack(Protocol):
    """A running system that may have been put back."""

    name: str
    settings: Settings
    pool: Connections
    forgets: Forgets

    def committed(self) -> None: ...


async def forget_again(system: PutBack) -> None:
    """Return when nothing is left that it had let go of; at once where no backup was put back while the log has kept it.

    Raises BrokerLost, Unavailable, or what the broker's client raises.
    """
    async with connection(system.pool) as conn:
        since = await conn.fetchval(_SINCE, timedelta(days=system.settings.log_days))
    if since is not None:
        await broker.session(system.settings.kafka, partial(_all, system, since - _BEFORE))


async def _all(system: PutBack, since: datetime, _: str) -> None:
    said = [(forget, event) for kind, forget in system.forgets.items() async for event in _said(system, kind, since)]
    while said:
        held = [(forget, event) for forget, event in said if not await _done(system, forget, event)]
        log.info("forgotten_again", system=system.name, done=len(said) - len(held), held=len(held))
        if said := held:
            await asyncio.sleep(AGAIN_SECONDS)


async def _done(system: PutBack, forget: Forget, event: Event) -> bool:
    async with transaction(system.pool) as conn:
        done = await forget(conn, event)
    system.committed()
    return done


async def _said(system: PutBack, kind: type[Event], since: datetime) -> AsyncIterator[Event]:
    """Every event of the kind that the log holds since then."""
    topic, header = system.settings.topic_prefix + kind.TOPIC, ("ce_type", kind.TYPE.encode())
    client = AIOKafkaConsumer(**options(system.settings.kafka), enable_auto_commit=False)
    try:
        await broker.start(SECONDS, client.start())
        partitions = await partitions_of(system.settings.kafka, topic)
        client.assign(partitions)
        ends = await client.end_offsets(partitions)
        first = await client.offsets_for_times(dict.fromkeys(partitions, int(since.timestamp() * 1000)))
        for partition in partitions:
            client.seek(partition, first[partition].offset if first[partition] else ends[partition])
        while any([await client.position(partition) < ends[partition] for partition in partitions]):
            for records in (await client.getmany(timeout_ms=200)).values():
                for record in records:
                    if header in record.headers:
                        yield kind.model_validate_json(record.value)
    finally:
        await broker.within(1, client.stop())
