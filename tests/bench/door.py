"""The opening second through the door that families use: a whole `aixin up`, one hot group with places for all, every family its own token.

python -m tests.bench.door [turns] [bookings]. In turns with what PostgreSQL does at best with a booking of one statement (ceiling.py), on the
same server: the ratio is what counts. Everything is on: the relay, notify, live pages, fsync.
"""

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import psutil

from deploy.local.server import free_port
from deploy.local.stack import Postgres
from services.booking import bootstrap as booking
from shared.db.pool import open_pool
from shared.settings import Settings
from shared.system import System
from tests.bench.ceiling import Ceiling, ceiling
from tests.bench.phones import Rush, rush
from tests.support.booking import FamilyOfOne, make_families, publish
from tests.support.up import aixin_up, prepared

CONNECTIONS = (1, 16, 64)
# Names and birth dates differ, as families' do: two children in a hundred thousand share an identity.
_DIFFERENT = (
    "UPDATE child SET identity = sha256(id::text::bytea), name = '张' || left(id::text, 8) WHERE identity IS NULL"
)
_BOOKED = """
SELECT l.taken, (SELECT count(*) FROM enrollment e WHERE e.group_id = l.group_id AND e.state = 'confirmed') AS booked
FROM ledger l WHERE l.group_id = $1
"""


class Bench:
    """A running `aixin up`, and what is asked of it."""

    def __init__(self, home: Path, port: int, pid: int) -> None:
        self.postgres, self.home, self.port = Postgres(home / "postgres"), home, port
        self.dsn = self.postgres.dsn("aixin_booking")
        self.process = psutil.Process(pid)

    def spent(self) -> Counter[tuple[str, int]]:
        """Seconds of a processor, by program and process: ours, and the database's."""
        seconds: Counter[tuple[str, int]] = Counter()
        for one in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                seconds["python" if one == self.process else one.name(), one.pid] = times.user + times.system
        return seconds

    async def prepare(self, count: int) -> tuple[UUID, list[FamilyOfOne]]:
        """A group with places for all of these families."""
        async with self._system() as system:
            group, families = await publish(system, capacity=count), await make_families(system, count)
            await system.pool.execute(_DIFFERENT)
            await system.pool.execute("ANALYZE child, guardian, family")
            return group, families

    async def check(self, group: UUID, count: int) -> None:
        """Everybody has a place, and it is counted."""
        async with self._system() as system:
            row = await system.pool.fetchrow(_BOOKED, group)
            assert row and tuple(row) == (count, count)

    def _system(self) -> "_Opened":
        return _Opened(booking.build(Settings(database_url=self.dsn, keys_dir=self.home / "keys")))


class _Opened:
    def __init__(self, system: System) -> None:
        self.system = system

    async def __aenter__(self) -> System:
        self.system.pool = await open_pool(self.system.settings.database_url, 2)
        return self.system

    async def __aexit__(self, *_: object) -> None:
        await self.system.pool.close()


def request(group: UUID, family: FamilyOfOne) -> bytes:
    """As a phone sends it, with a key of its own."""
    body = f'{{"group_id":"{group}","child_id":"{family.child_id}"}}'
    head = {
        "host": "127.0.0.1", "content-type": "application/json", "content-length": str(len(body)),
        "idempotency-key": str(uuid4()), **family.headers,
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /booking/api/v1/enrollments HTTP/1.1\r\n{lines}\r\n{body}".encode()


def waiting(family: FamilyOfOne) -> bytes:
    """What a family looks at before: its token is known when the doors open."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in family.headers.items())
    return f"GET /booking/api/v1/enrollments HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n".encode()


def opening(bench: Bench, connections: int, count: int) -> dict[str, float]:
    """One rush: everybody waits before it, and is answered, with a place."""
    group, families = asyncio.run(bench.prepare(count))
    rush(bench.port, [waiting(family) for family in families], 16)
    before = bench.spent()
    found: Rush = rush(bench.port, [request(group, family) for family in families], connections)
    after = bench.spent()
    assert found.answers.get("confirmed") == count, found.answers
    asyncio.run(bench.check(group, count))
    each = {f"{name} ms each": _of(name, after - before) / count * 1000 for name in ("python", "postgres", "java")}
    late = {"p50 ms": found.later_than(0.5), "p99 ms": found.later_than(0.99), "max ms": found.took[-1]}
    return {"answers/s": found.rate, **late, **each, "503s": found.answers.get("503", 0)}


def _of(program: str, spent: Counter[tuple[str, int]]) -> float:
    return sum(seconds for (name, _), seconds in spent.items() if name == program)


def turn(bench: Bench, bookings: int) -> tuple[Ceiling, dict[int, dict[str, float]]]:
    """The ceiling, then the door at each number of connections."""
    best = ceiling(bench.dsn)
    print(
        "   pgbench "
        + "  ".join(f"{clients}: {rate:.0f}/s" for clients, rate in best.rates.items())
        + f"  alone {best.alone:.2f} ms  load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    found = {}
    for connections in CONNECTIONS:
        found[connections] = opening(bench, connections, bookings if connections > 1 else max(bookings // 10, 100))
        print(f"{connections:>10} " + "  ".join(f"{k} {v:.1f}" for k, v in found[connections].items()), flush=True)
    return best, found


def tell(turns: Sequence[tuple[Ceiling, dict[int, dict[str, float]]]]) -> None:
    """Medians of ratios, each within its turn."""
    for connections in CONNECTIONS:
        ratio = median(found[connections]["answers/s"] / best.best for best, found in turns)
        print(f"ratio at {connections} connections: {ratio:.2f} of pgbench's best")
    alone = median(found[1]["p50 ms"] / best.alone for best, found in turns)
    print(f"one alone: {alone:.1f} times pgbench's own latency")


def main(turns: int = 3, bookings: int = 3000) -> None:
    """With a stack of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        aixin_up(home := prepared(Path(folder) / "home"), free_port()) as up,
    ):
        up.until("Ctrl-C")
        bench = Bench(home, up.port, up.process.pid)
        opening(bench, 16, 500)  # warm
        tell([turn(bench, bookings) for _ in range(turns)])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
