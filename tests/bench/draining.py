"""How fast messages that wait are handed over, by a channel that takes all at once; and how long an offer waits that is told behind them.

python -m tests.bench.draining [messages] [senders]. Starts a PostgreSQL of its own. What it prints depends on the machine: compare it with
`one statement`, an update of a row that everybody waits for, which is what a sender's taking turns costs at least.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.notify.channels.channel import Notice
from services.notify.store.channels import open_channel
from services.notify.usecases.send import Pace, Senders
from shared.db.pool import connection
from shared.kernel.sending import Accepted, Outcome
from shared.keys import ensure_keys
from shared.settings import Settings
from tests.support import stack
from tests.support.notify import happened, running, say

_WAITING = """
WITH told AS (
    INSERT INTO message (event_id, person_id, kind, params)
    SELECT uuidv7(), uuidv7(), 'confirmed', $2::jsonb FROM generate_series(1, $1) RETURNING id, event_id, person_id
)
INSERT INTO delivery (message_id, event_id, person_id, channel, state, later) SELECT id, event_id, person_id, 'sink', 'queued', true FROM told
"""
PACE = 200
"""Messages a second, where the provider takes no more."""


class Sink:
    """Takes everything at once, and remembers of what kind it was."""

    name, budget, kinds, usual = "sink", None, None, None
    disturbs, repeatable, patience = False, True, 0.0
    one_provider = True

    def __init__(self, gap: float = 0.0) -> None:
        self.gap = gap
        self.taken: list[str] = []
        self._took = asyncio.Event()

    async def enough(self, many: int) -> None:
        """Until so many were taken."""
        while len(self.taken) < many:
            self._took.clear()
            await self._took.wait()

    def may_send(self, notice: Notice) -> None: ...

    def write(self, notice: Notice) -> str:
        return notice.text.subject

    async def send(self, notice: Notice, written: str) -> Outcome:
        self.taken.append(notice.kind)
        self._took.set()
        return Accepted("1")

    def rest(self) -> None: ...


async def drain(system: Any, sink: Sink, senders: int, many: int, within: float) -> float:
    """Have so many handed over, or as many as can be in this time; messages a second."""
    group = Senders(sink, system.settings, Pace(senders=senders, poll=0.01))
    tasks = [asyncio.ensure_future(group.run(system)) for _ in range(senders)]
    began = time.perf_counter()
    with suppress(TimeoutError):
        await asyncio.wait_for(sink.enough(many), within)
    took = time.perf_counter() - began
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return len(sink.taken) / took


async def one_statement(system: Any, senders: int, seconds: float) -> float:
    """Updates a second of one row that all wait for."""
    end, done = time.perf_counter() + seconds, 0

    async def turn() -> None:
        nonlocal done
        while time.perf_counter() < end:
            async with connection(system.pool) as conn:
                await conn.execute("UPDATE channel SET spent = spent + 1 WHERE name = 'sink'")
            done += 1

    await asyncio.gather(*(turn() for _ in range(senders)))
    return done / seconds


async def measure(messages: int, senders: int, dsn: str, folder: Path) -> None:
    """All of it."""
    databases = stack.Databases(dsn)
    ensure_keys(folder)
    settings = Settings(database_url=await databases.make("notify"), kafka="127.0.0.1:1", keys_dir=folder)
    params = happened("confirmed").model_dump(mode="json", exclude={"guardian_ids"})
    async with running(settings) as system:
        async with connection(system.pool) as conn:
            await open_channel(conn, "sink", None, None)
            await conn.execute(_WAITING, messages, params)
            await conn.execute("ANALYZE delivery")
        print(f"   one statement: {await one_statement(system, senders, 5):8.0f} /s")
        print(
            f"   without limit: {await drain(system, sink := Sink(), senders, messages // 2, 60):8.0f} /s, {len(sink.taken)} of {messages}"
        )
        print(
            f"  pace of {PACE}/s: {await drain(system, paced := Sink(1 / PACE), senders, PACE * 11, 11):8.0f} /s, {len(paced.taken)} handed over"
        )
        began = time.perf_counter()
        await say(system, happened("offered", uuid4()))
        await drain(system, last := Sink(), senders, 3 * senders, 30)
        place = last.taken.index("offered") + 1 if "offered" in last.taken else None
        print(
            f" an offer behind: handed over as number {place}, after {(time.perf_counter() - began) * 1000:.0f} ms at most"
        )
    await databases.drop(settings.database_url)


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as made, stack.starting(), stack.a_postgres(Path(made)) as own:
        asyncio.run(measure(*(asked + [100_000, 8][len(asked) :]), own, Path(made) / "keys"))
