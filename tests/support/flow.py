"""Events that are committed all the while, and the judge of what became of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from shared.messaging.relay import Relay
from tests.support.backbone import Backbone
from tests.support.eventually import eventually

KEYS = [uuid4() for _ in range(11)]


@asynccontextmanager
async def flow(bone: Backbone, relay: Relay) -> AsyncIterator[list[int]]:
    """Events are committed all the while; yields what counts them."""
    emitted = [0]

    async def emit() -> None:
        while True:
            await bone.emit(1, KEYS, start=emitted[0], pause=0.01)
            emitted[0] += 1
            relay.wake()

    task = asyncio.create_task(emit())
    try:
        yield emitted
    finally:
        assert not task.done(), "a commit failed because of the broker"
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def everything_arrives(bone: Backbone, within: float, *, in_order: bool = True) -> int:
    """Each event once and in order, within so many seconds; how many there are. A broker that lost its log is told news before history:
    then, of what nobody had heard, an older revision may come behind a newer one.
    """
    count = int(await bone.pool.fetchval("SELECT count(*) FROM outbox WHERE topic = 'capacity'"))
    await eventually(lambda: bone.has(count), within=within)
    await eventually(bone.all_sent, within=within)
    if in_order:
        await bone.assert_each_once_in_order(count)
    assert sorted(effect["revision"] for effect in await bone.effects()) == list(range(count))
    return count
