"""The opening second through the door that families use: a whole `aixin up`, every family with a token and a key of its own.

python -m tests.bench.door [turns] [bookings] [enrollments that are there already]. In turns with what PostgreSQL does at best with a booking of one
statement, and what answers nothing at all (ceiling.py), on the same machine: the ratio is what counts. Everything is on: the relay, notify,
live pages, fsync. What it finds is kept: docs/performance.json, and the table and picture made of it (report.py).
"""

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import psutil

from deploy.local.server import free_port
from deploy.local.stack import Postgres
from services.booking import bootstrap as booking
from services.booking.usecases.learn_group import learn_groups
from shared.db.pool import open_pool, transaction
from shared.events.catalogue import GroupPublished, Limit
from shared.events.rules import Criterion, GroupRules, Pool, Priority
from shared.settings import Settings
from shared.system import System
from tests.bench.ceiling import ceiling, empty
from tests.bench.phones import Rush, rush
from tests.bench.report import keep
from tests.support.booking import FamilyOfOne, facts, make_families
from tests.support.eventually import eventually
from tests.support.up import aixin_up, prepared

GROUPS_AT_ONCE = 100
PATIENCE = 120.0
"""Seconds until the last message."""


@dataclass(frozen=True)
class Row:
    """One kind of rush."""

    name: str
    connections: int
    groups: int = 1
    answer: str = "confirmed"
    """What everybody is told; a tap by the status of its page."""
    full: bool = False
    """There are no places, and nobody may wait; otherwise there are places for all."""
    tap: bool = False
    """A family's, by the page's form and a cookie, not a program's."""
    follow: bool = False
    """Answered is who sees the page that the tap leads to."""
    crowded: bool = False
    """Many enrollments are there already."""
    says: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What is other of the group than of a plain one."""


_MIXED: Mapping[str, object] = {
    "limits": [Limit(scope="term", at_most=1), Limit(scope="family", at_most=2, per="family")],
    "rules": GroupRules(
        pools=[Pool(name="新就业形态", places=10, when=Criterion(categories=["new_form"]))],
        priorities=[Priority(name="本区", when=Criterion(home_areas=["济宁高新区"]))],
        waiting_order="priority",
    ),
}
ALONE, HOT = Row("one alone", 1), Row("hot group, 64", 64)
MANY, FULL = Row("2,000 groups, 64", 64, groups=2000), Row("full group, 64", 64, answer="full", full=True)
ALL = Row("hot group, 2,000 connections", 2000)
TAP = Row("families' taps, 64", 64, answer="303", tap=True)
SEEN = Row("taps and the page after, 64", 64, answer="200", tap=True, follow=True)
TOLD_FULL = Row("taps at a full group, 64", 64, answer="200", tap=True, full=True)
MIXED, CROWDED = Row("mixed rules, 64", 64, says=_MIXED), Row("many enrollments there, 64", 64, crowded=True)
ROWS = (ALONE, Row("hot group, 16", 16), HOT, ALL, TAP, SEEN, MANY, FULL, TOLD_FULL, MIXED, CROWDED)
KEPT_PLACES = 10
# Names and birth dates differ, as families' do: two children in a hundred thousand share an identity.
_DIFFERENT = (
    "UPDATE child SET identity = sha256(id::text::bytea), name = '张' || left(id::text, 8) WHERE identity IS NULL"
)
# Ten thousand groups' worth of others.
_CROWD = """
INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
SELECT gen_random_uuid(), md5((n % 10000)::text)::uuid, gen_random_uuid(), 'confirmed', n, gen_random_uuid(), now(), now()
FROM generate_series(1, $1) n
"""
_BOOKED = """
SELECT (SELECT coalesce(sum(taken), 0) FROM ledger WHERE group_id = ANY ($1::uuid[])) AS counted,
    (SELECT count(*) FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND state = 'confirmed') AS booked
"""
_TOLD = "SELECT count(*), max(created_at) FROM message WHERE params ->> 'group_id' = ANY ($1::text[])"
_LATE = "SELECT extract(epoch FROM $2 - max(created_at))::float8 FROM enrollment WHERE group_id = ANY ($1::uuid[])"


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

    async def prepare(self, row: Row, count: int) -> tuple[list[UUID], list[FamilyOfOne]]:
        """Groups, and so many families."""
        places = {"capacity": 0, "waiting_limit": 0} if row.full else {"capacity": count + KEPT_PLACES}
        said = facts(**places, **row.says)
        events = [GroupPublished(group_id=uuid4(), revision=1, facts=said) for _ in range(row.groups)]
        async with self._system() as system:
            for n in range(0, len(events), GROUPS_AT_ONCE):
                async with transaction(system.pool) as conn:
                    await learn_groups(conn, system.app.state.desk.book, events[n : n + GROUPS_AT_ONCE])
            families = await make_families(system, count)
            await system.pool.execute(_DIFFERENT)
            await system.pool.execute("ANALYZE child, guardian, family")
            return [event.group_id for event in events], families

    async def crowd(self, enrollments: int) -> None:
        """So many of others, long ago: what the database does after so many at once is done before anybody books."""
        conn = await asyncpg.connect(self.dsn)
        try:
            await conn.execute(_CROWD, enrollments)
            await conn.execute("VACUUM (ANALYZE) enrollment")
            await conn.execute("CHECKPOINT")
        finally:
            await conn.close()

    async def check(self, groups: list[UUID], places: int) -> None:
        """So many have a place, and are counted."""
        async with self._system() as system:
            row = await system.pool.fetchrow(_BOOKED, groups)
            assert row and tuple(row) == (places, places)

    async def told(self, groups: list[UUID], count: int) -> float:
        """Wait until everybody's message stands in an inbox; how late the last is, in seconds after the last booking."""
        notify = await asyncpg.connect(self.postgres.dsn("aixin_notify"))

        async def last() -> datetime | None:
            messages, at = await notify.fetchrow(_TOLD, [str(group) for group in groups])
            return at if messages == count else None

        try:
            at = await eventually(last, within=PATIENCE)
        finally:
            await notify.close()
        async with self._system() as system:
            late: float = await system.pool.fetchval(_LATE, groups, at)
            return late

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


def tap(group: UUID, family: FamilyOfOne) -> bytes:
    """As a browser sends the page's form."""
    body = f"idempotency_key={uuid4()}&child_id={family.child_id}"
    token = family.headers["authorization"].removeprefix("Bearer ")
    head = {
        "host": "127.0.0.1", "origin": "http://127.0.0.1", "sec-fetch-site": "same-origin", "accept": "text/html", "accept-language": "zh-CN",
        "content-type": "application/x-www-form-urlencoded", "content-length": str(len(body)), "cookie": f"looked-at={group}; aixin={token}",
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /booking/groups/{group}/enroll HTTP/1.1\r\n{lines}\r\n{body}".encode()


def waiting(family: FamilyOfOne) -> bytes:
    """What a family looks at before: its token is known when the doors open."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in family.headers.items())
    return f"GET /booking/api/v1/enrollments HTTP/1.1\r\nhost: 127.0.0.1\r\n{lines}\r\n".encode()


def opening(bench: Bench, row: Row, count: int) -> dict[str, float]:
    """One rush: everybody waits before it, and is answered, all alike."""
    groups, families = asyncio.run(bench.prepare(row, count))
    rush(bench.port, [waiting(family) for family in families], 16)
    asks = [(tap if row.tap else request)(groups[n % len(groups)], family) for n, family in enumerate(families)]
    before = bench.spent()
    found: Rush = rush(bench.port, asks, row.connections, follow=row.follow)
    after = bench.spent()
    assert found.answers.get(row.answer) == count, found.answers
    asyncio.run(bench.check(groups, 0 if row.full else count))
    each = {f"{name} ms each": _of(name, after - before) / count * 1000 for name in ("python", "postgres", "java")}
    if not row.full:
        each["told s later"] = asyncio.run(bench.told(groups, count))
    late = {"p50 ms": found.later_than(0.5), "p99 ms": found.later_than(0.99), "max ms": found.took[-1]}
    return {"answers/s": found.rate, **late, **each, "503s": found.answers.get("503", 0)}


def _of(program: str, spent: Counter[tuple[str, int]]) -> float:
    return sum(seconds for (name, _), seconds in spent.items() if name == program)


def turn(bench: Bench, bookings: int, enrollments: int) -> dict[Row, dict[str, float]]:
    """The ceilings, then the door at each row: what was found, with its ratio."""
    hot, many, nothing = ceiling(bench.dsn), ceiling(bench.dsn, MANY.groups), empty(HOT.connections)
    print(f"pgbench {hot}\npgbench, 2,000 groups {many}\nempty answers {nothing:.0f}/s  load {os.getloadavg()[0]:.1f}")
    found: dict[Row, dict[str, float]] = {}
    for row in ROWS:
        if row.crowded:
            asyncio.run(bench.crowd(enrollments))
        found[row] = one = opening(
            bench, row, max(bookings if row.connections > 1 else bookings // 10, row.connections, 100)
        )
        plain = found.get(HOT, one)["answers/s"]
        best = {MANY: many.best, FULL: nothing, MIXED: plain, CROWDED: plain}.get(row, hot.best)
        one["ratio"] = one["p50 ms"] / hot.alone if row == ALONE else one["answers/s"] / best
        print(f"{row.name:>28} " + "  ".join(f"{k} {v:.2f}" for k, v in one.items()), flush=True)
    return found


def main(turns: int = 3, bookings: int = 3000, enrollments: int = 1_000_000) -> None:
    """With a stack of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        aixin_up(home := prepared(Path(folder) / "home"), free_port()) as up,
    ):
        up.until("Ctrl-C")
        bench = Bench(home, up.port, up.process.pid)
        opening(bench, HOT, 500)  # warm
        found = [turn(bench, bookings, enrollments) for _ in range(turns)]
    keep([{row.name: one for row, one in each.items()} for each in found])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
