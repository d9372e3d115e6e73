"""What families and organizers read in Chinese has Chinese punctuation; dates keep their narrow brackets: 7月7日(周一)09:00."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NARROW = re.compile(r"[\u4e00-\u9fff》”」）][,:;?!](?![ /])|[%s}\w][,;](?=[\u4e00-\u9fff])")


def templates() -> list[Path]:
    """Every page."""
    return [*ROOT.glob("services/*/web/templates/*.html"), *ROOT.glob("shared/web/templates/*.html")]


def modules() -> list[Path]:
    """Where sentences for people are made."""
    return [
        *ROOT.glob("services/*/usecases/*.py"),
        *ROOT.glob("services/*/seen/*.py"),
        *ROOT.glob("services/*/words/*.py"),
        *ROOT.glob("services/*/web/*.py"),
        *ROOT.glob("services/classes/plan/**/*.py"),
    ]


def strings(source: str) -> Iterator[tuple[int, str]]:
    """Every string of a module, f-strings in their pieces."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_a_page(path):
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    assert not [(number, line) for number, line in lines if NARROW.search(re.sub(r"\{#.*?#\}", "", line))]


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_module(path):
    found = strings(path.read_text(encoding="utf-8"))
    assert not [(number, text) for number, text in found if NARROW.search(text)]
