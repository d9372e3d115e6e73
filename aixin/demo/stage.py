"""What every act needs: plans in, families in, and to know when booking has heard of a group."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console
from rich.progress import Progress

from aixin.demo.client import DemoError, Person, log_in
from aixin.demo.families import FIRST_PHONE, Family, prepare
from aixin.words import demo as words
from services import classes
from services.classes.plan import read, shifted, write
from shared.kernel.clock import machine_clock

PLANS = Path(classes.__file__).with_name("examples")
ACTS = Path(__file__).with_name("acts.yaml")
ORGANIZER = "13800000002"
AT_ONCE = 16
HEARD_WITHIN = 20
"""Seconds that news of a group may take to reach booking."""

console = Console()


async def bring_in(organizer: Person, name: str, data: bytes) -> list[dict[str, Any]]:
    """Import and publish a plan; its groups. Raises DemoError."""
    done = await organizer.post("/classes/api/v1/plans", content=data)
    await organizer.post(f"/classes/api/v1/plans/{done['plan']}/publish")
    console.print(f"✓ {name}: {len(done['groups'])} {words.GROUPS.line}")
    return list(done["groups"])


async def staged(organizer: Person, plan: Path, name: str, opens_at: datetime) -> list[dict[str, Any]]:
    """A plan as one of its own, moved so that its registration opens at that instant; its groups with their facts."""
    moved = shifted(read(plan.read_bytes(), plan.name), opens_at, f"demo-{machine_clock():%m%d%H%M%S}")
    made = await bring_in(organizer, name, write(moved))
    return [await organizer.get(f"/classes/api/v1/groups/{group['id']}") for group in made]


async def families_of(web: httpx2.AsyncClient, numbers: Sequence[int], rng: random.Random) -> list[Family]:
    """Log in and prepare the children, as families do days ahead."""
    gate = asyncio.Semaphore(AT_ONCE)
    with Progress(console=console) as progress:
        task = progress.add_task(words.PREPARE.line, total=len(numbers))

        async def one(number: int) -> Family:
            async with gate:
                person = await log_in(web, str(FIRST_PHONE + number))
                family = await prepare(person, number, rng)
            progress.advance(task)
            return family

        return await asyncio.gather(*(one(number) for number in numbers))


async def heard(person: Person, groups: Sequence[dict[str, Any]]) -> None:
    """Wait until booking knows these groups. Raises DemoError."""
    try:
        async with asyncio.timeout(HEARD_WITHIN):
            for group in groups:
                while not await person.finds(f"/booking/api/v1/groups/{group['id']}/texts"):  # noqa: ASYNC110 - it is asked over HTTP
                    await asyncio.sleep(0.1)
    except TimeoutError as error:
        raise DemoError(words.NOT_HEARD.line) from error
