"""The forty cases: each has a test that is there, or says why not; docs/reliability.md tells of the same ones."""

import pytest

from tests.faults.cases import CASES
from tests.faults.report import PAGE, before_result, there


def test_there_are_forty():
    assert [case.number for case in CASES] == list(range(1, 41))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.number))
def test_each_is_played_or_says_why_not(case):
    assert case.tests or case.unplayed
    assert [pattern for pattern in case.tests if not there(pattern)] == []


def test_the_page_tells_of_these_cases():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and line[2].isdigit()]
    assert [row[: len(before_result(case))] for row, case in zip(rows, CASES, strict=True)] == [
        before_result(case) for case in CASES
    ]
