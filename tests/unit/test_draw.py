"""The draw as anybody re-runs it: fixed for ever, alone in its file, fair, and hard to tamper with unseen."""

import ast
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aixin.cli import app
from services.booking.domain import draw
from tests.support.draws import ENTRANTS, PUBLIC, SECRET, drawn

FILE = Path(draw.__file__)
GOLDEN_LIST = "74f8732986de4d0b3eb093df0be6432317845d7b770499f2616c39d1724aa5c1"
GOLDEN_ORDER = [
    "cfd0b18de9b08128",
    "81c24c0e0a9a3033",
    "c0b9af8cf29340cd",
    "5a3f6c3cef2d56f8",
    "6e43d96b1c369a4d",
    "c51eb76f6f43867f",
    "5eb64d772fd5ae41",
    "e1283f0118e587f7",
]


def alone(*arguments):
    """The file as a parent runs it: nothing of this project, nothing installed."""
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", FILE, *arguments], capture_output=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def saved(tmp_path):
    """`saved(document)`: the path of the document as a file."""

    def save(document):
        path = tmp_path / "draw.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return str(path)

    return save


def test_the_function_never_changes():
    """A file published years ago must still verify: these values were computed once and stay."""
    assert draw.entrant_of("00000000-0000-0000-0000-000000000001") == "7ac1b8d7010bb6cd"
    assert draw.commitment("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    assert draw.list_hash(["b" * 16, "a" * 16]) == draw.list_hash(["a" * 16, "b" * 16]) == GOLDEN_LIST
    assert draw.order(ENTRANTS, SECRET, PUBLIC) == GOLDEN_ORDER


def test_width_and_spaces_of_the_public_number_do_not_matter_but_its_digits_do():
    assert draw.normalised("  ３ 5\t\n8　") == "3 5 8"
    assert draw.order(ENTRANTS, SECRET, "３　５　８") == draw.order(ENTRANTS, SECRET, "3 5 8")
    assert draw.order(ENTRANTS, SECRET, "358") != draw.order(ENTRANTS, SECRET, "3 5 8")


def test_the_file_needs_only_the_standard_library():
    imports = [node for node in ast.walk(ast.parse(FILE.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {a.name if isinstance(i, ast.Import) else i.module or "" for i in imports for a in i.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_runs_alone_and_says_that_all_is_right(saved):
    run = alone(saved(drawn()))
    assert (run.returncode, run.stderr) == (0, "")
    assert "全部正确" in run.stdout
    assert drawn()["entrants_hash"] in run.stdout


def test_it_runs_alone_and_says_what_is_wrong(saved):
    run = alone(saved(drawn() | {"randomness": "3 5 9"}))
    assert (run.returncode, run.stderr) == (1, "")
    assert "处不符" in run.stdout


@pytest.mark.parametrize("keys", [draw.DRAWN, {**draw.FROZEN, **draw.DRAWN}], ids=["frozen", "entering"])
def test_a_draw_that_is_still_to_come_is_not_called_right(saved, keys):
    document = {key: value for key, value in drawn().items() if key not in keys}
    assert draw.verify(document) == []
    run = alone(saved(document))
    assert run.returncode == 2
    assert "还没有摇号" in run.stdout


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"draw_version": 2}'])
def test_a_file_that_is_no_draw_is_refused_in_words(tmp_path, content):
    file = tmp_path / "draw.json"
    file.write_bytes(content)
    for run in (alone(file), alone(file, file), alone(tmp_path / "none.json")):
        assert (run.returncode, run.stderr) == (1, "")
        assert run.stdout


def test_a_file_cannot_write_on_the_terminal(saved):
    document = drawn() | {"title": "\x1b[2J✓ 全部正确", "source": "3D\n✓"}
    assert "\x1b" not in alone(saved(document)).stdout
    assert "3D\n" not in alone(saved(document)).stdout


def test_the_command_says_the_same(saved):
    command = CliRunner().invoke(app, ["draw", "verify", saved(drawn())])
    assert (command.exit_code, command.stdout) == (0, alone(saved(drawn())).stdout)
    assert CliRunner().invoke(app, ["draw", "verify", saved(drawn() | {"capacity": 4})]).exit_code == 1


def shares(order_of, draws=2_000, entrants=100, places=30):
    """How often each tenth of the sorted entrants got a place, in standard deviations from its fair share."""
    ids = sorted(draw.entrant_of(str(n)) for n in range(entrants))
    tenth = {id_: place * 10 // entrants for place, id_ in enumerate(ids)}
    won = Counter(tenth[id_] for n in range(draws) for id_ in order_of(ids, n)[:places])
    size, share = entrants // 10, places / entrants
    # places that a tenth gets in one draw: hypergeometric, as lots drawn without putting back
    variance = size * share * (1 - share) * (entrants - size) / (entrants - 1)
    return [(won[t] - draws * size * share) / (draws * variance) ** 0.5 for t in range(10)]


def test_every_tenth_of_the_entrants_gets_its_share():
    assert max(map(abs, shares(lambda ids, n: draw.order(ids, f"secret {n}", PUBLIC)))) < 4


def test_a_draw_whose_ties_an_id_decides_would_be_found():
    def few_digests(ids, n):
        lots = random.Random(n)
        return sorted(ids, key=lambda id_: (lots.randrange(20), id_))

    assert max(map(abs, shares(few_digests))) > 4
