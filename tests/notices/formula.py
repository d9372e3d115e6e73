"""The draw as docs/draw.md tells it to parents: its own code, run on a published list. Nothing of ours but the text."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.notice import SECRET, Notice

NUMBER = "03 08 17 21 25 33 + 12"
"""What the lottery came out with, as our notices have it written."""

_DOC = (Path(__file__).parents[2] / "docs" / "draw.md").read_text(encoding="utf-8")
_FORMULA: dict[str, Any] = {}
exec(re.search(r"```python\n(.*?)```", _DOC, re.S).group(1), _FORMULA)


def by_hand(notice: Notice, words: str = "", number: str = NUMBER) -> Mapping[str, Sequence[str]]:
    """Who gets a place in each group, and after a bar who waits in its order: what a parent works out from the published list."""
    units, rooms, names = notice.published(words)
    result = _FORMULA["allocate"](_FORMULA["order"](units, SECRET, number), rooms)
    key_of = {str(group.id): key for key, group in notice.groups.items()}
    choices = {unit["unit"]: unit["choices"] for unit in units}
    placed: dict[str, list[str]] = {key_of[id_]: [] for id_ in rooms}
    waiting: dict[str, list[str]] = {key_of[id_]: [] for id_ in rooms}
    for row in result:
        wishes = choices[row["unit"]]
        for seat in wishes[row["choice"] - 1] if row["choice"] else []:
            placed[key_of[seat["group"]]].append(names[seat["entrant"]])
        for id_ in row["turns"]:
            waiting[key_of[id_]] += {names[s["entrant"]]: "" for wish in wishes for s in wish if s["group"] == id_}
    return {key: [*sorted(placed[key]), "|", *waiting[key]] for key in placed}


def as_given(notice: Notice, words: str = "") -> list[str]:
    """The same of what the system gave: who has (or is offered) a place, a bar, who waits in order."""
    return [*sorted(notice.admitted(words) + notice.offered(words)), "|", *notice.waiting(words)]
