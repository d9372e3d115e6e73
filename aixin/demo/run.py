"""The demo from end to end: the race at an opening, a place passed on, a draw checked at home, and that every invariant holds."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from rich.live import Live
from rich.table import Table

from aixin.demo.client import DemoError, Person, log_in, open_web, reachable
from aixin.demo.families import CAST, MOST, Family
from aixin.demo.lots import draw, enter
from aixin.demo.passed_on import pass_on
from aixin.demo.race import RaceBoard, race
from aixin.demo.stage import ACTS, ORGANIZER, PLANS, bring_in, console, families_of, heard, staged
from aixin.invariants import all_holds
from aixin.words import demo as words
from shared.kernel.clock import machine_clock

SHOWN = ("gaoxin-2027-winter", "lijiang-2025-winter", "zhanjiang-mazhang-2025-summer")
"""Of the unions that the demo's organizer runs."""
RACED = "zhanjiang-mazhang-2025-summer"
"""A real notice: four groups of 30 places, opening at 09:00 sharp."""
REGISTRATION = timedelta(minutes=1)
"""How long the acts' draw can be entered."""
DRAWN_AFTER = timedelta(seconds=20)
"""From now to its closing, so that nobody has to wait for the whole minute."""


async def demo(url: str, home: Path, families: int, countdown: int) -> bool:
    """Run it; True when every invariant holds. Raises DemoError."""
    if not 1 <= families <= MOST:
        raise DemoError(words.HOW_MANY.of(most=MOST).line)
    async with open_web(url) as web:
        await reachable(web)
        organizer = await log_in(web, ORGANIZER)
        for name in SHOWN:
            await bring_in(organizer, name, (PLANS / f"{name}.yaml").read_bytes())
        rng = random.Random(20250630)  # noqa: S311 — a demo, the same each time
        people = await families_of(web, range(families), rng)
        groups, opens_at = await open_soon(organizer, countdown)
        board = RaceBoard(groups, opens_at, len(people))
        with Live(board, console=console, refresh_per_second=8) as live:
            await race(board, people, rng, live)
        console.print()
        given_up = await some_withdraw(people, rng)
        report(board, people, given_up)
        await acts(web, organizer, rng)
    return await all_holds(home)


async def open_soon(organizer: Person, countdown: int) -> tuple[list[dict[str, Any]], datetime]:
    """The raced notice once more, moved so that its registration opens in `countdown` seconds."""
    opens_at = machine_clock().replace(microsecond=0) + timedelta(seconds=countdown)
    return await staged(organizer, PLANS / f"{RACED}.yaml", f"{RACED} → {countdown}s", opens_at), opens_at


async def acts(web: httpx2.AsyncClient, organizer: Person, rng: random.Random) -> None:
    """What a plan can ask for when places are gone: they are drawn, or, while the draw can still be entered, passed on."""
    console.rule(words.ACTS.line)
    cast = await families_of(web, CAST, rng)
    care, *painting = await staged(organizer, ACTS, words.STAGED.line, machine_clock() + DRAWN_AFTER - REGISTRATION)
    await heard(organizer, [care, *painting])
    await enter(painting, cast)
    await pass_on(care, cast)
    console.print()
    await draw(web, organizer, painting, cast)


async def some_withdraw(families: Sequence[Family], rng: random.Random) -> int:
    """One in ten of those with a place gives it up; the next in line moves up."""
    placed = [f for f in families if f.answers[-1]["result"] == "confirmed"]
    leaving = rng.sample(placed, len(placed) // 10)
    for family in leaving:
        await family.person.post(f"/booking/api/v1/enrollments/{family.answers[-1]['enrollment_id']}/withdraw")
    return len(leaving)


def report(board: RaceBoard, families: Sequence[Family], given_up: int) -> None:
    """Who got what, and how long the answer took."""
    table = Table(title=words.RESULTS.line, title_justify="left")
    table.add_column(words.GROUP.line, no_wrap=True)
    for heading in (*words.COUNTED, words.FIRST_IN_LINE):
        table.add_column("\n".join(heading), no_wrap=True)
    for group in board.groups:
        mine = [f for f in families if f.answers[-1]["group"]["id"] == group["id"]]
        first = next((f.child for f in mine if f.answers[-1]["position"] == 1), "")
        table.add_row(group["facts"]["title"], *_counts([f.answers[-1]["result"] for f in mine]), first)
    console.print(table)
    times = sorted(f.seconds for f in families)
    median, slowest = times[len(times) // 2] * 1000, times[-1] * 1000
    console.print(words.TIMES.format(count=len(times), median=median, slowest=slowest, given_up=given_up))


def _counts(results: Sequence[str]) -> tuple[str, str, str]:
    confirmed, waiting = results.count("confirmed"), results.count("waitlisted")
    others = sorted(words.ANSWERS.get(r, r) for r in set(results) - {"confirmed", "waitlisted"})
    return str(confirmed), str(waiting), f"{len(results) - confirmed - waiting} {'、'.join(others)}".strip()
