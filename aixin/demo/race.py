"""The opening second: everybody knocks at once, and the count moves before your eyes."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from rich.live import Live
from rich.table import Table

from aixin.demo.families import Family
from aixin.words import demo as words
from shared.kernel.clock import machine_clock


@dataclass
class RaceBoard:
    """What the race shows: a row a group."""

    groups: Sequence[dict[str, Any]]
    opens_at: datetime
    families: int
    results: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, group_id: str, result: str) -> None:
        """One more answer."""
        self.results.setdefault(group_id, Counter())[result] += 1

    def answered(self) -> int:
        """Answers so far."""
        return sum(sum(counter.values()) for counter in self.results.values())

    def __rich__(self) -> Table:
        """The table as it stands."""
        left = (self.opens_at - machine_clock()).total_seconds()
        title = words.COUNTDOWN.format(left=left) if left > 0 else words.ANSWERED.format(count=self.answered())
        table = Table(title=title, title_justify="left")
        table.add_column(words.GROUP.line, no_wrap=True)
        for heading in (words.PLACES, *words.COUNTED):
            table.add_column("\n".join(heading), justify="right", no_wrap=True)
        for group in self.groups:
            r = self.results.get(group["id"], Counter())
            other = sum(r.values()) - r["confirmed"] - r["waitlisted"]
            table.add_row(
                group["facts"]["title"],
                str(group["facts"]["capacity"]),
                _bar(r["confirmed"], group["facts"]["capacity"]),
                str(r["waitlisted"]),
                str(other),
            )
        return table


def _bar(taken: int, capacity: int) -> str:
    filled = round(12 * taken / max(capacity, 1))
    return f"[red]{'━' * filled}[/][dim]{'━' * (12 - filled)}[/] {taken:>3}"


async def race(board: RaceBoard, families: Sequence[Family], rng: random.Random, live: Live) -> None:
    """Each family asks for its group at the opening; one in ten taps a second early, one in five taps twice."""
    runners = [asyncio.create_task(_run(board, family, rng.random(), rng.random())) for family in families]
    while not all(runner.done() for runner in runners):
        live.update(board)
        await asyncio.wait(runners, timeout=0.1)
    for runner in runners:
        runner.result()
    live.update(board)


async def _run(board: RaceBoard, family: Family, haste: float, thumb: float) -> None:
    group = choose(board.groups, family)
    body = {"group_id": group["id"], "child_id": family.child_id}
    await _until(board.opens_at, early=1.0 if haste < 0.1 else 0.0)
    key = str(uuid4())
    began = time.perf_counter()
    answer = await family.person.post("/booking/api/v1/enrollments", body, key=key)
    if answer["result"] == "not_open":
        await _until(board.opens_at)
        began = time.perf_counter()
        answer = await family.person.post("/booking/api/v1/enrollments", body, key=key)
    family.seconds = time.perf_counter() - began
    if thumb < 0.2 and await family.person.post("/booking/api/v1/enrollments", body, key=key) != answer:
        raise AssertionError("the same key was answered differently")
    family.answers.append(answer)
    board.count(group["id"], answer["result"])


def choose(groups: Sequence[dict[str, Any]], family: Family) -> dict[str, Any]:
    """The groups the child's grade fits, in turns; the first group for a child that fits none."""
    fitting = [
        g
        for g in groups
        if not g["facts"]["grades"] or g["facts"]["grades"][0] <= family.grade <= g["facts"]["grades"][1]
    ]
    return (fitting or list(groups))[hash(family.child_id) % max(len(fitting), 1)]


async def _until(instant: datetime, early: float = 0.0) -> None:
    """Wait for the instant; a phone's clock may be some milliseconds off, so a little later is realistic."""
    await asyncio.sleep(max(0.0, (instant - machine_clock()).total_seconds() - early))
