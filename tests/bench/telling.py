"""How late the message of a single booking is: from its commit to the message's, in a `make up` where nobody else books.

python -m tests.bench.telling [bookings]. Starts one of its own. Prints a ratio: what that takes ÷ what it cannot do without, a commit that is
told and a record through the broker, measured in turns with it.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from aixin.demo.client import log_in, open_web
from aixin.demo.families import Family
from aixin.demo.race import choose
from aixin.demo.run import RACED
from aixin.demo.stage import ORGANIZER, PLANS, families_of, heard, staged
from deploy.local.guarded import STACK
from deploy.local.server import free_port
from deploy.local.stack import Kafka, Postgres
from shared.kernel.clock import machine_clock
from shared.messaging.address import options
from tests.support.up import aixin_up, prepared

SETTLED_SECONDS = 20
"""After a start there is still something to do."""
PAUSE = (2.5, 3.5)
"""Seconds between two bookings: whatever is quicker while something happens is slow again."""
_TELLS = """
CREATE FUNCTION bench_tells() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('bench', NEW.event_id::text); RETURN NULL; END $$;
CREATE TRIGGER bench AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION bench_tells();
"""


class Commits:
    """When rows of a table were committed, as we heard it."""

    def __init__(self, conn: asyncpg.Connection) -> None:
        self.conn = conn
        self.at: dict[str, float] = {}
        self._news = asyncio.Event()

    def hear(self, conn: object, pid: int, channel: str, event_id: object) -> None:
        """One more."""
        self.at[str(event_id)] = time.perf_counter()
        self._news.set()

    async def until(self, event_id: str = "") -> tuple[str, float]:
        """That event, or whichever comes first, and the instant of its commit."""
        while event_id not in self.at and (event_id or not self.at):
            self._news.clear()
            await self._news.wait()
        return (event_id, self.at[event_id]) if event_id else next(iter(self.at.items()))


@asynccontextmanager
async def commits(dsn: str, table: str) -> AsyncIterator[Commits]:
    """Those of a table, from now on."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(f"CREATE TABLE IF NOT EXISTS {table} (event_id uuid)")
        await conn.execute(_TELLS.format(table=table))
        found = Commits(conn)
        await conn.add_listener("bench", found.hear)
        yield found
    finally:
        await conn.close()


async def measure(url: str, home: Path, count: int) -> None:
    """Single bookings, and beside each what it is compared with; milliseconds."""
    postgres, kafka = Postgres(home / "postgres"), Kafka(home / "kafka", home / "kafka" / "jars")
    async with (
        open_web(url) as web,
        commits(postgres.dsn("aixin_booking", "postgres"), "outbox") as said,
        commits(postgres.dsn("aixin_notify", "postgres"), "message") as told,
        commits(postgres.dsn("postgres"), "bench") as bare,
        through(kafka.address(STACK)) as send,
    ):
        organizer = await log_in(web, ORGANIZER)
        groups = await staged(organizer, PLANS / f"{RACED}.yaml", RACED, machine_clock())
        await heard(organizer, groups)
        families = await families_of(web, range(count), random.Random(1))
        late, committed, sent = [], [], []
        for family in families:
            await asyncio.sleep(random.uniform(*PAUSE))
            late.append(await book(family, choose(groups, family), said, told))
            await asyncio.sleep(random.uniform(*PAUSE) / 2)
            committed.append(await commit(bare))
            sent.append(await send())
    for name, some in (("commit to inbox", late), ("commit, told", committed), ("produce to consume", sent)):
        some.sort()
        print(f"{name:>20}: p50 {some[len(some) // 2]:6.1f} ms  p99 {some[int(len(some) * 0.99)]:6.1f} ms")
    print(f"ratio {median(late) / (median(committed) + median(sent)):.1f}")


async def book(family: Family, group: dict[str, object], said: Commits, told: Commits) -> float:
    """Ask for a place; from the commit of its event to that of its message."""
    said.at.clear()
    told.at.clear()
    await family.person.post("/booking/api/v1/enrollments", {"group_id": group["id"], "child_id": family.child_id})
    event_id, at = await told.until()
    return (at - (await said.until(event_id))[1]) * 1000


async def commit(heard: Commits) -> float:
    """From a statement to the news of its commit."""
    event_id, began = str(uuid4()), time.perf_counter()
    await heard.conn.execute("INSERT INTO bench VALUES ($1)", event_id)
    return ((await heard.until(event_id))[1] - began) * 1000


@asynccontextmanager
async def through(kafka: str) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """A way through the broker: what sends a record and waits until it is there."""
    admin = AIOKafkaAdminClient(**options(kafka))
    await admin.start()
    await admin.create_topics([NewTopic("bench", 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(**options(kafka), enable_idempotence=True)
    consumer = AIOKafkaConsumer(**options(kafka))
    await producer.start()
    await consumer.start()
    consumer.assign([TopicPartition("bench", 0)])
    await consumer.seek_to_end()

    async def send() -> float:
        began = time.perf_counter()
        await producer.send("bench", b"a record")
        await consumer.getone()
        return (time.perf_counter() - began) * 1000

    try:
        yield send
    finally:
        await producer.stop()
        await consumer.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, aixin_up(home := prepared(Path(folder) / "home"), free_port()) as up:
        up.until("Ctrl-C")
        time.sleep(SETTLED_SECONDS)
        asyncio.run(measure(up.url, home, int(sys.argv[1]) if len(sys.argv) > 1 else 50))
