"""What a run of the opening found, kept for whoever reads: numbers as JSON, and of them a table and a picture."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from statistics import median

from tests.support.stack import ROOT

JSON, PICTURE = Path("docs/performance.json"), Path("docs/pictures/performance.svg")
PAGE, BEGIN, END = Path("docs/performance.md"), "<!-- measured -->\n", "<!-- /measured -->"
GOALS = {
    "one alone": (6.0, "pgbench's latency, at most"),
    "hot group, 64": (2.0, "pgbench"),
    "hot group, 2,000 connections": (2.0, "pgbench"),
    "families' taps, 64": (2.0, "pgbench"),
    "2,000 groups, 64": (1.5, "pgbench on 2,000"),
    "full group, 64": (0.5, "empty answers"),
    "mixed rules, 64": (0.5, "the plain group"),
    "many enrollments there, 64": (0.77, "the plain group"),
}
"""What each ratio should come to, and what it is a ratio to."""
Found = Mapping[str, Mapping[str, float]]
"""Row → what was found."""


def keep(turns: Sequence[Found], root: Path = ROOT) -> None:
    """Medians over the turns, printed too."""
    found = {
        row: {name: round(median(turn[row][name] for turn in turns), 3) for name in one}
        for row, one in turns[0].items()
    }
    about = {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "turns": len(turns), "load": round(os.getloadavg()[0], 1)}
    (root / JSON).write_text(json.dumps({**about, "rows": found}, indent=1) + "\n", encoding="utf-8")
    (root / PICTURE).write_text(picture(found), encoding="utf-8")
    said = f"{about['at']} UTC, {about['turns']} turns, load {about['load']}; the numbers are in [performance.json](performance.json).\n\n"
    page = (root / PAGE).read_text(encoding="utf-8")
    (root / PAGE).write_text(within(page, said + table(found)), encoding="utf-8")
    for row, one in found.items():
        print(f"ratio {one['ratio']:.2f}  {row}")


def within(page: str, measured: str) -> str:
    """The page with this between its two marks."""
    return re.sub(f"(?s){BEGIN}.*?{END}", lambda _: f"{BEGIN}{measured}{END}", page)


def table(found: Found) -> str:
    """A line a row."""
    lines = [
        "| rush | answers/s | p50 / p99 / max, ms | processor each, ms: Python, PostgreSQL | ÷ its ceiling | should be |",
        "|---|---|---|---|---|---|",
    ]
    for row, one in found.items():
        goal = GOALS.get(row)
        late = " / ".join(f"{one[name]:.0f}" for name in ("p50 ms", "p99 ms", "max ms"))
        lines.append(
            f"| {row} | {one['answers/s']:,.0f} | {late} | {one['python ms each']:.2f}, {one['postgres ms each']:.2f} "
            f"| {one['ratio']:.2f} | {f'{goal[0]:g} × {goal[1]}' if goal else '–'} |"
        )
    return "\n".join(lines) + "\n"


WIDE, HIGH, LEFT, RIGHT = 680, 26, 230, 70


def picture(found: Found) -> str:
    """How much of what it should be each ratio is, as bars; the line is the goal."""
    shares = {row: _share(row, found[row]["ratio"]) for row in GOALS if row in found}
    scale = (WIDE - LEFT - RIGHT) / max(1.0, *shares.values())
    bars = []
    for n, (row, share) in enumerate(shares.items()):
        y = HIGH * n + 8
        bars.append(
            f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(row)}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{share * scale:.0f}" height="{HIGH - 8}" fill="{"#2e7d32" if share >= 1 else "#c62828"}"/>'
            f'<text x="{LEFT + share * scale + 6:.0f}" y="{y + 13}">{found[row]["ratio"]:.2f}</text>'
        )
    tall, goal = HIGH * len(shares) + 16, LEFT + scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" font-family="sans-serif" font-size="13">'
        f"<title>Ratios, as shares of their goals</title>{''.join(bars)}"
        f'<line x1="{goal:.0f}" x2="{goal:.0f}" y1="0" y2="{tall}" stroke="#333" stroke-dasharray="4 3"/></svg>\n'
    )


def _share(row: str, ratio: float) -> float:
    """Of one alone less is better."""
    goal = GOALS[row][0]
    return goal / ratio if row == "one alone" else ratio / goal
