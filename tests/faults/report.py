"""`python -m tests.faults.report` plays every case, or those of CASES, and writes docs/reliability.md: what was done, under which load,
with which result."""

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from shared.kernel.clock import ZONE
from tests.faults.cases import CASES, Case
from tests.support.long import FULL_SEEDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
HEAD = """\
# What was done to it, and what became of what was acknowledged

Made by `make faults`, which plays every case in full; do not edit. `make test` plays the same tests, shorter: fewer seeds, systems and
families. Where a system is killed while it answers, or loses its database, whoever asks does so with a key until answered; afterwards every
answer that was acknowledged is asked for once more and compared, and so are the rows behind it, for bookings the events too.
`make faults CASES="18 19"` plays these two anew and leaves the other rows as they stand.

| | case | load meanwhile | played by | result | when (Asia/Shanghai), version, seeds |
|---|---|---|---|---|---|
"""
NEVER = "not yet played in full | – |\n"


def matches(test: str, pattern: str) -> bool:
    """Whether a case means this test; a file alone means all of its tests."""
    return test == pattern or test.startswith(f"{pattern}::") or fnmatchcase(test, pattern)


def there(pattern: str) -> bool:
    """Whether a test, of whatever parameters, can be meant by it."""
    file = pattern.partition("::")[0]
    if not (ROOT / file).exists():
        return False
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    tests = [f"{file}::{name}" for name in names if name.startswith("test_")]
    wanted = pattern.replace("[[]", "[").partition("[")[0]  # parameters are known to pytest alone
    return any(matches(test, pattern) or matches(test, wanted) for test in tests) or ("::*" in pattern and bool(tests))


def before_result(case: Case) -> str:
    """The row of a case, without its last two cells."""
    files = dict.fromkeys(test.partition("::")[0] for test in case.tests)
    played = " ".join(f"[{Path(file).stem.removeprefix('test_')}](../{file})" for file in files)
    return f"| {case.number} | {case.what} | {case.load} | {played or case.unplayed} | "


def page(results: Mapping[int, str], when: str, before: str) -> str:
    """The whole document: these results by the case's number; what was played `before` stands."""
    rows = [
        f"{before_result(case)}{results[case.number]} | {when if case.tests else '–'} |\n"
        if case.number in results
        else _stands(case, before)
        for case in CASES
    ]
    return f"{HEAD}{''.join(rows)}"


def _stands(case: Case, before: str) -> str:
    """A case that is still the one that was played keeps its row."""
    return next((row for row in before.splitlines(keepends=True) if row.startswith(before_result(case))), "") or (
        before_result(case) + NEVER
    )


class Played:
    """A plugin of pytest: plays what these cases mean, and keeps what became of each test, and what it measured."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        self.reports: list[pytest.TestReport] = []

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """A file may hold tests of other cases, or of none."""
        others = [item for item in items if not any(_is_of(case, item.nodeid) for case in self.cases)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The call of each test; its set-up only when that failed or skipped it."""
        if report.when == "call" or not report.passed:
            self.reports.append(report)

    def result(self, case: Case) -> str:
        """In a few words."""
        of_it = [one for one in self.reports if _is_of(case, one.nodeid)]
        if not of_it:
            return case.unplayed or "✗ no test ran"
        counted = Counter(one.outcome for one in of_it)
        measured = _measured(pair for one in of_it for pair in one.user_properties)
        seconds = sum(one.duration for one in of_it)
        words = [f"{'✗' if counted['failed'] else '✓'} {counted['passed']} passed in {seconds:.0f} s", *measured]
        words += [f"{counted['failed']} failed"] if counted["failed"] else []
        words += sorted({f"skipped: {_reason(one)}" for one in of_it if one.skipped})
        words += [case.unplayed] * bool(case.unplayed)
        return "; ".join(words)


def _is_of(case: Case, test: str) -> bool:
    return any(matches(test, pattern) for pattern in case.tests)


def _measured(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """What is compared is added up, of anything else the largest counts."""
    compared, most = 0, dict[str, float]()
    for name, value in pairs:
        number = float(str(value))
        if name == "compared":
            compared += int(number)
        else:
            most[name] = max(number, most.get(name, number))
    return [f"{compared:,} compared"] * bool(compared) + [f"{name} {value:g}" for name, value in most.items()]


def _reason(report: pytest.TestReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


def _when() -> str:
    """The version too; that this page was written meanwhile does not make it another one."""
    version = _git("describe", "--always") or "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{PAGE.relative_to(ROOT)}")
    return f"{datetime.now(ZONE):%Y-%m-%d %H:%M}, {version}{'-dirty' * bool(changed)}, {FULL_SEEDS} seeds"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def main(words: Sequence[str]) -> int:
    """Play, write, and say as pytest does whether all is well."""
    wanted = set(map(int, os.environ.get("CASES", "").split()))
    cases = [case for case in CASES if case.number in wanted or not wanted]
    played, when = Played(cases), _when()
    files = sorted({test.partition("::")[0] for case in cases for test in case.tests})
    code = pytest.main([*files, *words], plugins=[played]) if files else 0
    results = {case.number: played.result(case) for case in cases}
    PAGE.write_text(page(results, when, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
