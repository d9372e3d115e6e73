"""What import-linter cannot hold: what the lowest rooms know of the world outside, and that nothing is known in secret."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAINS = sorted(path.relative_to(ROOT) for path in ROOT.glob("services/*/domain"))
KERNEL = Path("shared/kernel")
SHARED_BY_TESTS = ("tests.support.", "tests.conftest.")


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}.{node.names[0].name}"


@pytest.mark.parametrize("room", [KERNEL, *DOMAINS], ids=str)
def test_a_domain_and_the_kernel_need_python_alone(room):
    # Words are sentences alone: a refusal brings its own.
    known = tuple(".".join(near.parts) + "." for near in (KERNEL, room, room.parent / "words"))
    foreign = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (ROOT / room).rglob("*.py")
        for name in _imports(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(known)
    }
    assert not foreign


@pytest.mark.parametrize("package", ["aixin", "deploy", "services", "shared"])
def test_nothing_is_imported_for_its_type_alone(package):
    """Who may import whom holds for types as well: what is only named is a protocol of whoever names it."""
    secret = [
        str(file.relative_to(ROOT))
        for file in (ROOT / package).rglob("*.py")
        if "TYPE_CHECKING" in file.read_text(encoding="utf-8")
    ]
    assert not secret


def test_what_tests_share_stands_in_support():
    """A test is read, changed and deleted alone: none is imported, and `support` stands below them all."""
    borrowed = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for name in _imports(file)
        if ".test_" in name
        or (file.parent.name == "support" and name.startswith("tests.") and not name.startswith(SHARED_BY_TESTS))
    ]
    assert not borrowed
