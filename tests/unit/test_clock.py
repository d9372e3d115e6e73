"""A clock that is wrong is set right by the database's, by as much as is certain."""

from datetime import timedelta

import pytest

from shared.kernel import clock

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("said", "error"),
    [(0, 0), (3, 0), (1.5, 0), (603, 600), (-600, -600)],
    ids=["as asked", "as heard", "between", "behind", "ahead"],
)
def test_what_lies_between_question_and_answer_is_no_error(monkeypatch, said, error):
    monkeypatch.setattr(clock, "_error", [timedelta()])
    asked = clock.own_clock()
    clock.set_right(asked + said * SECOND, asked, asked + 3 * SECOND)
    assert clock._error == [error * SECOND]
    assert abs(clock.machine_clock() - clock.own_clock() - error * SECOND) < SECOND
