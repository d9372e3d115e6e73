"""What one group, one booking and one message cost: seconds of a processor, and bytes that stay. docs/scaling.md multiplies them.

python -m tests.bench.units [groups] [families]. No broker is asked.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from deploy.local.stack import Postgres
from services.booking import bootstrap as booking
from services.booking.domain.requests import Enroll, Seat
from services.notify import bootstrap as notify
from shared.db.migrate import migrate
from shared.db.pool import open_pool
from shared.kernel.answer import digest
from shared.keys import ensure_keys
from shared.messaging.inbox import Inbox
from shared.messaging.relay import Relay
from shared.settings import Settings
from shared.system import System
from tests.support.booking import FamilyOfOne, make_families, publish

CLIENTS = 64
_SIZE = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@asynccontextmanager
async def costs(system: System, what: str, count: int) -> AsyncIterator[None]:
    """Print what the block costs for each of `count`."""
    size, wal = await system.pool.fetchrow(f"SELECT ({_SIZE}) AS size, pg_current_wal_lsn() AS wal")  # type: ignore[misc]
    began, busy = time.perf_counter(), time.process_time()
    yield
    took, busy = time.perf_counter() - began, time.process_time() - busy
    after = await system.pool.fetchrow(f"SELECT ({_SIZE}) - $1 AS size, pg_current_wal_lsn() - $2 AS wal", size, wal)
    assert after
    print(
        f"{what:>10}: {count / took:6.0f}/s  {busy / count * 1000:6.2f} ms of Python  "
        f"{int(after['size']) / count:7.0f} bytes in tables  {int(after['wal']) / count:7.0f} bytes of WAL"
    )


async def main(groups: int, count: int) -> None:
    """Groups are learned, families book in them as fast as they are answered, and are told."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder) / "postgres")
        postgres.start()
        try:
            await measure(postgres, Path(folder) / "keys", groups, count)
        finally:
            postgres.kill()


async def measure(postgres: Postgres, keys: Path, groups: int, count: int) -> None:
    """On two databases, as two systems would."""
    ensure_keys(keys)
    here, there = (
        one.build(Settings(database_url=postgres.dsn(f"aixin_{name}"), keys_dir=keys))
        for name, one in (("booking", booking), ("notify", notify))
    )
    for system in (here, there):
        await migrate(system.settings.database_url, system.migrations)
        system.pool = await open_pool(system.settings.database_url, 4)
        system.committed = lambda: None  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as running:
        desk = running.create_task(here.app.state.desk.run(here))
        async with costs(here, "group", groups):
            ids = [await publish(here, capacity=30) for _ in range(groups)]
        async with costs(here, "child", count):
            families = await make_families(here, count)
        async with costs(here, "booking", count):
            await book_all(here, families, ids)
        desk.cancel()
    await tell_all(here, there)
    for system in (here, there):
        await system.pool.close()


async def book_all(system: System, families: list[FamilyOfOne], groups: list[UUID]) -> None:
    """Each asks for one place."""
    gate = asyncio.Semaphore(CLIENTS)

    async def one(family: FamilyOfOne, group: UUID) -> None:
        async with gate:
            ask = Enroll(family.person_id, ((Seat(uuid4(), family.child_id, group),),))
            await system.app.state.desk.ask(family.person_id, str(uuid4()), digest(group, family.child_id), ask)

    await asyncio.gather(*(one(family, groups[n % len(groups)]) for n, family in enumerate(families)))


async def tell_all(here: System, there: System) -> None:
    """What booking said, as notify hears it."""
    relay = Relay(here.pool, "", "", system="booking", source="booking")
    rows = await here.pool.fetch("SELECT * FROM outbox WHERE topic = 'enrollment' ORDER BY id")
    letters = [relay._letter(row) for row in rows]
    inbox = Inbox(there.pool, "notify", there.handlers)
    async with costs(there, "message", len(letters)):
        for at in range(0, len(letters), 500):
            await inbox.take(letters[at : at + 500])
    print(f"     event: {sum(len(letter.body or b'') for letter in letters) / len(letters):7.0f} bytes of body")


if __name__ == "__main__":
    said = [int(word) for word in sys.argv[1:3]]
    asyncio.run(main(*(said or [200, 5000])))
