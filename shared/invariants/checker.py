"""The invariants of a system on a schedule, and on demand."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import asyncpg
import structlog

from shared.events.registry import SYSTEMS
from shared.invariants import across, own
from shared.invariants.invariant import Invariant
from shared.kernel.clock import machine_clock
from shared.kernel.pace import now_and_then
from shared.observability import metrics
from shared.settings import Settings

EVERY_SECONDS = 15 * 60.0
FIRST_SECONDS = 60.0
"""After a start, when what waited has been done."""
UNDER_WAY_SECONDS = 60.0
"""What is broken only so long was not: messages and counts are under way."""
STATEMENT_SECONDS = 300
_ONE_AT_A_TIME = 7_301_971
"""Any number: the checker of another instance takes it, too."""
# For as long as the connection stands.
_TAKE_TURN = "SELECT pg_try_advisory_lock($1)"

log = structlog.get_logger()


class Examined(Protocol):
    """What is looked at of a running system."""

    name: str
    home: Path
    settings: Settings


async def keep_checking(system: Examined) -> None:
    """Look every quarter of an hour, as long as the database answers; any number of instances may, one does. Raises what the driver raises."""
    await now_and_then(lambda: look(system), first=FIRST_SECONDS, every=EVERY_SECONDS)


async def look(system: Examined, within: float = UNDER_WAY_SECONDS) -> None:
    """Look once, and tell metrics and log; nothing where another instance is just doing it."""
    async with _connected(system.settings.database_url) as conn:
        if not await conn.fetchval(_TAKE_TURN, _ONE_AT_A_TIME):
            return
        for invariant in await settled(system, within):
            metrics.BROKEN.labels(system.name, invariant.key).set(invariant.breaks)
            if invariant.breaks:
                rows = invariant.broken[:5]
                log.error(
                    "invariant_broken", system=system.name, invariant=invariant.key, times=invariant.breaks, rows=rows
                )
    metrics.CHECKED.labels(system.name).set(machine_clock().timestamp())


async def settled(system: Examined, within: float) -> list[Invariant]:
    """Everything that can be looked at from this system; what breaks is looked at again for so many seconds."""
    databases = {name: system.settings.audit_url.format(system=name) for name in SYSTEMS if system.settings.audit_url}
    return await patiently([system], databases, within)


async def patiently(systems: Sequence[Examined], databases: Mapping[str, str], within: float) -> list[Invariant]:
    """What holds in each of these systems and between those databases (system → DSN); what breaks is looked at again for so many seconds."""
    deadline, pause = asyncio.get_running_loop().time() + within, 0.3
    while True:
        found = await check(systems, databases)
        if not any(f.breaks for f in found) or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(pause)
        pause = min(2 * pause, within / 3)


async def check(systems: Sequence[Examined], databases: Mapping[str, str]) -> list[Invariant]:
    """Everything, once, in the order of its names."""
    found = []
    for system in systems:
        async with _connected(system.settings.database_url) as conn:
            found += [replace(holds, system=system.name) for holds in await own.check(conn, system.home)]
    async with AsyncExitStack() as open:
        conns = {name: await open.enter_async_context(_connected(dsn)) for name, dsn in databases.items()}
        found += await across.check(conns)
    return sorted(found, key=lambda invariant: invariant.name)


@asynccontextmanager
async def _connected(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """A connection of its own, which can change nothing, and takes its time."""
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "timezone": "UTC",
        "application_name": "aixin-checker",
    }
    conn = await asyncpg.connect(dsn, timeout=10, command_timeout=STATEMENT_SECONDS + 5, server_settings=settings)
    try:
        yield conn
    finally:
        await conn.close()
