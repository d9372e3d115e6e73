"""`aixin plan check`, as an organizer runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from aixin.cli import app
from tests.support.plan_texts import SOUND, changed, line_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "plans").glob("*.yaml"))


def check(file):
    """The result of the command."""
    return CliRunner().invoke(app, ["plan", "check", str(file)])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_sound_plan_is_read_back(file):
    result = check(file)
    assert result.exit_code == 0
    assert "没有错误" in result.stdout


def test_every_error_has_its_file_and_line(tmp_path):
    text = changed(("places: 30", "places: 0"), ("to: 2025-01-24", "to: 2025-01-10"))
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    result = check(file)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0].startswith(f"{file}:{line_of(text, 'to: 2025-01-10')}: 结束日期")
    assert lines[1].startswith(f"{file}:{line_of(text, 'places: 0')}: 名额是 0")
    assert " / " in lines[1]


def test_a_file_that_is_not_there(tmp_path):
    result = check(tmp_path / "none.yaml")
    assert result.exit_code == 1
    assert "check its name" in result.stderr
    assert check(tmp_path).exit_code == 1


def test_import_needs_somebody_to_answer(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text(SOUND, encoding="utf-8")
    for url, said in (
        ("http://127.0.0.1:1", "make up"),
        ("ftp//x", "no address"),
        ("https://union.invalid", "Say who"),
    ):
        result = CliRunner().invoke(
            app, ["plan", "import", str(file), "--url", url, *(["--phone", "1"] if "ftp" in url else [])]
        )
        assert result.exit_code == 1
        assert said in result.stderr
