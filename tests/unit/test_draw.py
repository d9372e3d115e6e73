"""The draw as anybody re-runs it: fixed for ever, alone in its file, and hard to tamper with unseen."""

import ast
import io
import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from aixin.cli import app
from services.booking.domain import draw
from tests.support.draws import (
    CHESS,
    DANCE,
    GROUPS,
    PUBLIC,
    SECRET,
    UNITS,
    as_at,
    drawn,
    room,
    seat,
    unit,
)

FILE = Path(draw.__file__)
GOLDEN_LIST = "91d739132b15baa94dbf3f9abdd878f28c0cd16fd3e176874544647864237ff6"
GOLDEN_ORDER = [
    ("195e24a8a27c6161", 1, []),
    ("289f31dae133424b", 1, []),
    ("adf6abd1528ec051", 1, []),
    ("3828aa9fe6fe257e", 2, []),
    ("27d01f295f97239e", None, [1, 1]),
    ("8f0cd56d3626e410", 1, []),
    ("371ed292550308c8", None, [2, 1, 2]),
    ("c2fcab1f4506fd35", None, [4]),
    ("2e22162ec6cea460", None, [5]),
]


def alone(*arguments):
    """The file as a parent runs it: nothing of this project, nothing installed."""
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", FILE, *arguments], capture_output=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def saved(tmp_path):
    """`saved(document)`: the path of the document as a file."""

    def save(document, name="draw.json"):
        path = tmp_path / name
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return str(path)

    return save


def test_the_function_never_changes():
    """A file published years ago must still verify: these values were computed once, also by a program in another language."""
    assert draw.entrant_of(str(UUID(int=1)), str(UUID(int=2))) == "4899549e45f8be78"
    assert draw.unit_of(["0", "1", "0"]) == "a56311c62d6ce5d7"
    assert draw.unit_of(["0"]) == "0"
    assert draw.fingerprint("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    assert draw.list_hash(UNITS) == draw.list_hash(UNITS[::-1]) == GOLDEN_LIST
    result = draw.allocate(draw.order(UNITS, SECRET, PUBLIC), GROUPS)
    assert [(row["unit"], row["choice"], list(row["turns"].values())) for row in result] == GOLDEN_ORDER


def test_width_and_spaces_of_the_public_number_do_not_matter_but_its_digits_do():
    assert draw.normalised("  ３ 5\t\n8　") == "3 5 8"
    assert draw.order(UNITS, SECRET, "３　５　８") == draw.order(UNITS, SECRET, "3 5 8")
    assert draw.order(UNITS, SECRET, "358") != draw.order(UNITS, SECRET, "3 5 8")


def test_the_file_needs_only_the_standard_library_and_the_words_of_an_older_python():
    tree = ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 8))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {a.name if isinstance(i, ast.Import) else i.module or "" for i in imports for a in i.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


# -- places, pools, siblings, wishes ---------------------------------------------------------------------------------------


def got(units, **groups):
    """The wish that each unit got, in this order."""
    rooms = {{"dance": DANCE, "chess": CHESS}[name]: places for name, places in groups.items()}
    return [row["choice"] for row in draw.allocate(units, rooms)]


def test_a_pool_keeps_its_places_and_whoever_of_it_has_one_counts():
    rider, other = [seat("r", DANCE, "骑手")], [seat("o", DANCE)]
    units = [unit(seats) for seats in [other, other, rider, rider]]
    assert got(units, dance=room(2, 骑手=1)) == [1, None, 1, None]
    assert got(units[::-1], dance=room(2, 骑手=1)) == [1, 1, None, None]
    assert got(units[::-1], dance=room(3, 骑手=1)) == [1, 1, 1, None]
    assert got(units, dance=room(2)) == [1, 1, None, None]


def test_siblings_get_both_or_none_and_leave_the_single_place_to_the_next():
    both = unit([seat("a", DANCE), seat("b", DANCE)])
    apart = unit([seat("a", DANCE), seat("b", DANCE)], [seat("a", DANCE), seat("b", CHESS)])
    single = unit([seat("c", DANCE)])
    assert got([both, single], dance=room(1)) == [None, 1]
    assert got([both, single], dance=room(2)) == [1, None]
    assert got([apart, single], dance=room(1), chess=room(1)) == [2, None]


def turns(units, dance, chess):
    return [row["turns"] for row in draw.allocate(units, {DANCE: dance, CHESS: chess})]


def test_whoever_gets_nothing_waits_for_every_wish_with_a_turn_for_each_child():
    units = [
        unit([seat("a", DANCE), seat("b", DANCE)], [seat("a", CHESS), seat("b", DANCE)]),
        unit([seat("c", CHESS)]),
        unit([seat("d", DANCE)]),
    ]
    assert turns(units, room(0), room(0)) == [{DANCE: 1, CHESS: 1}, {CHESS: 2}, {DANCE: 4}]


def test_a_wish_waits_only_where_the_lists_have_room_for_all_of_it():
    siblings = unit([seat("a", DANCE), seat("b", DANCE)], [seat("a", CHESS)])
    single = unit([seat("c", DANCE)])
    both = unit([seat("d", CHESS), seat("d", DANCE)])
    assert turns([siblings, single], room(0, waiting=1), room(0)) == [{CHESS: 1}, {DANCE: 1}]
    assert turns([siblings, single], room(0, waiting=2), room(0, waiting=0)) == [{DANCE: 1}, {}]
    assert turns([both, single], room(0, waiting=1), room(0, waiting=0)) == [{}, {DANCE: 1}]
    assert turns([single, single], room(0), room(0)) == [{DANCE: 1}, {DANCE: 2}]


# -- the program -----------------------------------------------------------------------------------------------------------


def test_it_runs_alone_and_says_that_all_is_right(saved):
    run = alone(saved(drawn()))
    assert (run.returncode, run.stderr) == (0, "")
    assert "全部正确" in run.stdout
    assert drawn()["units_hash"] in run.stdout


def test_it_runs_alone_and_says_what_is_wrong(saved):
    run = alone(saved(drawn() | {"randomness": "3 5 9"}))
    assert (run.returncode, run.stderr) == (1, "")
    assert "处不符" in run.stdout


@pytest.mark.parametrize("step", [draw.ENTERING, draw.FROZEN])
def test_a_draw_that_is_still_to_come_is_not_called_right(saved, step):
    document = as_at(step, drawn())
    assert draw.step(document) == step
    assert draw.verify(document) == []
    run = alone(saved(document))
    assert run.returncode == 2
    assert "还没有摇号" in run.stdout


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"draw_version": 1}', b"{}"])
def test_a_file_that_is_no_draw_is_refused_in_words(tmp_path, content):
    file = tmp_path / "draw.json"
    file.write_bytes(content)
    for run in (alone(file), alone(file, file), alone(tmp_path / "none.json"), alone(), alone(file, file, file)):
        assert (run.returncode, run.stderr) == (1, "")
        assert run.stdout


def test_a_file_that_could_be_read_in_two_ways_is_refused(tmp_path):
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(drawn())[:-1] + ', "title": "another"}', encoding="utf-8")
    assert alone(file).returncode == 1


def test_a_file_cannot_write_on_the_terminal(saved):
    groups = {group: told | {"title": "\x1b[2J"} for group, told in GROUPS.items()}
    document = drawn(groups=groups, source="3D\n✓") | {"title": "\x1b[2J✓ 全部正确"}
    assert alone(saved(document)).returncode == 0
    assert "\x1b" not in alone(saved(document)).stdout
    assert "3D\n" not in alone(saved(document)).stdout


def test_a_console_without_chinese_shows_the_english(saved, monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", console)
    assert draw.main([saved(drawn())]) == 0
    console.seek(0)
    assert "All right" in console.read()


def test_the_command_says_the_same(saved):
    command = CliRunner().invoke(app, ["draw", "verify", saved(drawn())])
    assert (command.exit_code, command.stdout) == (0, alone(saved(drawn())).stdout)
    with_kept = ["draw", "verify", saved(drawn()), saved(as_at(draw.FROZEN, drawn(secret="other")), "kept.json")]
    assert CliRunner().invoke(app, with_kept).exit_code == 1
