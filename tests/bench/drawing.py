"""How long a city's draw takes on the real database, from the closed list to the published result, and how heavy its pages are.

python -m tests.bench.drawing [families] [groups] [wishes]. The absolute numbers say little on a shared machine.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from deploy.local.stack import Postgres
from services.booking.bootstrap import build
from services.booking.domain import draw
from services.booking.domain.pseudonyms import draw_of
from shared.db.migrate import migrate
from shared.db.pool import open_pool
from shared.events.rules import GroupRules
from shared.keys import ensure_keys
from shared.settings import Settings
from shared.system import System
from tests.support.booking import broken, door, make_families, publish
from tests.support.held import freeze, hold

TOGETHER = "city/care"
_ENTER = """
INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, unit, choice, created_at, changed_at)
SELECT e.id, e.group_id, e.child_id, 'entered', e.seq, e.child_id, e.unit, e.choice, now(), now()
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::smallint[])
    AS e (id, group_id, child_id, seq, unit, choice)
"""


async def enter(system: System, families: int, groups: int, wishes: int) -> list[UUID]:
    """Families with that many wishes each, as if they had asked one after the other; there are places for a third of them."""
    rules = GroupRules(way="draw", together=TOGETHER, wishes=wishes, decide_at=datetime.now(UTC) + timedelta(hours=1))
    said: dict[str, Any] = {"capacity": families // groups // 3, "rules": rules, "draw_source": "双色球"}
    ids = [await publish(system, title=f"{n + 1} 班", session=f"{n}", **said) for n in range(groups)]
    lots, seqs, rows = random.Random(1), dict.fromkeys(ids, 0), []
    for family in await make_families(system, families):
        unit = None
        for choice, group_id in enumerate(lots.sample(ids, wishes), 1):
            id_, seqs[group_id] = uuid4(), seqs[group_id] + 1
            unit = unit or id_
            rows.append((id_, group_id, family.child_id, seqs[group_id], unit, choice))
    await system.pool.execute(_ENTER, *([row[n] for row in rows] for n in range(6)))
    for group_id, seq in seqs.items():
        await system.pool.execute(
            "UPDATE ledger SET entered = $2, next_seq = $2 + 1 WHERE group_id = $1", group_id, seq
        )
    await system.pool.execute("ANALYZE")
    return ids


async def timed(what: str, work: Awaitable[Any]) -> Any:
    """Do it, and say how long it took, and how long this process worked for it."""
    began, worked = time.perf_counter(), time.process_time()
    done = await work
    print(f"{what:>28}: {time.perf_counter() - began:6.2f} s, {time.process_time() - worked:6.2f} s of it our own")
    return done


async def measure(system: System, families: int, groups: int, wishes: int) -> None:
    """Freeze and hold, then look at it as families do."""
    ids = await enter(system, families, groups, wishes)
    print(f"{families} families · {groups} groups · {wishes} wishes")
    await timed("freeze", freeze(system, ids[0], TOGETHER))
    await timed("hold", hold(system, ids[0], TOGETHER))
    address = f"/booking/draws/{draw_of(ids[0], TOGETHER)}"
    async with door(system) as web:
        for what, path in {"first look": "", "second look": "", "a page of the list": "/list?page=2"}.items():
            page = await timed(what, web.get(address + path))
            print(f"{len(page.content) / 1024:28.0f}   KB")
        document = await timed("draw.json", web.get(f"{address}/draw.json"))
    began = time.perf_counter()
    assert draw.verify(document.json()) == []
    print(f"{'verify':>28}: {time.perf_counter() - began:6.2f} s of {len(document.content) / 1e6:.1f} MB")
    assert not await broken(system)


async def main(families: int, groups: int, wishes: int) -> None:
    """On a database of its own."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = Postgres(folder / "postgres")
        postgres.start()
        stack.callback(postgres.kill)
        dsn = postgres.dsn("aixin_booking")
        ensure_keys(folder / "keys")
        system = build(Settings(database_url=dsn, keys_dir=folder / "keys"))
        await migrate(dsn, system.migrations)
        system.pool = await open_pool(dsn, 2)
        stack.push_async_callback(system.pool.close)
        await measure(system, families, groups, wishes)


if __name__ == "__main__":
    said = [int(word) for word in sys.argv[1:4]]
    asyncio.run(main(*(said or [2000, 20, 3])))
