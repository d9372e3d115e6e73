"""What booking told, read from its outbox."""

from datetime import time, timedelta
from typing import Any

import orjson

from shared.events.catalogue import Meeting
from shared.system import System
from tests.support.booking import DAYS, FamilyOfOne


def meetings(weeks: int = 0, start: int = 8, days: int = 5) -> list[Meeting]:
    """Monday to Friday, so many weeks later than usual."""
    return [Meeting(date=day + timedelta(weeks=weeks), start=time(start, 30), end=time(17, 30)) for day in DAYS[:days]]


async def told(booking: System, kind: str, family: FamilyOfOne | None = None) -> list[dict[str, Any]]:
    """The events of a kind, in order: all, or those that a family hears."""
    rows = await booking.pool.fetch("SELECT body FROM outbox WHERE type = $1 ORDER BY id", f"booking.{kind}.v1")
    events = [orjson.loads(row["body"]) for row in rows]
    return [e for e in events if family is None or str(family.person_id) in e["guardian_ids"]]
