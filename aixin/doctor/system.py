"""What a system has: its database, its broker, its mail server; what waits in them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from aixin.doctor.complaint import Complaint, grave, worth_knowing
from aixin.words import doctor as words
from shared.db.migrate import OtherVersion, check
from shared.kernel.clock import machine_clock
from shared.kernel.sentence import Sentence
from shared.messaging import broker
from shared.messaging.address import options, servers
from shared.messaging.log_life import shortest
from shared.providers.accounts import accounts
from shared.system import System

SECONDS = 5.0
SKEW = timedelta(seconds=5)
LATE = timedelta(minutes=2)
FAR_BEHIND = 1000
"""Events."""
NEARLY = 0.8
"""Of a day's budget."""
_WAITING = """
SELECT (SELECT clock_timestamp()) AS now, current_setting('transaction_read_only') = 'on' AS read_only,
    (SELECT count(*) FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL) AS parked,
    (SELECT min(created_at) FROM outbox WHERE published_at IS NULL) AS unsent_since,
    (SELECT min(due_at) FROM timer) AS due_at
"""
_SPENT = """
SELECT spent FROM channel WHERE name = 'sms' AND day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
"""
_MAILS = "SELECT count(*) FROM delivery WHERE channel = 'mail' AND due_at IS NOT NULL"


async def examine(system: System) -> AsyncIterator[Complaint]:
    """Everything about one system."""
    try:
        await check(system.settings.database_url, system.migrations)
        conn = await asyncpg.connect(system.settings.database_url, timeout=SECONDS)
    except OtherVersion as other:
        yield grave(Sentence(*str(other).split("\n", 1)))
        return
    except (OSError, asyncpg.PostgresError) as error:
        yield grave(
            words.DATABASE_SILENT,
            name=system.name,
            error=type(error).__name__,
        )
        return
    try:
        async for complaint in _database(system, conn):
            yield complaint
        async for complaint in _broker(system, conn):
            yield complaint
        if system.name == "notify":
            async for complaint in _mail(system, conn):
                yield complaint
            async for complaint in _budget(system, conn):
                yield complaint
    finally:
        await conn.close()


async def _database(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    name, before = system.name, machine_clock()
    if not await conn.fetchval("SELECT to_regclass('restored')"):
        yield worth_knowing(
            words.DATABASE_NEW,
            name=name,
        )
        return
    row = await conn.fetchrow(_WAITING)
    assert row is not None  # noqa: S101 - it always answers
    if row["read_only"]:
        yield grave(
            words.DATABASE_READ_ONLY,
            name=name,
        )
    if not before - SKEW <= row["now"] <= machine_clock() + SKEW:
        yield grave(
            words.CLOCKS_DIFFER,
            name=name,
            seconds=abs((row["now"] - before).total_seconds()),
        )
    for complaint in _undone(name, row):
        yield complaint


def _undone(name: str, row: "asyncpg.Record") -> Iterator[Complaint]:
    """What waits: for a decision, for the broker, for its time that has come."""
    if row["parked"]:
        yield worth_knowing(
            words.EVENTS_PARKED,
            name=name,
            parked=row["parked"],
        )
    if row["unsent_since"] and row["now"] - row["unsent_since"] > LATE:
        yield grave(
            words.EVENTS_UNSENT,
            name=name,
            since=row["unsent_since"],
        )
    if row["due_at"] and row["now"] - row["due_at"] > LATE:
        yield grave(
            words.TIMERS_LATE,
            name=name,
            since=row["due_at"],
        )


async def _broker(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    """How far the system has heard, against what there is."""
    if not await conn.fetchval("SELECT to_regclass('position')"):
        return
    rows = await conn.fetch("SELECT topic, partition, next FROM position")
    heard = {TopicPartition(row["topic"], row["partition"]): row["next"] for row in rows}
    settings = system.settings
    client = AIOKafkaConsumer(**options(settings.kafka))
    try:
        async with asyncio.timeout(SECONDS):
            await broker.start(SECONDS, client.start())
            ends = await client.end_offsets(list(heard)) if heard else {}
        life = await shortest(settings.kafka, [settings.topic_prefix + topic for topic in system.hears])
    except (KafkaError, broker.BrokerLost, OSError, TimeoutError) as error:
        yield grave(
            words.BROKER_SILENT,
            name=system.name,
            kafka=servers(settings.kafka),
            error=type(error).__name__,
        )
        return
    finally:
        await broker.within(1, client.stop())
    if (behind := sum(max(0, end - heard[partition]) for partition, end in ends.items())) > FAR_BEHIND:
        yield grave(
            words.FAR_BEHIND,
            name=system.name,
            behind=behind,
        )
    if life is not None and life < timedelta(days=settings.log_days):
        yield worth_knowing(
            words.LOG_SHORT,
            name=system.name,
            kept=life / timedelta(days=1),
            relied_on=settings.log_days,
        )


async def _mail(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    url = urlsplit(system.settings.smtp_url)
    if not url.hostname:
        waiting = await conn.fetchval(_MAILS) if await conn.fetchval("SELECT to_regclass('delivery')") else 0
        yield worth_knowing(
            words.NO_MAIL_SERVER,
            waiting=waiting,
        )
        return
    port = url.port or (465 if url.scheme == "smtps" else 25)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(url.hostname, port), SECONDS)
        writer.close()
    except (OSError, TimeoutError) as error:
        yield grave(
            words.MAIL_SERVER_SILENT,
            host=url.hostname,
            port=port,
            error=type(error).__name__,
        )


async def _budget(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    """How much of the day's text messages is used."""
    sms = accounts(system.settings.channels_at).sms
    if sms is None or sms.a_day is None or not await conn.fetchval("SELECT to_regclass('channel')"):
        return
    spent = await conn.fetchval(_SPENT) or 0
    if spent >= sms.a_day:
        yield grave(words.SMS_SPENT, spent=spent, a_day=sms.a_day)
    elif spent >= NEARLY * sms.a_day:
        yield worth_knowing(words.SMS_NEARLY_SPENT, spent=spent, a_day=sms.a_day)
