"""How long the broker keeps what it was told, asked of the broker itself: where that is less than AIXIN_LOG_DAYS, whoever is away
for longer than it keeps has missed something, and nobody would have noticed.
"""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from shared.kernel.clock import machine_clock
from shared.kernel.pace import now_and_then
from shared.messaging.address import options
from shared.messaging.broker import BrokerLost, start, within
from shared.supervision import Trouble

SECONDS = 10.0
FIRST_SECONDS, EVERY_SECONDS = 30.0, 3600.0
NAME = "log"
_LIFE = "retention.ms"
_UNKNOWN = {3: "there is no such topic yet", 29: "we may not ask: the broker's users are of an older version"}


async def shortest(kafka: str, topics: Collection[str]) -> timedelta | None:
    """The life of what is said in those of the topics that keep least; nothing when all keep for ever, or nobody knows.

    Raises BrokerLost, KafkaError, OSError, TimeoutError.
    """
    client = AIOKafkaAdminClient(**options(kafka), request_timeout_ms=int(SECONDS * 1000))
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic, {_LIFE: ""}) for topic in sorted(topics)]
    try:
        await start(SECONDS, client.start())
        async with asyncio.timeout(SECONDS):
            answers = await client.describe_configs(asked) if asked else []
    finally:
        await within(1, client.close())
    lives = []
    for code, message, _, topic, said in (resource for answer in answers for resource in answer.resources):
        if code and code not in _UNKNOWN:
            raise BrokerLost(f"{topic}: {code} {message}")
        lives += [int(value) for name, value, *_ in said if name == _LIFE and not code]
    return min((timedelta(milliseconds=life) for life in lives if life >= 0), default=None)


class LogLife:
    """As long as the system runs: whether the log of what it hears keeps as much as it relies on."""

    def __init__(self, kafka: str, topics: Collection[str], days: int) -> None:
        """`topics` with their prefix; `days`: AIXIN_LOG_DAYS."""
        self._kafka, self._topics, self._relied_on = kafka, topics, timedelta(days=days)
        self.troubles: Mapping[str, Trouble] = {}

    async def run(self) -> None:
        """Ask every hour, as long as the broker answers. Raises what `shortest` raises."""
        await now_and_then(self.look, first=FIRST_SECONDS, every=EVERY_SECONDS)

    async def look(self) -> None:
        """Ask once."""
        life = await shortest(self._kafka, self._topics)
        if life is None or life >= self._relied_on:
            self.troubles = {}
            return
        known = self.troubles.get(NAME)
        said = f"the broker keeps {life / timedelta(days=1):g} days, AIXIN_LOG_DAYS says {self._relied_on.days}"
        self.troubles = {NAME: Trouble(known.since if known else machine_clock(), said)}
