"""A file that is wrong in thousands of places costs no more words than anybody reads."""

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

from tests.support.plan_texts import SOUND, errors_of

MANY = 600
FAULTY = SOUND + "".join(f"unknown-{n}: x\n" for n in range(MANY))


def calls(work: Callable[[], Any]) -> Counter[str]:
    """How often each function of Python was called."""
    count: Counter[str] = Counter()

    def seen(frame: FrameType, event: str, _: object) -> None:
        count[frame.f_code.co_name] += event == "call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def test_words_are_looked_for_as_far_as_they_are_read() -> None:
    called = calls(lambda: errors_of(FAULTY))
    assert 0 < called["get_close_matches"] <= 200


def test_the_first_are_told_in_the_order_of_lines_and_how_many_follow() -> None:
    found = errors_of(FAULTY)
    first = SOUND.count("\n") + 1
    assert [error.line for error in found] == [*range(first, first + 200), first + 199]
    assert f"还有 {MANY - 200} 处" in found[-1].zh
