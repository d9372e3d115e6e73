"""Act three: a draw over two classes, and a parent at home who believes nobody and works it out again."""

import asyncio
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from aixin.demo.client import DemoError, Person
from aixin.demo.families import Family
from aixin.demo.stage import console
from aixin.words import demo as words
from services.booking.domain.draw import entrant_of
from shared.kernel.clock import machine_clock

FROZEN_WITHIN = 20
"""Seconds after the closing that the list may need to be frozen."""
IN_HARDSHIP = 2
"""Families of the first band."""


@dataclass(frozen=True)
class Files:
    """What anybody may download."""

    web: httpx2.AsyncClient
    group_id: str

    async def document(self) -> str:
        """draw.json as it stands."""
        return await self._text(f"{self.group_id}/draw.json")

    async def program(self) -> str:
        """draw.py, with which the draw is held."""
        return await self._text("draw.py")

    async def _text(self, name: str) -> str:
        return (await self.web.get(f"/booking/draws/{name}")).raise_for_status().text


async def draw(
    web: httpx2.AsyncClient, organizer: Person, groups: Sequence[dict[str, Any]], families: Sequence[Family]
) -> None:
    """The list of those who entered freezes, a public number is entered, a parent checks the result."""
    files = Files(web, groups[0]["id"])
    kept = await frozen(files, datetime.fromisoformat(groups[0]["facts"]["closes_at"]))
    number = public_number()
    console.print(words.PUBLIC_NUMBER.format(number=number))
    await organizer.fill_in(f"/booking/console/draws/{groups[0]['id']}", randomness=number, step="hold")
    drawn = await files.document()
    console.print(table(json.loads(drawn), families))
    await everybody_was_told_the_same(json.loads(drawn), families)
    await check_at_home(kept, drawn, await files.program())


async def enter(groups: Sequence[dict[str, Any]], families: Sequence[Family]) -> None:
    """Every family ranks the classes, most of them alike; two are in hardship and go first."""
    for number, family in enumerate(families):
        about = {"categories": ["hardship"] if number < IN_HARDSHIP else []}
        await family.person.put("/booking/api/v1/family", about)
        ranked = groups[::-1] if number % 3 == 2 else groups
        choices = [[{"group_id": group["id"], "child_id": family.child_id}] for group in ranked]
        answer = await family.person.post("/booking/api/v1/enrollments/together", {"choices": choices})
        if answer["result"] != "entered":
            raise DemoError(f"{family.child}: {answer['zh']} {answer['en']}")
    console.print(f"✓ {words.ENTERED.format(count=len(families))}")


async def frozen(files: Files, closes_at: datetime) -> str:
    """Wait until registration closes and the list stands; the document that a careful parent keeps then. Raises DemoError."""
    waits = (closes_at - machine_clock()).total_seconds()
    bar = TextColumn(words.UNTIL_FROZEN.line), BarColumn(), TextColumn("{task.fields[left]:.0f} s")
    with Progress(*bar, console=console) as progress:
        task = progress.add_task("", total=waits, left=waits)
        while (left := (closes_at - machine_clock()).total_seconds()) > -FROZEN_WITHIN:
            progress.update(task, completed=min(waits, waits - left), left=max(0.0, left))
            if left < 0 and "units" in json.loads(text := await files.document()):
                console.print(f"✓ {words.FROZEN.format(hash=json.loads(text)['units_hash'][:16])}")
                return text
            await asyncio.sleep(0.2)
    raise DemoError(words.NOT_FROZEN.line)


def public_number() -> str:
    """As a lottery would announce it."""
    rng = random.SystemRandom()
    red, blue = sorted(rng.sample(range(1, 34), 6)), rng.randint(1, 16)
    return " ".join(f"{ball:02}" for ball in (*red, blue))


def table(document: dict[str, Any], families: Sequence[Family]) -> Table:
    """The result, with the names that only the families themselves know."""
    names = {entrant_of(document["draw"], family.child_id): family.child for family in families}
    units = {unit["unit"]: unit for unit in document["units"]}
    shown = Table(title=words.DRAW.line, title_justify="left")
    for heading in words.DRAWN:
        shown.add_column("\n".join(heading), no_wrap=True)
    for row in document["result"]:
        unit = units[row["unit"]]
        band = [*document["bands"], words.LAST_BAND][unit["band"]]
        wishes = [document["groups"][seats[0]["group"]]["title"] for seats in unit["choices"]]
        shown.add_row(
            str(row["rank"]),
            f"{unit['unit'][:8]}…",
            names[unit["unit"]],
            band,
            " > ".join(wishes),
            _outcome(row, wishes),
        )
    return shown


def _outcome(row: dict[str, Any], wishes: Sequence[str]) -> str:
    if row["choice"]:
        return f"[green]✓ {wishes[row['choice'] - 1]}[/]"
    turns = dict.fromkeys(row["turns"].values())  # mostly the same one in every list
    return words.TURNS.format(turns="、".join(map(str, turns))) if turns else words.NO_PLACE


async def everybody_was_told_the_same(document: dict[str, Any], families: Sequence[Family]) -> None:
    """What each family reads of itself is what was published. Raises AssertionError."""
    rows = {row["unit"]: row for row in document["result"]}
    units = {unit["unit"]: unit for unit in document["units"]}
    for family in families:
        number = entrant_of(document["draw"], family.child_id)
        mine = [
            e
            for e in await family.person.list("/booking/api/v1/enrollments", "enrollments")
            if e["group"]["id"] in document["groups"]
        ]
        got = {e["group"]["id"] for e in mine if e["state"] == "confirmed"}
        choice = rows[number]["choice"]
        due = {seat["group"] for seat in units[number]["choices"][choice - 1]} if choice else set()
        if got != due:
            raise AssertionError(f"{number} was told otherwise than was published")
    console.print(f"✓ {words.TOLD_ALIKE.line}")


async def check_at_home(kept: str, drawn: str, program: str) -> None:
    """With the downloaded program, alone, on the file kept at the freeze and the one of now. Raises AssertionError."""
    with TemporaryDirectory() as home:
        for name, text in (("kept.json", kept), ("draw.json", drawn), ("draw.py", program)):
            (Path(home) / name).write_text(text, encoding="utf-8")
        console.print(f"{words.AT_HOME.line}: [b]python -I draw.py draw.json kept.json[/]")
        pipe = asyncio.subprocess.PIPE
        check = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "draw.py", "draw.json", "kept.json", cwd=home, stdout=pipe
        )
        said, _ = await check.communicate()
    console.print("  " + said.decode().splitlines()[-1], markup=False)
    if check.returncode:
        raise AssertionError("the published draw does not check")
