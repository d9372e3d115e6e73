"""One word means one thing: what the glossary says lives where it says, and no two classes of the product share a name."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("aixin", "deploy", "services", "shared")
ENTRY = re.compile(
    r"\| (?P<word>[a-z ]+) \| (?P<zh>[^|]+) \| [A-Z][^|]+\. \| \[[\w.]+\]\(\.\./(?P<file>[\w./]+)\) `(?P<name>\w+)` \|"
)

SAID_ALONG_THE_WAY = frozenset(
    {"Agreement", "Condition", "Criterion", "Document", "Group", "Minimum", "Pool", "Priority", "Retention", "Standing"}
)
"""A plan writes it, the catalogue keeps it, an event tells it, booking decides by it: the same thing in the words of each room."""
ROOMS_ON_THE_WAY = (
    "services/classes/plan/language",
    "services/classes/store",
    "shared/events",
    "services/booking/domain",
)


def defined(file: Path) -> set[str]:
    """Every name that a file gives to something of its own."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                names.add(node.name)
            case ast.Assign():
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def entries() -> list[re.Match[str]]:
    rows = [
        line for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| word ")
    ]  # fmt: skip
    found = [ENTRY.fullmatch(row) for row in rows]
    assert None not in found, [row for row, match in zip(rows, found, strict=True) if match is None]
    return [match for match in found if match]


def test_every_word_lives_where_the_glossary_says():
    lost = [f"{entry['word']}: {entry['file']} {entry['name']}" for entry in entries()
            if entry["name"] not in defined(ROOT / entry["file"])]  # fmt: skip
    assert not lost


def test_no_word_is_told_twice_in_either_language():
    words = [entry[said].strip() for entry in entries() for said in ("word", "zh")]
    assert len(words) == len(set(words)) > 80


def classes() -> Iterator[tuple[str, str]]:
    """(name, file) of each class of the product."""
    for package in PRODUCT:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    yield node.name, str(file.relative_to(ROOT))


def test_no_two_classes_bear_one_name():
    homes = defaultdict(list)
    for name, file in classes():
        homes[name].append(file)
    shared = {name: files for name, files in homes.items() if len(files) > 1}
    meant = {
        name for name, files in shared.items()
        if name in SAID_ALONG_THE_WAY and len({file.rpartition("/")[0] for file in files}) == len(files)
        and all(file.startswith(ROOMS_ON_THE_WAY) for file in files)
    }  # fmt: skip
    assert {name: files for name, files in shared.items() if name not in meant} == {}
    assert meant == SAID_ALONG_THE_WAY, "allowed, but no longer said twice"
