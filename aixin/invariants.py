"""`aixin invariants`: what must always be true, asked now (docs/runbook.md says what to do when it is not).

I1 places given or kept ≤ capacity · I2 one live enrollment per child and group, booked nowhere twice at once · I3 one message per
event and family, of what happened · I4 the ledger equals what it counts · I5 what two systems know is the same · I6 no event vanished.
"""

from collections.abc import Sequence
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
    """Print found; True when nothing is broken."""
    console = Console(soft_wrap=True)
    for invariant in found:
        mark = "[red]✗" if invariant.breaks else "[yellow]•" if invariant.opens else "[green]✓"
        console.print(f"{mark}[/] {escape(invariant.name)}")
        lines = (*invariant.broken, *invariant.open)[:FEW]
        for line in lines:
            console.print(f"    {escape(line)}")
        if (more := invariant.breaks + invariant.opens - len(lines)) > 0:
            console.print(f"    … {MORE.line} {more}")
    return not any(invariant.breaks for invariant in found)
