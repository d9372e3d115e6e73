"""How much the desk's batches bring: the same opening with batches, and with one transaction a booking, in one run.

python -m tests.bench.opening [families] [clients]. Prints a ratio; the absolute numbers say little on a shared machine.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from unittest.mock import patch
from uuid import UUID, uuid4

from deploy.local.stack import Postgres
from services.booking.bootstrap import build
from services.booking.domain.requests import Enroll, Seat
from services.booking.usecases import desk as desk_module
from services.booking.usecases.desk import Desk
from shared.db.migrate import migrate
from shared.db.pool import open_pool
from shared.kernel.answer import digest
from shared.keys import ensure_keys
from shared.settings import Settings
from shared.system import System
from tests.support.booking import FamilyOfOne, make_families, publish


async def opening(system: System, count: int, clients: int) -> tuple[float, list[float], Counter[str]]:
    """One rush for 30 places: answers a second, seconds each answer took, and what they were."""
    desk: Desk = system.app.state.desk
    group_id: UUID = await publish(system, capacity=30)
    families = await make_families(system, count)
    gate = asyncio.Semaphore(clients)
    took: list[float] = []
    results: Counter[str] = Counter()

    async def one(family: FamilyOfOne) -> None:
        async with gate:
            began = time.perf_counter()
            ask = Enroll(family.person_id, ((Seat(uuid4(), family.child_id, group_id),),))
            answer = await desk.ask(family.person_id, str(uuid4()), digest(group_id, family.child_id), ask)
            took.append(time.perf_counter() - began)
            results[answer.body["result"]] += 1

    began = time.perf_counter()
    await asyncio.gather(*(one(family) for family in families))
    return len(families) / (time.perf_counter() - began), took, results


async def main(count: int, clients: int) -> None:
    """Both ways, three times in turn."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder) / "postgres")
        postgres.start()
        try:
            await compare(postgres.dsn("aixin_booking"), Path(folder) / "keys", count, clients)
        finally:
            postgres.kill()


async def compare(dsn: str, keys: Path, count: int, clients: int) -> None:
    """The desk alone: no broker is needed to book."""
    ensure_keys(keys)
    system = build(Settings(database_url=dsn, keys_dir=keys))
    await migrate(dsn, system.migrations)
    system.pool = await open_pool(dsn, 4)
    system.committed = lambda: None  # type: ignore[method-assign]
    desk = asyncio.create_task(system.app.state.desk.run(system))
    rates: dict[str, list[float]] = {"batches": [], "one by one": []}
    for _ in range(3):
        for name, largest in (("batches", desk_module.MAX_BATCH), ("one by one", 1)):
            with patch.object(desk_module, "MAX_BATCH", largest):
                rate, took, results = await opening(system, count, clients)
            assert results["confirmed"] == 30, results
            rates[name].append(rate)
            took.sort()
            print(
                f"{name:>10}: {rate:6.0f}/s  p50 {took[count // 2] * 1000:5.1f} ms  p99 {took[int(count * 0.99)] * 1000:5.1f} ms"
            )
    print(f"ratio {statistics.median(rates['batches']) / statistics.median(rates['one by one']):.1f}")
    desk.cancel()
    await system.pool.close()


if __name__ == "__main__":
    said = [int(word) for word in sys.argv[1:3]]
    asyncio.run(main(*(said or [2000, 64])))
