"""`aixin invariants`: what must always be true, asked now (docs/runbook.md says what to do when it is not).

I1 places given or kept ≤ capacity · I2 one live enrollment per child and group, booked nowhere twice at once · I3 one message per
event and family, of what happened · I4 the ledger equals what it counts · I5 what two systems know is the same · I6 no event vanished.
"""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from aixin.systems import auditing, chosen
from aixin.words.running import MORE
from shared.invariants.checker import patiently
from shared.invariants.invariant import Invariant

SECONDS = 30.0
"""So long something may be under way."""
FEW = 5


async def all_holds(home: Path, within: float = SECONDS) -> bool:
    """Ask every system that can be reached from here, and compare them; print each invariant, and answer whether all hold."""
    return show(await patiently(chosen(home), auditing(home), within))


def show(found: Sequence[Invariant]) -> bool:
    """Print found, what several systems answer alike on one line with their names; True when nothing is broken."""
    console = Console(soft_wrap=True)
    for (name, mark), alike in groupby(sorted(found, key=_sentence), _sentence):
        same = list(alike)
        asked = ", ".join(one.system for one in same if one.system)
        console.print(f"{mark}[/] {escape(name)}{f' · {asked}' if asked else ''}")
        for one in same:
            _show_rows(console, one)
    return not any(invariant.breaks for invariant in found)


def _sentence(one: Invariant) -> tuple[str, str]:
    return one.name, "[red]✗" if one.breaks else "[yellow]•" if one.opens else "[green]✓"


def _show_rows(console: Console, one: Invariant) -> None:
    whose = f"{one.system}: " if one.system else ""
    rows = (*one.broken, *one.open)[:FEW]
    for row in rows:
        console.print(f"    {whose}{escape(row)}")
    if (more := one.breaks + one.opens - len(rows)) > 0:
        console.print(f"    {whose}… {MORE.line} {more}")
