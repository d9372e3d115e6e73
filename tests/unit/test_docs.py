"""Pages for people tell the truth."""

import re
from pathlib import Path

from aixin import doors, privacy
from aixin.cli import app
from aixin.docs import render_metrics

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!http)([^)#]+)\)|src=\"([^\"]+)\"")
STATUS = re.compile(r"# \d+\. .+\n\n\*\*Status\.\*\* \w+, \d{4}-\d\d-\d\d")
TOLD = re.compile(r"\b(?:aixin|deploy|docs|examples|services|shared|tests)/[\w./-]*\w/?(?![\w/])")


def documents():
    """Every page of ours that links to files."""
    return [
        *ROOT.glob("*.md"),
        *ROOT.glob("services/*/README.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("deploy/**/*.md"),
    ]


def test_every_link_leads_somewhere():
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in documents()
        for pair in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / (target := pair[0] or pair[1])).exists()
    ]
    assert not dead


def test_the_where_is_it_table_fits_one_screen():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_every_decision_says_since_when_it_stands():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    undated = [file.name for file in decisions if not STATUS.match(file.read_text(encoding="utf-8"))]
    numbers = [int(file.name[:4]) for file in decisions]
    assert (undated, numbers) == ([], sorted(set(numbers)))


def test_every_path_that_a_way_is_told_by_exists():
    pages = [ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / "howto").glob("*.md")]
    gone = [
        f"{page.name}: {path}"
        for page in pages
        for path in re.findall(TOLD, page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert len(pages) > 1 and not gone
    assert all(len(page.read_text(encoding="utf-8").splitlines()) <= 40 for page in pages)


COMMAND = re.compile(r"(?<!-n )(?<![.\w])(aixin|make|deploy/compose/\S+\.sh) ([\w./-]+)")


def test_every_command_that_whoever_updates_is_told_exists():
    page = (ROOT / "docs" / "upgrade.md").read_text(encoding="utf-8")
    told = {words for span in re.findall(r"`([^`\n]+)`", page) for words in COMMAND.findall(span)}
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    targets = re.findall(r"^([\w./%-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    unknown = [
        (program, word)
        for program, word in told
        if not (
            word in commands if program == "aixin"
            else any(re.fullmatch(target.replace("%", ".+"), word) for target in targets) if program == "make"
            else (ROOT / program).is_file()
        )
    ]  # fmt: skip
    assert len(told) >= 8 and not unknown


def test_a_page_made_from_code_is_fresh():
    made = render_metrics() | privacy.render() | doors.render()
    stale = [path for path, text in made.items() if (ROOT / path).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"
