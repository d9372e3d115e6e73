"""The page that explains the draw to parents says exactly what the system does."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.booking.domain import draw
from tests.support.draws import GROUPS, UNITS, city, room

PAGE = (Path(__file__).parents[2] / "docs/draw.md").read_text(encoding="utf-8")
CODE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXAMPLE = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def theirs() -> dict[str, Any]:
    """The functions as the page writes them out."""
    assert CODE
    functions: dict[str, Any] = {}
    exec(CODE[1], functions)
    return functions


def test_the_functions_on_the_page_are_those_of_the_system(theirs):
    keeps_too_much = {group: room(2, 1, 骑手=2, 双职工=1) for group in GROUPS}
    for n, (units, groups) in enumerate([([], {}), (UNITS, GROUPS), (UNITS, keeps_too_much), city(200, 9, 3)]):
        ordered = draw.order(units, f"s{n}", "123 4")
        for unit in units:
            assert theirs["unit_of"](seat["entrant"] for seats in unit["choices"] for seat in seats) == unit["unit"]
        assert theirs["fingerprint"](f"s{n}") == draw.fingerprint(f"s{n}")
        assert theirs["list_hash"](units) == draw.list_hash(units)
        assert theirs["order"](units, f"s{n}", " 123\t4 ") == ordered
        assert theirs["allocate"](ordered, groups) == draw.allocate(ordered, groups)


def test_the_example_on_the_page_is_right_and_shows_what_is_said_of_it(theirs):
    assert EXAMPLE
    document = json.loads(EXAMPLE[1])
    assert draw.verify(document) == []
    ordered = theirs["order"](document["units"], document["secret"], document["randomness"])
    assert theirs["allocate"](ordered, document["groups"]) == document["result"]
    assert [row["choice"] for row in document["result"]] == [1, 2, 1, 1, None]
    assert [unit["band"] for unit in ordered] == [0, 1, 1, 1, 1]
    assert (len(ordered[1]["choices"][0]), ordered[2]["choices"][0][0]["pool"]) == (2, "新就业形态")
    assert list(document["result"][-1]["turns"].values()) == [1, 1]


def test_the_line_that_works_out_a_number_gives_the_one_of_the_example():
    line = re.search(r"^printf .*$", PAGE, re.MULTILINE)
    assert line and EXAMPLE
    number = subprocess.run(["sh", "-c", line[0]], capture_output=True, check=True, text=True).stdout.strip()
    assert f"得到 `{number}`" in PAGE
    assert json.loads(EXAMPLE[1])["result"][0]["unit"] == number
