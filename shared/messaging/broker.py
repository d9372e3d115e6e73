"""The broker, seen through one small connection that keeps asking it which cluster it is.

aiokafka's clients can hang on a broker that is gone, and go on reading at old offsets from a broker that came back empty.
So every client here lives in a session: as long as the same cluster answers. Whatever happens to the broker ends the
session, its clients are thrown away, and whoever supervises the worker starts a new one from what the databases know.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from shared.messaging.address import options

PING_SECONDS = 1.0
"""A broker cannot be wiped and started again between two questions."""
ANSWER_SECONDS = 2.0

Work = Callable[[str], Awaitable[None]]
"""What to do while the cluster with this id answers."""


class BrokerLost(Exception):
    """The broker does not answer, or is not the one it was."""


async def session(kafka: str, work: Work) -> None:
    """Run `work` for one session. Raises BrokerLost, or whatever else ended it."""
    client = AIOKafkaClient(**options(kafka), request_timeout_ms=int(ANSWER_SECONDS * 1000))
    try:
        cluster = await _first_answer(client)
        await _first_of(work(cluster), _watch(client, cluster))
    finally:
        await within(1, client.close())


async def within(seconds: float, ending: Awaitable[Any]) -> None:
    """Let something end, but not wait for it longer than this, nor care how it ends.

    It runs in a task of its own: aiokafka's `stop()` may raise CancelledError, which would pass for our own.
    """
    task = asyncio.ensure_future(ending)
    await asyncio.wait([task], timeout=seconds)
    if not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)
    if task.done() and not task.cancelled():
        task.exception()


async def start(seconds: float, starting: Awaitable[Any]) -> None:
    """Start a client, with a deadline. When we are stopped meanwhile it starts first: one cut off halfway would leave its sockets open."""
    task = asyncio.ensure_future(starting)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.shield(task)
    finally:
        if not task.done():
            await within(1, task)


async def _first_answer(client: Any) -> str:
    await start(2 * ANSWER_SECONDS, client.bootstrap())
    async with asyncio.timeout(ANSWER_SECONDS):
        return await _cluster_id(client)


async def _watch(client: Any, cluster: str) -> None:
    while True:
        await asyncio.sleep(PING_SECONDS)
        async with asyncio.timeout(2 * ANSWER_SECONDS):
            now = await _cluster_id(client)
        if now != cluster:
            raise BrokerLost(f"cluster {cluster} has become {now}")


async def _cluster_id(client: Any) -> str:
    """As the first broker that answers says."""
    brokers = [broker.nodeId for broker in client.cluster.brokers()]
    for node in random.sample(brokers, len(brokers)):
        with suppress(KafkaError):
            answer = await client.send(node, MetadataRequest([]))
            return str(answer.cluster_id)
    raise BrokerLost("no broker answers")


async def _first_of(*works: Awaitable[None]) -> None:
    """Run all until one ends; then end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=4)
    for task in done:
        if task.cancelled():
            raise BrokerLost("the client gave up")
        task.result()
