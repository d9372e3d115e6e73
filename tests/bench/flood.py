"""A province publishes: how long until each of its groups can be booked and stands in the catalogue, and who waits meanwhile.

python -m tests.bench.flood [groups]. Starts a `make up` of its own. Two plans, for one file says 5,000 groups at the most; while they
are published a third, of two groups, is published too. The ratio is of groups learned a second to rows that pgbench inserts one by one
in the same database; seconds of a core are about the same on a busy machine, others say little there.
"""

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx2
import psutil

from deploy.local.postgres import Postgres, binaries
from deploy.local.server import free_port
from tests.support.classes import plan
from tests.support.eventually import eventually
from tests.support.people import bearer, token_for
from tests.support.plan_texts import large
from tests.support.up import Up, aixin_up, prepared

A_SITE = 12
"""Groups of a site."""
PATIENCE = 900
ROWS_SECONDS = 5
PROGRAMS = 3
_BOOKABLE = "SELECT count(*) FROM ledger"
_SHOWN = "SELECT count(*) FROM class_group WHERE state <> 'draft' AND ledger_revision > 0"
_ONE = "SELECT count(*) FROM ledger WHERE group_id = ANY ($1::uuid[])"
_TABLE = "CREATE TABLE bench_row (id uuid PRIMARY KEY, revision bigint NOT NULL, facts jsonb NOT NULL)"
_ROW = "INSERT INTO bench_row SELECT gen_random_uuid(), 1, facts FROM class_group LIMIT 1;"


class Province:
    """An organizer at a running stack, and what its databases hold."""

    def __init__(self, web: httpx2.AsyncClient, classes: asyncpg.Connection, booking: asyncpg.Connection) -> None:
        self.web, self.classes, self.booking = web, classes, booking
        self.began = 0.0

    async def post(self, path: str, content: str = "") -> dict[str, object]:
        """A write that must succeed."""
        headers = {"idempotency-key": str(uuid4()), "content-type": "application/yaml"}
        answer = await self.web.post(f"/classes/api/v1/{path}", content=content.encode(), headers=headers)
        assert answer.is_success, answer.text
        body: dict[str, object] = answer.json()
        return body

    def at(self, what: str) -> float:
        """Say when something came: seconds since it began."""
        took = time.perf_counter() - self.began
        print(f"{what:>40}: {took:6.1f} s", flush=True)
        return took

    async def known(self, of: asyncpg.Connection, query: str, *arguments: object, wanted: int) -> None:
        """Return when so many groups are."""

        async def all_are() -> bool:
            return bool(await of.fetchval(query, *arguments) >= wanted)

        await eventually(all_are, within=PATIENCE, every=0.2)


def plans(groups: int) -> list[str]:
    """So many groups, in two files."""
    sites = groups // A_SITE
    return [
        large(some).replace("plan: province", f"plan: province-{n}")
        for n, some in enumerate((sites // 2, sites - sites // 2))
    ]


async def publish(province: Province, groups: int) -> float:
    """Groups learned a second."""
    small = await province.post("plans", plan("town"))
    ids = [UUID(str(group["id"])) for group in small["groups"]]  # type: ignore[attr-defined]
    province.began = time.perf_counter()
    made = [await province.post("plans", source) for source in plans(groups)]
    province.at("imported")
    province.began = time.perf_counter()
    for one in made:
        await province.post(f"plans/{one['plan']}/publish")
    await province.post(f"plans/{small['plan']}/publish")
    asked = time.perf_counter() - province.began
    await province.known(province.booking, _ONE, ids, wanted=len(ids))
    late = province.at("a plan of two groups is bookable") - asked
    print(f"{'which is after its publishing':>40}: {late:6.1f} s")
    await province.known(province.booking, _BOOKABLE, wanted=groups + len(ids))
    took = province.at(f"all {groups} are bookable")
    await province.known(province.classes, _SHOWN, wanted=groups + len(ids))
    province.at("and the catalogue knows their places")
    return groups / took


def spent(root: psutil.Process) -> Counter[str]:
    """Seconds of a core so far, by program."""
    seconds: Counter[str] = Counter()
    for process in (root, *root.children(recursive=True)):
        times = process.cpu_times()
        seconds[process.name()] += times.user + times.system
    return seconds


def rows_a_second(postgres: Postgres, folder: Path) -> float:
    """What pgbench inserts one by one, of the same facts."""
    script = folder / "row.sql"
    script.write_text(_ROW)
    command = [binaries() / "pgbench", "-n", "-f", script, "-T", str(ROWS_SECONDS), postgres.dsn("aixin_classes")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([0-9.]+)", said)
    assert found, said
    return float(found[1])


async def measure(up: Up, home: Path, groups: int) -> None:
    """Print what it took, what it cost, and the ratio."""
    postgres = Postgres(home / "postgres")
    roles = frozenset({("organizer", "mazhang")})
    token = token_for(home / "keys", uuid4(), roles=roles, seconds=3600)
    classes, booking = [await asyncpg.connect(postgres.dsn(f"aixin_{name}")) for name in ("classes", "booking")]
    before = spent(psutil.Process(up.process.pid))
    async with httpx2.AsyncClient(base_url=up.url, headers=bearer(token), timeout=300, trust_env=False) as web:
        rate = await publish(Province(web, classes, booking), groups)
    for name, seconds in (spent(psutil.Process(up.process.pid)) - before).most_common(PROGRAMS):
        print(f"{name:>40}: {seconds:6.1f} s of a core")
    await classes.execute(_TABLE)
    rows = await asyncio.to_thread(rows_a_second, postgres, home)
    await classes.close()
    await booking.close()
    print(f"{rate:.0f} groups/s learned, {rows:.0f} single rows/s\nratio {rate / rows:.2f}")


def main(groups: int) -> None:
    """With a stack of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = prepared(Path(folder) / "home")
        with aixin_up(home, free_port()) as up:
            up.until("Ctrl-C")
            asyncio.run(measure(up, home, groups))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8148)
