"""What a system has: its database, its broker, its mail server; what waits in them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from aixin.doctor.complaint import Complaint, grave, worth_knowing
from shared.db.migrate import OtherVersion, check
from shared.kernel.clock import machine_clock
from shared.messaging import broker
from shared.messaging.address import options
from shared.system import System

SECONDS = 5.0
SKEW = timedelta(seconds=5)
LATE = timedelta(minutes=2)
FAR_BEHIND = 1000
"""Events."""
_WAITING = """
SELECT (SELECT clock_timestamp()) AS now, current_setting('transaction_read_only') = 'on' AS read_only,
    (SELECT count(*) FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL) AS parked,
    (SELECT min(created_at) FROM outbox WHERE published_at IS NULL) AS unsent_since,
    (SELECT min(due_at) FROM timer) AS due_at
"""
_MAILS = "SELECT count(*) FROM delivery WHERE channel = 'mail' AND due_at IS NOT NULL"


async def examine(system: System) -> AsyncIterator[Complaint]:
    """Everything about one system."""
    try:
        await check(system.settings.database_url, system.migrations)
        conn = await asyncpg.connect(system.settings.database_url, timeout=SECONDS)
    except OtherVersion as other:
        yield grave(*str(other).split("\n", 1))
        return
    except (OSError, asyncpg.PostgresError) as error:
        yield grave(
            "{name}：数据库没有回应（{error}）。请启动它：make up，或 docker compose up -d postgres。",
            "{name}: the database does not answer ({error}). Start it: make up, or docker compose up -d postgres.",
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
    finally:
        await conn.close()


async def _database(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    name, before = system.name, machine_clock()
    if not await conn.fetchval("SELECT to_regclass('restored')"):
        yield worth_knowing(
            "{name}：数据库还没有建好，启动一次就好。",
            "{name}: the database is not set up yet; a start does it.",
            name=name,
        )
        return
    row = await conn.fetchrow(_WAITING)
    assert row is not None  # noqa: S101 - it always answers
    if row["read_only"]:
        yield grave(
            "{name}：数据库只能读（备用机，或磁盘已满）。请把它恢复为主库，或连接主库。",
            "{name}: the database takes no writes (a standby, or a full disk). Make it the primary, or connect to the one that is.",
            name=name,
        )
    if not before - SKEW <= row["now"] <= machine_clock() + SKEW:
        yield grave(
            "{name}：这台机器和数据库的时钟相差 {seconds:.0f} 秒。请让两边都自动对时（NTP）：系统以数据库的时钟为准，日志里的时间却是这台机器的。",
            "{name}: the clocks of this machine and of the database differ by {seconds:.0f} s. Set both by NTP: systems go by the database's, the log by this machine's.",
            name=name,
            seconds=abs((row["now"] - before).total_seconds()),
        )
    for complaint in _undone(name, row):
        yield complaint


def _undone(name: str, row: "asyncpg.Record") -> Iterator[Complaint]:
    """What waits: for a decision, for the broker, for its time that has come."""
    if row["parked"]:
        yield worth_knowing(
            "{name}：有 {parked} 个事件被搁置。请看：aixin dead-letters list {name}",
            "{name}: {parked} events are parked. See: aixin dead-letters list {name}",
            name=name,
            parked=row["parked"],
        )
    if row["unsent_since"] and row["now"] - row["unsent_since"] > LATE:
        yield grave(
            "{name}：从 {since:%m-%d %H:%M} 起的事件没有发出。系统没有运行，或消息队列没有回应：请启动它们。",
            "{name}: events have not been sent since {since:%m-%d %H:%M} UTC. The system does not run, or the broker does not answer: start them.",
            name=name,
            since=row["unsent_since"],
        )
    if row["due_at"] and row["now"] - row["due_at"] > LATE:
        yield grave(
            "{name}：{since:%m-%d %H:%M} 该做的事还没有做。系统没有运行，或日志里有 timer_failed：请启动它，或按原因处理。",
            "{name}: what was due at {since:%m-%d %H:%M} UTC is not done. The system does not run, or its log has timer_failed: start it, or mend the cause.",
            name=name,
            since=row["due_at"],
        )


async def _broker(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    """How far the system has heard, against what there is."""
    if not await conn.fetchval("SELECT to_regclass('position')"):
        return
    rows = await conn.fetch("SELECT topic, partition, next FROM position")
    heard = {TopicPartition(row["topic"], row["partition"]): row["next"] for row in rows}
    client = AIOKafkaConsumer(**options(system.settings.kafka))
    try:
        async with asyncio.timeout(SECONDS):
            await broker.start(SECONDS, client.start())
            ends = await client.end_offsets(list(heard)) if heard else {}
    except (KafkaError, broker.BrokerLost, OSError, TimeoutError) as error:
        yield grave(
            "{name}：消息队列 {kafka} 没有回应（{error}）。报名照常，通知会等它：请启动它。",
            "{name}: the broker {kafka} does not answer ({error}). Bookings go on, messages wait for it: start it.",
            name=system.name,
            kafka=system.settings.kafka,
            error=type(error).__name__,
        )
        return
    finally:
        await broker.within(1, client.stop())
    if (behind := sum(max(0, end - heard[partition]) for partition, end in ends.items())) > FAR_BEHIND:
        yield grave(
            "{name}：还有 {behind} 个事件没有处理。系统没有运行，或处理不过来：请看它的日志和 /{name}/readyz。",
            "{name}: {behind} events are not heard yet. The system does not run, or cannot keep up: see its log and /{name}/readyz.",
            name=system.name,
            behind=behind,
        )


async def _mail(system: System, conn: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Complaint]:
    url = urlsplit(system.settings.smtp_url)
    if not url.hostname:
        waiting = await conn.fetchval(_MAILS) if await conn.fetchval("SELECT to_regclass('delivery')") else 0
        yield worth_knowing(
            "没有设置邮件服务器，{waiting} 封邮件在等（三天后作废）。请设置 AIXIN_SMTP_URL。",
            "No mail server is set up; {waiting} mails wait, for three days at most. Set AIXIN_SMTP_URL.",
            waiting=waiting,
        )
        return
    port = url.port or (465 if url.scheme == "smtps" else 25)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(url.hostname, port), SECONDS)
        writer.close()
    except (OSError, TimeoutError) as error:
        yield grave(
            "邮件服务器 {host}:{port} 连不上（{error}）。请检查 AIXIN_SMTP_URL 和防火墙。",
            "The mail server {host}:{port} cannot be reached ({error}). Check AIXIN_SMTP_URL and the firewall.",
            host=url.hostname,
            port=port,
            error=type(error).__name__,
        )
