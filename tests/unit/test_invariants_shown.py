"""What `aixin invariants` prints: a sentence once, with the systems that answer alike, and whose row it is that breaks it."""

import pytest

from aixin.invariants import show
from shared.invariants.invariant import Invariant


def holds(name: str, system: str = "", *broken: str) -> Invariant:
    invariant = Invariant("key", name, system=system)
    for row in broken:
        invariant.add(row)
    return invariant


def test_a_sentence_is_printed_once_with_the_systems_that_answer_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([holds("I5 alike"), holds("I6 told", "accounts"), holds("I6 told", "booking")])
    assert capsys.readouterr().out.splitlines() == ["✓ I5 alike", "✓ I6 told · accounts, booking"]


def test_what_breaks_is_told_apart_and_with_its_system(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"id={n}" for n in range(7)]
    assert not show([holds("I6", "accounts"), holds("I6", "booking", *rows), holds("I6", "classes"), holds("I6", "notify", "id=9")])  # fmt: skip
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line[0] in "✓✗"] == ["✓ I6 · accounts, classes", "✗ I6 · booking, notify"]
    assert "    booking: id=0" in told
    assert told[-2].startswith("    booking: … ")
    assert told[-2].endswith(" 2")
    assert told[-1] == "    notify: id=9"
