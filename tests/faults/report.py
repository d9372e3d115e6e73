"""`python -m tests.faults.report` plays every case and writes docs/reliability.md: what was done, under which load, with which result."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
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

| | case | load meanwhile | played by | result |
|---|---|---|---|---|
"""


def matches(test: str, pattern: str) -> bool:
    """Whether a case means this test; a file alone means all of its tests."""
    return test == pattern or test.startswith(f"{pattern}::") or fnmatchcase(test, pattern)


def before_result(case: Case) -> str:
    """The row of a case, without its last cell."""
    files = dict.fromkeys(test.partition("::")[0] for test in case.tests)
    played = " ".join(f"[{Path(file).stem.removeprefix('test_')}](../{file})" for file in files)
    return f"| {case.number} | {case.what} | {case.load} | {played or case.unplayed} | "


def page(results: Sequence[str], foot: str) -> str:
    """The whole document."""
    rows = [f"{before_result(case)}{result} |\n" for case, result in zip(CASES, results, strict=True)]
    return f"{HEAD}{''.join(rows)}\n{foot}\n"


class Played:
    """A plugin of pytest: what became of each test, and what it measured."""

    def __init__(self) -> None:
        self.reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The call of each test; its set-up only when that failed or skipped it."""
        if report.when == "call" or not report.passed:
            self.reports.append(report)

    def result(self, case: Case) -> str:
        """In a few words."""
        of_it = [one for one in self.reports if any(matches(one.nodeid, pattern) for pattern in case.tests)]
        if not of_it:
            return case.unplayed or "✗ no test ran"
        counted = Counter(one.outcome for one in of_it)
        measured = _measured(pair for one in of_it for pair in one.user_properties)
        seconds = sum(one.duration for one in of_it)
        words = [f"{'✗' if counted['failed'] else '✓'} {counted['passed']} passed in {seconds:.0f} s", *measured]
        words += [f"{counted['failed']} failed"] if counted["failed"] else []
        words += sorted({f"skipped: {_reason(one)}" for one in of_it if one.skipped})
        return "; ".join(words)


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


def _foot() -> str:
    version = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    when = datetime.now(ZONE).strftime("%Y-%m-%d %H:%M")
    return (
        f"Played {when} (Asia/Shanghai), version {version.stdout.strip() or 'unknown'}, {os.cpu_count()} processors,"
        f" {FULL_SEEDS} seeds."
    )


def main(words: Sequence[str]) -> int:
    """Play, write, and say as pytest does whether all is well."""
    played, foot = Played(), _foot()
    files = sorted({test.partition("::")[0] for case in CASES for test in case.tests})
    code = pytest.main([*files, *words], plugins=[played])
    PAGE.write_text(page([played.result(case) for case in CASES], foot), encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
