"""What was revoked is heard by each process that answers, and kept in memory: a request is checked without asking anybody.

Accounts says again and again that all is told (`Heartbeat`). The topic has one partition, so who hears that has heard everything that was
revoked before. Who has not heard it for a while knows only what was true then: roles are not believed until it is heard again.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CorruptRecordException, UnsupportedCodecError

from shared.events.envelope import Event
from shared.events.revocation import TOPIC, AccessChanged, AllTold, SessionEnded
from shared.kernel.clock import machine_clock
from shared.kernel.identity import TOKEN_LIFE, Identity
from shared.kernel.revoked import Revoked
from shared.messaging import broker
from shared.messaging.address import options
from shared.messaging.letter import Letter, Unreadable, type_of
from shared.messaging.topics import ensure_topics

SILENCE_SECONDS = 10.0
"""Not to have heard for so long is not to know."""
CALL_SECONDS = 10.0
POLL_MS = 2_000
OLD = 2 * TOKEN_LIFE
"""No token of a time before that is alive, whosever clock is wrong by minutes."""

log = structlog.get_logger()
_GARBLED = (CorruptRecordException, UnsupportedCodecError, ValueError)


class Revocations:
    """One process's knowledge of what was revoked."""

    def __init__(self, kafka: str, prefix: str, system: str) -> None:
        self._kafka, self._prefix, self._system = kafka, prefix, system
        self._revoked = Revoked()
        self._heard = asyncio.Event()
        self.heard_at = float("-inf")
        """When we last heard that all is told, by the steady clock."""

    def holds(self, who: Identity) -> bool:
        """False when what vouches for `who` was revoked, as far as was heard."""
        return who not in self._revoked

    @property
    def certain(self) -> bool:
        """True while what was revoked is known, up to a few seconds ago."""
        return time.monotonic() - self.heard_at < SILENCE_SECONDS

    async def until_certain(self, seconds: float) -> bool:
        """Whether it is, waiting for it so long at most: who has just started will hear in a moment."""
        if not self.certain:
            self._heard.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._heard.wait()
        return self.certain

    def hear(self, event: Event) -> None:
        """Something was revoked; or all is told."""
        match event:
            case SessionEnded():
                self._revoked.end(event.session_id, time.monotonic())
            case AccessChanged():
                self._revoked.renew(event.person_id, event.epoch, time.monotonic())
            case AllTold():
                self.heard_at = max(self.heard_at, time.monotonic())
                self._heard.set()

    async def run(self) -> None:
        """Hear, as long as the broker answers; then raises BrokerLost or what the broker's client raises."""
        while True:
            await broker.session(self._kafka, self._listen)

    async def _listen(self, _: str) -> None:
        await ensure_topics(self._kafka, self._prefix)
        client = AIOKafkaConsumer(
            **options(self._kafka), enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=POLL_MS
        )
        try:
            await broker.start(CALL_SECONDS, client.start())
            await self._hear_some(client, TopicPartition(self._prefix + TOPIC, 0))
        finally:
            await _discard(client)

    async def _hear_some(self, client: Any, partition: TopicPartition) -> None:
        """Until nobody says any more that all is told: accounts may be silent, or this client deaf."""
        client.assign([partition])
        async with asyncio.timeout(CALL_SECONDS):
            await client.seek_to_beginning(partition)
            began, end = time.monotonic(), (await client.end_offsets([partition]))[partition]
        while time.monotonic() - max(self.heard_at, began) < SILENCE_SECONDS:
            for record in await _fetched(client, partition):
                event = self._read(record)
                # That all was told before we came says nothing of now.
                if event and not (isinstance(event, AllTold) and record.offset < end):
                    self.hear(event)

    def _read(self, record: Any) -> Event | None:
        try:
            letter = Letter.of(record, self._prefix)
            envelope = letter.envelope()
            return letter.event(type_of(envelope)) if envelope.time > machine_clock() - OLD else None
        except Unreadable as poison:
            log.warning("revocation_unreadable", system=self._system, offset=record.offset, cause=str(poison))
            return None


async def _fetched(client: Any, partition: TopicPartition) -> list[Any]:
    async with asyncio.timeout(CALL_SECONDS):
        try:
            fetched: Mapping[TopicPartition, list[Any]] = await client.getmany(partition, timeout_ms=POLL_MS)
            return fetched.get(partition, [])
        except _GARBLED as garbled:
            at = await client.position(partition)
            log.warning("revocation_garbled", offset=at, cause=repr(garbled))
            client.seek(partition, at + 1)
            return []


async def _discard(client: Any) -> None:
    await broker.within(1.5, client.stop())
    await broker.within(0.5, client._fetcher.close() if client._fetcher else asyncio.sleep(0))
    await broker.within(0.5, client._client.close())
