"""SQL stands in the stores and in what keeps events, and one way: a statement has a name, and says what it locks."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.sentences import ROOT, modules, name, shown

ROOMS = ("services/*/store/", "shared/db/", "shared/invariants/", "shared/messaging/")
APART = {
    "aixin/backup/put_back.py",  # makes databases
    "aixin/backup/tools.py",  # counts what is in whatever database
    "aixin/doctor/system.py",  # asks what is wrong with one
    "aixin/serve.py",  # lets the auditor into clusters that were made before there was one
    "deploy/local/postgres.py",  # begins the databases
}
SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE \w+( \w+)? SET|DELETE FROM|CREATE (TABLE|ROLE|DATABASE|INDEX)|SET LOCAL"
    r"|WHERE|ORDER BY|RETURNING|FOR (NO KEY )?UPDATE|AT TIME ZONE)\b"
)
LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b|\bpg_advisory")
LONGEST = 12
"""Lines of a statement that stands beside its function; a longer one is a file in `sql/`."""


def rooms() -> list[Path]:
    """Every module that may hold a statement."""
    return [path for room in ROOMS for folder in ROOT.glob(room) for path in sorted(folder.rglob("*.py"))]


def statements(path: Path) -> dict[int, str]:
    """line → a string of the module that is a statement, or the rest of one."""
    return {line: text for line, text in shown(path) if SQL.search(text)}


def named(path: Path) -> dict[int, str]:
    """line → those that are bound to a `_NAME` at the top of the module, as a whole."""
    found = statements(path)
    tops = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    constants = {node.lineno for node in tops if re.fullmatch("_[A-Z_]+", ast.unparse(node.targets[0]))}
    return {line: text for line, text in found.items() if line in constants}


def test_no_statement_stands_elsewhere():
    others = [path for path in modules("services", "shared", "aixin", "deploy") if path not in rooms()]
    assert not [(name(path), *said) for path in others if name(path) not in APART for said in statements(path).items()]


@pytest.mark.parametrize("path", rooms(), ids=name)
def test_a_statement_has_a_name(path):
    """None is written, or put together, where it is used."""
    assert statements(path) == named(path)


@pytest.mark.parametrize("path", rooms(), ids=name)
def test_a_statement_that_locks_says_so(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    locking = [line for line, text in statements(path).items() if LOCKS.search(text)]
    assert not [lines[line - 1] for line in locking if not lines[line - 2].startswith("# ")]


@pytest.mark.parametrize("path", rooms(), ids=name)
def test_a_long_statement_is_a_file(path):
    assert not [text for text in statements(path).values() if len(text.strip().splitlines()) > LONGEST]


@pytest.mark.parametrize("path", sorted(ROOT.glob("services/*/store/sql/*.sql")), ids=name)
def test_a_file_says_what_it_does_and_locks(path):
    text = path.read_text(encoding="utf-8")
    said = re.match(r"(-- .*\n)+", text)
    assert said, "begin with a comment"
    assert re.search(r"Reads only|\b[Ll]ock", said[0])
    assert f'sql("{path.stem}")' in "".join(
        module.read_text(encoding="utf-8") for module in path.parent.parent.glob("*.py")
    )
