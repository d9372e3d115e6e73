"""What cannot be passed: a booking of one statement by pgbench, on tables with the columns and indexes of booking's own; and answers that say
nothing, by the same server that answers families.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import uvicorn
from starlette.types import Receive, Scope, Send

from deploy.local.postgres import binaries
from deploy.local.server import free_port
from shared.web.serving import Config
from tests.bench.phones import answers, rush

CLIENTS = (1, 8, 32)
SECONDS = 3
EMPTY = 10_000
_TABLES = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.ledger (LIKE ledger INCLUDING ALL);
CREATE TABLE IF NOT EXISTS bench.enrollment (LIKE enrollment INCLUDING ALL);
CREATE TABLE IF NOT EXISTS bench.outbox (LIKE outbox INCLUDING ALL);
TRUNCATE bench.ledger, bench.enrollment, bench.outbox;
INSERT INTO bench.ledger (group_id, capacity) SELECT md5(n::text)::uuid, 2000000000 FROM generate_series(1, {groups}) n;
"""
# Nothing is checked, no child, no rule, no earlier answer: less than any booking needs.
_BOOK = r"""\set g random(1, {groups})
WITH counted AS (
    UPDATE bench.ledger SET taken = taken + 1, next_seq = next_seq + 1, version = version + 1
    WHERE group_id = md5((:g)::text)::uuid AND taken < capacity RETURNING group_id, next_seq
), entered AS (
    INSERT INTO bench.enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
    SELECT gen_random_uuid(), group_id, gen_random_uuid(), 'confirmed', next_seq, gen_random_uuid(), clock_timestamp(), clock_timestamp()
    FROM counted ON CONFLICT DO NOTHING RETURNING group_id
)
INSERT INTO bench.outbox (topic, key, shard, type, body, published_at)
SELECT 'enrollment', group_id, 0, 'booking.enrollment-confirmed.v1', convert_to(repeat('x', 900), 'UTF8'), now() FROM entered;
"""


@dataclass(frozen=True)
class Ceiling:
    """Bookings a second by the number of clients, and the milliseconds of one alone."""

    rates: dict[int, float]
    alone: float

    def __str__(self) -> str:
        return (
            "  ".join(f"{clients}: {rate:.0f}/s" for clients, rate in self.rates.items())
            + f"  alone {self.alone:.2f} ms"
        )

    @property
    def best(self) -> float:
        """Bookings a second, at whatever number of clients there are most."""
        return max(self.rates.values())


def ceiling(dsn: str, groups: int = 1) -> Ceiling:
    """Measure it, in the database of booking itself."""
    asyncio.run(_prepare(dsn, groups))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_BOOK.format(groups=groups))
        script.flush()
        said = {clients: _pgbench(dsn, Path(script.name), clients) for clients in CLIENTS}
    rates = {clients: float(_said(words, r"tps = ([\d.]+)")) for clients, words in said.items()}
    return Ceiling(rates, float(_said(said[1], r"latency average = ([\d.]+) ms")))


async def _prepare(dsn: str, groups: int) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(_TABLES.format(groups=groups))
    finally:
        await conn.close()


def _pgbench(dsn: str, script: Path, clients: int) -> str:
    at = urlsplit(dsn)
    where = ["-h", str(at.hostname), "-p", str(at.port), "-U", str(at.username), at.path[1:]]
    how = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(SECONDS), "-f", str(script)]
    env = {**os.environ, "PGPASSWORD": str(at.password)}
    done = subprocess.run([binaries() / "pgbench", *how, *where], env=env, capture_output=True, check=True, text=True)
    return done.stdout


def _said(words: str, pattern: str) -> str:
    found = re.search(pattern, words)
    assert found, words
    return found[1]


async def _nothing(_: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


def empty(connections: int) -> float:
    """Empty answers a second."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.ceiling", str(port)]
    with subprocess.Popen(command) as server:
        try:
            while not answers(port):
                time.sleep(0.05)
            asks = [b"POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\n{}"] * EMPTY
            return rush(port, asks, connections).rate
        finally:
            server.terminate()


if __name__ == "__main__":
    uvicorn.Server(Config(_nothing, host="127.0.0.1", port=int(sys.argv[1]), lifespan="off", log_level="warning")).run()
