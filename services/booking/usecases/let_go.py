"""What a family told is let go when nobody needs it any more: health and papers soon after the care, children later."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from services.booking.store import early_checks
from services.booking.store import letting_go as store
from services.booking.usecases.wipe import tell_wiped
from shared.db.pool import Connection, Connections, transaction
from shared.events.rules import Retention
from shared.kernel.pace import now_and_then
from shared.settings import Settings

ROWS = 200
PAUSE_SECONDS = 0.2
EVERY_SECONDS = 3600.0
FIRST_SECONDS = 300.0


class Keeps(Protocol):
    """The system of bookings, as far as it keeps things for a while."""

    pool: Connections
    settings: Settings


def days_kept(settings: Settings, said: Retention) -> tuple[int, int]:
    """How many days after a group's care health notes and papers are kept, and how many the children: never more than the installation's."""
    health, enrollment = settings.health_days, settings.enrollment_days
    return min(said.health or health, health), min(said.enrollment or enrollment, enrollment)


async def keep_letting_go(system: Keeps) -> None:
    """Every hour, as long as the database answers; any number of instances may. Raises Unavailable."""
    await now_and_then(lambda: let_go(system), first=FIRST_SECONDS, every=EVERY_SECONDS)


async def let_go(system: Keeps) -> None:
    """Whatever is old enough, a few rows at a time. Raises Unavailable."""
    soon, later = timedelta(days=system.settings.health_days), timedelta(days=system.settings.enrollment_days)
    await _all(system, lambda conn: store.notes(conn, ROWS, soon))
    await _all(system, lambda conn: store.papers(conn, ROWS, soon))
    await _all(system, lambda conn: store.contacts(conn, ROWS, soon))
    await _all(system, lambda conn: early_checks.let_go(conn, ROWS, later))
    await _all(system, lambda conn: _children(conn, later))
    await _all(system, lambda conn: store.logged(conn, ROWS))


async def _children(conn: Connection, after: timedelta) -> int:
    gone = await store.children(conn, ROWS, after)
    await tell_wiped(conn, gone)
    return len(gone)


async def _all(system: Keeps, some: Callable[[Connection], Awaitable[int]]) -> None:
    gone = ROWS
    while gone == ROWS:
        async with transaction(system.pool) as conn:
            gone = await some(conn)
        await asyncio.sleep(PAUSE_SECONDS)
