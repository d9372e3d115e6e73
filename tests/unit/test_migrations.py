"""What has landed is never edited: databases have it already."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ROOT / "shared" / "db" / "migrations.sha256"


def listed() -> list[str]:
    """Lines of a hash and a file."""
    return [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_every_migration_is_listed_and_as_it_landed() -> None:
    files = sorted(
        file.relative_to(ROOT).as_posix() for room in ("services", "shared") for file in (ROOT / room).rglob("*.sql")
    )
    there = [
        f"{hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}  {file}" for file in files if "/migrations/" in file
    ]
    assert listed() == there


def test_no_line_of_the_list_was_ever_taken_back() -> None:
    """Whoever edits a migration and its line as well: what the main line of history has listed, somebody's database has."""
    words = ["git", "log", "--first-parent", "--diff-merges=first-parent", "--format=", "--patch", "--", LIST]
    told = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    if told.returncode:
        pytest.skip("no history here")
    ever = re.findall(r"^\+([0-9a-f]{64}  .+)$", told.stdout, re.MULTILINE)
    assert set(ever) <= set(listed()), "write a new migration; one that no other commit has yet is edited by amending"
