"""Whether a `make up` should answer and work in two processes: one opening with one process, and with two, in turns on one stack.

python -m tests.bench.roles [families] [clients] [turns]. Compare the two ways of one run, not runs of different hours.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from uuid import UUID

import asyncpg
import httpx2
import psutil

from aixin.options import Options
from aixin.serve import build, run
from aixin.up import listen
from deploy.local.server import free_port
from deploy.local.stack import Kafka, Postgres
from services.booking import bootstrap as booking
from shared.db.pool import open_pool
from shared.settings import Settings
from tests.support.booking import FamilyOfOne, make_families, publish
from tests.support.eventually import eventually
from tests.support.up import prepared

WAYS = {"one process": ("both",), "two": ("web", "worker")}
IDLE_SECONDS = 20.0
PATIENCE = 300.0


def serve(home: Path, port: int) -> None:
    """All four systems in this process, in the role that the environment gives, on servers that run already."""
    postgres, kafka = servers(home)
    with listen("127.0.0.1", port) as listener:
        run(build(Options("127.0.0.1", port, home), postgres, kafka), listener, (), lambda: None)


def servers(home: Path) -> tuple[Postgres, Kafka]:
    """Of a home."""
    return Postgres(home / "postgres"), Kafka(home / "kafka", home / "kafka" / "jars")


@contextmanager
def processes(home: Path, roles: Sequence[str]) -> Iterator[tuple[list[psutil.Process], str]]:
    """One for each role, and where families are answered."""
    with ExitStack() as running:
        started, urls = [], []
        for role in roles:
            port = free_port()
            command = [sys.executable, "-m", "tests.bench.roles", "serve", str(home), str(port)]
            child = running.enter_context(subprocess.Popen(command, env={**os.environ, "AIXIN_ROLE": role}))
            running.callback(child.terminate)
            started.append(psutil.Process(child.pid))
            urls.append(f"http://127.0.0.1:{port}")
        yield started, urls[0]


def spent(*some: psutil.Process) -> float:
    """Seconds of a processor, with those of their children."""
    family = [process for one in some for process in (one, *one.children(recursive=True))]
    return sum(times.user + times.system for times in (process.cpu_times() for process in family))


async def measure(home: Path, roles: Sequence[str], count: int, clients: int) -> dict[str, float]:
    """One turn: idle, then an opening, until everybody is told."""
    postgres, kafka = servers(home)
    stack = [psutil.Process(int((server.folder / "pid").read_text())) for server in (postgres, kafka)]
    found: dict[str, float] = {}
    with processes(home, roles) as (own, url):
        async with httpx2.AsyncClient(
            base_url=url, trust_env=False, timeout=60, limits=httpx2.Limits(max_connections=clients)
        ) as web:
            await eventually(lambda: ready(web), within=PATIENCE, every=0.5)
            before = spent(*own, *stack)
            await asyncio.sleep(IDLE_SECONDS)
            found["idle, cores"] = (spent(*own, *stack) - before) / IDLE_SECONDS
            found["MB"] = sum(one.memory_full_info().pss for one in own) / 2**20
            group, families = await prepare(postgres, home, count)
            before, began = spent(*own), time.perf_counter()
            took = await opening(web, group, families, clients)
            found["answers/s"] = count / (time.perf_counter() - began)
            found["answer p50 ms"], found["answer p99 ms"] = median(took) * 1000, took[int(count * 0.99)] * 1000
            lags = await told(postgres, group, count)
            found["own ms each"] = (spent(*own) - before) / count * 1000
            found["inbox p50 ms"], found["inbox p99 ms"] = median(lags) * 1000, lags[int(count * 0.99)] * 1000
    return found


async def ready(web: httpx2.AsyncClient) -> bool:
    """Whether all four say so."""
    try:
        answers = [await web.get(f"/{name}/readyz") for name in ("accounts", "classes", "booking", "notify")]
    except httpx2.TransportError:
        return False
    return all(answer.status_code == 200 and answer.json()["status"] == "ready" for answer in answers)


async def prepare(postgres: Postgres, home: Path, count: int) -> tuple[UUID, list[FamilyOfOne]]:
    """A group with room for half of them."""
    system = booking.build(Settings(database_url=postgres.dsn("aixin_booking"), keys_dir=home / "keys"))
    async with await open_pool(system.settings.database_url, 2) as system.pool:
        return await publish(system, capacity=count // 2), await make_families(system, count)


async def opening(web: httpx2.AsyncClient, group: UUID, families: Sequence[FamilyOfOne], clients: int) -> list[float]:
    """Everybody asks; seconds until each was answered, in order."""
    gate, took = asyncio.Semaphore(clients), []

    async def ask(family: FamilyOfOne) -> None:
        body, headers = {"group_id": str(group), "child_id": str(family.child_id)}, family.with_key()
        async with gate:
            began, result = time.perf_counter(), None
            while result not in ("confirmed", "waitlisted"):  # as phones do: again, with the same key
                with suppress(httpx2.TransportError):
                    answer = await web.post("/booking/api/v1/enrollments", json=body, headers=headers)
                    result = answer.json().get("result")
            took.append(time.perf_counter() - began)

    await asyncio.gather(*map(ask, families))
    return sorted(took)


async def told(postgres: Postgres, group: UUID, count: int) -> list[float]:
    """Seconds from each event to its message, by the one clock of both databases, in order; when all are told."""
    said, heard = [await asyncpg.connect(postgres.dsn(f"aixin_{name}")) for name in ("booking", "notify")]
    events = "SELECT event_id, created_at FROM outbox WHERE key = $1 AND type ~ 'enrollment-(confirmed|waitlisted)'"
    messages = "SELECT event_id, created_at FROM message WHERE event_id = ANY ($1)"
    try:
        at = {row["event_id"]: row["created_at"] for row in await said.fetch(events, str(group))}
        assert len(at) == count

        async def all_told() -> list[asyncpg.Record]:
            rows = await heard.fetch(messages, list(at))
            return rows if len(rows) == count else []

        rows = await eventually(all_told, within=PATIENCE, every=0.2)
        return sorted((row["created_at"] - at[row["event_id"]]).total_seconds() for row in rows)
    finally:
        await said.close()
        await heard.close()


def main(count: int = 1000, clients: int = 64, turns: int = 3) -> None:
    """Both ways in turns, then the medians."""
    with tempfile.TemporaryDirectory() as folder:
        home = prepared(Path(folder) / "home")
        postgres, kafka = servers(home)
        postgres.start()
        try:
            kafka.start()
            found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
            for _ in range(turns):
                for way, roles in WAYS.items():
                    found[way].append(asyncio.run(measure(home, roles, count, clients)))
                    print(
                        f"{way:>12}: " + "  ".join(f"{k} {v:.2f}" for k, v in found[way][-1].items()),
                        os.getloadavg(),
                        flush=True,
                    )
            for way, runs in found.items():
                print(f"{way:>12}: " + "  ".join(f"{k} {median(one[k] for one in runs):.2f}" for k in runs[0]))
        finally:
            kafka.kill()
            postgres.kill()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", home, port]:
            serve(Path(home), int(port))
        case words:
            main(*map(int, words))
