"""Act two: places are given up. Who is next in line is asked and answers in time, or the place goes on to the one after."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.live import Live
from rich.table import Table

from aixin.demo.families import Family
from aixin.demo.stage import console
from aixin.words import demo as words
from shared.kernel.clock import ZONE

PAUSE = 0.7
"""Seconds between two steps, so that they can be followed."""
FAMILIES = 6
ENDS = ("withdrawn", "withdrawn", "confirmed", "confirmed", "withdrawn", "confirmed")
"""How it ends for each of them."""


@dataclass
class Way:
    """What a family's own page said, step by step."""

    family: Family
    enrollment_id: str = ""
    steps: list[str] = field(default_factory=list)

    async def act(self, verb: str) -> None:
        """Accept what is offered, or give up what there is."""
        await self.family.person.post(f"/booking/api/v1/enrollments/{self.enrollment_id}/{verb}")

    async def look(self) -> None:
        """Take down what is new."""
        listed = await self.family.person.list("/booking/api/v1/enrollments", "enrollments")
        now = _said(next(e for e in listed if e["id"] == self.enrollment_id))
        if self.steps[-1:] != [now]:
            self.steps.append(now)


@dataclass
class WaysBoard:
    """The ways of all, as they grow."""

    group: dict[str, Any]
    ways: Sequence[Way]
    happened: str = ""

    def __rich__(self) -> Table:
        """The table as it stands."""
        places = self.group["facts"]["capacity"]
        title = words.PASSED_ON.format(group=self.group["facts"]["title"], places=places)
        table = Table(*(heading.line for heading in words.COLUMNS), title=title, title_justify="left")
        table.caption, table.caption_justify = self.happened, "left"
        for way in self.ways:
            table.add_row(way.family.child, " → ".join(way.steps))
        return table


async def pass_on(group: dict[str, Any], families: Sequence[Family]) -> None:
    """Three places and six families: two give theirs up; one who is asked accepts, the next declines, the last accepts."""
    board = WaysBoard(group, [Way(family) for family in families[:FAMILIES]])
    first, second, _, eager, unsure, last = board.ways
    with Live(board, console=console, refresh_per_second=8) as live:
        for way in board.ways:
            asked = {"group_id": group["id"], "child_id": way.family.child_id}
            way.enrollment_id = (await way.family.person.post("/booking/api/v1/enrollments", asked))["enrollment_id"]
        await _tell(live, board, words.SIX_ASK.line)
        for way, verb, told in (
            (first, "withdraw", words.GIVES_UP),
            (eager, "accept", words.ACCEPTS),
            (second, "withdraw", words.GIVES_UP),
            (unsure, "withdraw", words.DECLINES),
            (last, "accept", words.ACCEPTS),
        ):
            await way.act(verb)
            await _tell(live, board, f"{way.family.child} {told.line}")
        board.happened = ""
        live.update(board)
    ends = tuple(way.steps[-1] for way in board.ways)
    if ends != tuple(words.STATES[state] for state in ENDS):
        raise AssertionError(f"places were not passed on in order: {ends}")


async def _tell(live: Live, board: WaysBoard, happened: str) -> None:
    for way in board.ways:
        await way.look()
    board.happened = happened
    live.update(board)
    await asyncio.sleep(PAUSE)


def _said(enrollment: dict[str, Any]) -> str:
    match enrollment["state"]:
        case "waitlisted":
            return words.WAITS.format(position=enrollment["position"])
        case "offered":
            return words.OFFERED.format(until=datetime.fromisoformat(enrollment["until"]).astimezone(ZONE))
        case state:
            return words.STATES.get(state, str(state))
