"""From the broker to the inbox: one member of the system's consumer group."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    CorruptRecordException,
    IllegalStateError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
    RebalanceInProgressError,
    UnknownMemberIdError,
    UnsupportedCodecError,
)

from shared import faults
from shared.db.pool import Connections
from shared.messaging import broker, position
from shared.messaging.address import options
from shared.messaging.handler import Handlers
from shared.messaging.inbox import Inbox
from shared.messaging.letter import LARGEST_BODY, Letter, Unreadable
from shared.messaging.progress import Progress
from shared.messaging.topics import ensure_topics
from shared.observability import metrics

CALL_SECONDS = 10.0
"""No call to the broker takes longer."""
POLL_MS = 500
BUSY_MS, QUIET_MS = 10, 500
"""How long the broker keeps a question when there is nothing. What comes ends it at once, but a partition whose events are being
handled was left out of it and waits for its end: so it is short while events come.
"""
BREATH_SECONDS = 0.05
"""After some came: what comes meanwhile is taken in one piece, and answering has the processor."""
MOST = 500
"""Records brought at once; who is so far behind takes no breath."""
BUSY_SECONDS = 2.0
"""After the last event."""
LOOK_SECONDS = 10.0
"""How often the watchdog looks whether the client still brings what is there."""
JOIN_SECONDS = 30.0

log = structlog.get_logger()
_OVERTAKEN = (CommitFailedError, IllegalStateError, RebalanceInProgressError, UnknownMemberIdError)
"""The partition is another member's now; it reads again what we could not commit, and the inbox knows it."""


_GARBLED = (CorruptRecordException, UnsupportedCodecError, ValueError)
"""A record that the client cannot unpack: a header whose name is no text, a damaged batch, a compression nobody here knows."""


class Stalled(Exception):
    """The client lives but brings nothing, although there is something."""


class Consumer:
    """Brings a system's events to their handlers while it runs; any number of instances share the partitions."""

    def __init__(
        self,
        pool: Connections,
        kafka: str,
        prefix: str,
        name: str,
        handlers: Handlers,
        *,
        committed: Callable[[], None],
        remembers: timedelta | None = None,
    ) -> None:
        """`committed` is called after each transaction: handlers may have emitted events and set timers. `remembers` as `Inbox` takes it."""
        self._kafka, self._prefix, self._name, self._committed = kafka, prefix, name, committed
        self._topics = sorted({prefix + event.TOPIC for event in handlers})
        self._pool, self._inbox = pool, Inbox(pool, name, handlers, remembers)
        self._cluster = ""
        self._progress = Progress(pool, prefix)
        self._stepping_until = self._busy_until = 0.0
        self.connected = False

    async def run(self) -> None:
        """As long as the broker answers; then raises BrokerLost, Stalled or what the broker's client raises."""
        await broker.session(self._kafka, self._serve)

    async def _serve(self, cluster: str) -> None:
        await ensure_topics(self._kafka, self._prefix)
        self._cluster = cluster
        client = AIOKafkaConsumer(
            **options(self._kafka),
            group_id=self._prefix + self._name,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=BUSY_MS,
            max_partition_fetch_bytes=2 * LARGEST_BODY,
            max_poll_records=MOST,
            session_timeout_ms=6_000,  # the shortest a broker allows: a killed instance's partitions wait for it
            heartbeat_interval_ms=1_000,
        )
        watchdog = _Watchdog(client)
        client.subscribe(self._topics, listener=watchdog)
        try:
            await broker.start(CALL_SECONDS, client.start())
            self._is_connected(True)
            while True:
                if watchdog.new:
                    await self._take_up(client, watchdog)
                self._pace(client)
                if time.monotonic() < self._stepping_until:
                    await self._step(client, watchdog)
                else:
                    await self._poll(client, watchdog)
        finally:
            self._is_connected(False)
            await _discard(client)

    async def _poll(self, client: Any, watchdog: "_Watchdog") -> None:
        try:
            fetched = await self._fetch(client, timeout_ms=POLL_MS)
        except _GARBLED:
            self._stepping_until = time.monotonic() + LOOK_SECONDS  # in a new session, from what was committed
            raise
        await watchdog.look(fetched)
        if watchdog.new:
            return
        self._progress.fetched(fetched)
        await self._progress.note(client)
        if fetched:
            self._busy_until = time.monotonic() + BUSY_SECONDS
            self._pace(client)
            await self._take(client, fetched)
            if sum(map(len, fetched.values())) < MOST:
                await asyncio.sleep(BREATH_SECONDS)

    def _pace(self, client: Any) -> None:
        busy = time.monotonic() < max(self._busy_until, self._stepping_until)
        client._fetcher._fetch_max_wait_ms = BUSY_MS if busy else QUIET_MS

    async def _take_up(self, client: Any, watchdog: "_Watchdog") -> None:
        """Go on where our database has got to, not where the broker believes: it may have been put back from a backup."""
        watchdog.new = False
        async with asyncio.timeout(CALL_SECONDS):
            await position.take_up(self._pool, self._cluster, client, client.assignment())

    async def _step(self, client: Any, watchdog: "_Watchdog") -> None:
        """Go on record by record and over what cannot be read: all at once, the client would bring nothing of its partition."""
        for partition in client.assignment():
            try:
                fetched = await self._fetch(client, partition, timeout_ms=BUSY_MS, max_records=1)
            except _GARBLED as error:
                await self._step_over(client, partition, error)
            else:
                if watchdog.new:
                    return
                await self._take(client, fetched)
        await asyncio.sleep(BUSY_MS / 1000)

    async def _step_over(self, client: Any, partition: TopicPartition, error: Exception) -> None:
        at = await client.position(partition)
        topic, place = partition.topic.removeprefix(self._prefix), [("offset", f"{partition.partition}:{at}".encode())]
        letter = Letter(topic, partition.partition, at, None, place, None)
        await self._inbox.park(letter, Unreadable(f"the log holds what cannot be unpacked: {error!r}"))
        client.seek(partition, at + 1)
        await self._commit(client, {partition: at + 1})
        self._stepping_until = 0.0

    async def _fetch(self, client: Any, *partitions: TopicPartition, **how: int) -> Mapping[TopicPartition, list[Any]]:
        """What came; nothing when we first had to find out where to begin."""
        try:
            async with asyncio.timeout(CALL_SECONDS):
                fetched: Mapping[TopicPartition, list[Any]] = await client.getmany(*partitions, **how)
                return fetched
        except NoOffsetForPartitionError as new:
            await _from_the_beginning(client, list(new.args))
        except OffsetOutOfRangeError as lost:
            log.warning("offsets_lost", system=self._name, partitions=str(lost))
            await _from_the_beginning(client, list(lost.args[0]))
        return {}

    async def _take(self, client: Any, fetched: Mapping[TopicPartition, list[Any]]) -> None:
        done = {}
        for partition, records in fetched.items():
            await self._inbox.take([Letter.of(record, self._prefix) for record in records])
            self._committed()
            done[partition] = records[-1].offset + 1
            self._progress.handled(partition, done[partition])
            await self._progress.note(client)
        await faults.reached("P11")
        await self._commit(client, done)

    async def _commit(self, client: Any, done: Mapping[TopicPartition, int]) -> None:
        ours = {partition: offset for partition, offset in done.items() if partition in client.assignment()}
        if not ours:
            return
        await position.keep(self._pool, self._cluster, ours)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await client.commit(ours)
        except _OVERTAKEN as error:
            log.info("commit_overtaken", system=self._name, cause=type(error).__name__)

    def _is_connected(self, connected: bool) -> None:
        self.connected = connected
        metrics.BROKER_ANSWERS.labels(self._name, "consumer").set(connected)


async def _from_the_beginning(client: Any, partitions: list[TopicPartition]) -> None:
    """Never skip silently: the inbox knows what was done already."""
    ours = [partition for partition in partitions if partition in client.assignment()]
    async with asyncio.timeout(CALL_SECONDS):
        if ours:
            await client.seek_to_beginning(*ours)


async def _discard(client: Any) -> None:
    """Leave the group, and be gone whether the broker answers or not: what a stop that was cut off leaves running would
    stay a member of the group, and hold partitions that it brings to nobody.
    """
    await broker.within(1.5, client.stop())
    if coordinator := client._coordinator:
        await broker.within(0.5, coordinator._stop_heartbeat_task())
        await broker.within(0.5, coordinator._stop_commit_offsets_refresh_task())
        await broker.within(0.5, client._fetcher.close())
    await broker.within(0.5, client._client.close())


class _Watchdog(ConsumerRebalanceListener):  # type: ignore[misc]
    """Notices a client that neither fails nor brings anything; and partitions that are new to it, what it brings of which is not to be
    taken before `_take_up`.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._now = asyncio.get_running_loop().time
        self._looked = self._left = self._now()
        self._joined = self.new = False
        self._brought: set[TopicPartition] = set()
        self._behind: dict[TopicPartition, int] = {}

    def on_partitions_revoked(self, _: object) -> None:
        self._joined, self._left = False, self._now()

    def on_partitions_assigned(self, _: object) -> None:
        self._joined, self._looked, self._brought, self._behind = True, self._now(), set(), {}
        self.new = True

    async def look(self, fetched: Mapping[TopicPartition, object]) -> None:
        """From time to time, compare with the log itself. Raises Stalled."""
        self._brought |= fetched.keys()
        if not self._joined and self._now() - self._left > JOIN_SECONDS:
            raise Stalled("the group does not let us join")
        if self._joined and self._now() - self._looked > LOOK_SECONDS:
            quiet = self._client.assignment() - self._brought
            self._looked, self._brought = self._now(), set()
            await self._compare(quiet)

    async def _compare(self, quiet: set[TopicPartition]) -> None:
        async with asyncio.timeout(CALL_SECONDS):
            ends = await self._client.end_offsets(quiet) if quiet else {}
            behind = {p: at for p, end in ends.items() if (at := await self._client.position(p)) < end}
        if stuck := behind.items() & self._behind.items():
            raise Stalled(f"nothing came from {stuck}")
        self._behind = behind
