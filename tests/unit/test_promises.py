"""What is promised on pages and in messages is kept: each such sentence leads to a test that would fail."""

import re
from collections.abc import Iterator

import pytest

from tests.faults.report import there
from tests.promises import HELD, NO_PROMISES
from tests.support.stack import ROOT

PROMISING = re.compile(
    "会(?:通知|收到|马上|另行|自动|按顺序|一直|并过去)|通知您|告诉您|没有收到您|自动|保留|不会|[时天]内|[天周]后|不变|照常|照旧|不占|不能(?:更少|少于)|留着|都会|给下一家|余下的面向"
)
ROOMS = (
    "services/*/words/*.py",
    "services/*/web/templates/*.html",
    "services/notify/messages/**/*.zh.*",
    "services/classes/plan/told/*.py",
)
NO_ROOMS = "plan_"
"""What is said of a plan's text promises nobody anything."""
PHRASES = [phrase for phrases in HELD.values() for phrase in phrases]


def clauses(text: str) -> Iterator[str]:
    """The parts of sentences in a file that promise something."""
    for clause in re.findall(r"[^。；！？\n'\"<>`]+", re.sub(r"\{#.*?#\}", "", text)):
        if PROMISING.search(clause):
            yield clause.strip(" ,()+")


def said() -> dict[str, str]:
    """clause → a file that has it."""
    files = [path for room in ROOMS for path in sorted(ROOT.glob(room)) if not path.name.startswith(NO_ROOMS)]
    return {clause: str(path.relative_to(ROOT)) for path in files for clause in clauses(path.read_text("utf-8"))}


def unheld(sentences: dict[str, str]) -> list[str]:
    held = (*PHRASES,)
    return [
        f"{file}: {clause}"
        for clause, file in sentences.items()
        if clause not in NO_PROMISES and not any(phrase in clause for phrase in held)
    ]


def test_each_promise_names_the_test_that_holds_it():
    assert unheld(said()) == []


def test_nothing_is_listed_that_nobody_says():
    sentences = said()
    assert [phrase for phrase in PHRASES if not any(phrase in clause for clause in sentences)] == []
    assert [clause for clause in NO_PROMISES if clause not in sentences] == []


@pytest.mark.parametrize("test", HELD)
def test_the_test_is_there(test):
    file, _, name = test.partition("::")
    assert there(f"tests/{file}.py::{name}" if name else f"tests/{file}.py")


def test_negative_control_a_new_promise_is_found():
    new = dict.fromkeys(clauses("<p>您的意见已收到。24 小时内会有人回电！</p>"), "a page")
    assert unheld(new) == ["a page: 24 小时内会有人回电"]
