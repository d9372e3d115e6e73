"""The page that explains the draw to parents says exactly what the system does."""

import re
from pathlib import Path
from typing import Any

from services.booking.domain import draw

PAGE = (Path(__file__).parents[2] / "docs/draw.md").read_text(encoding="utf-8")
CODE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXAMPLE = re.findall(r"`([^`]+)`", PAGE.split("拿这个例子", 1)[1].split("\n\n", 1)[0])


def published() -> dict[str, Any]:
    """The functions as the page writes them out."""
    assert CODE
    functions: dict[str, Any] = {}
    exec(CODE[1], functions)
    return functions


def test_the_functions_on_the_page_are_those_of_the_system():
    theirs = published()
    for n in range(20):
        entrants = [draw.entrant_of(f"{n}-{i}") for i in range(n)]
        assert entrants == [theirs["entrant_of"](f"{n}-{i}") for i in range(n)]
        assert theirs["commitment"](f"s{n}") == draw.commitment(f"s{n}")
        assert theirs["list_hash"](entrants) == draw.list_hash(entrants)
        assert theirs["order"](entrants, f"s{n}", " 123\t4 ") == draw.order(entrants, f"s{n}", "123 4")


def test_the_example_on_the_page_is_right():
    *entrants, secret, randomness, listed, committed = EXAMPLE[:8]
    assert len(entrants) == 4 and draw.order(entrants, secret, randomness) == EXAMPLE[8:]
    assert draw.list_hash(entrants).startswith(listed) and draw.commitment(secret).startswith(committed)
