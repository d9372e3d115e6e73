"""What the steps of an enrollment keep besides its state; where each may be taken stands in test_states."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.booking.domain.enrollment import Enrollment, State, WrongState

UNTIL = datetime(2027, 1, 20, 10, 30, tzinfo=UTC)


def standing(state: State, **facts: object) -> Enrollment:
    """An enrollment that stands there."""
    return Enrollment(uuid4(), uuid4(), uuid4(), state, 1, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
def test_a_check_is_for_what_is_to_be_checked_and_moves_nothing(state: State) -> None:
    before = standing(state, cleared=False)
    if state in ("entered", "waitlisted", "pending"):
        assert before.clear() == replace(before, cleared=True)
    else:
        with pytest.raises(WrongState):
            before.clear()


def test_a_place_is_kept_until_somebody_has_checked() -> None:
    assert standing(State.WAITLISTED, cleared=False).place().state == "pending"


def test_what_a_step_says_it_also_keeps() -> None:
    assert standing(State.WAITLISTED).offer(UNTIL).until == UNTIL
    assert standing(State.OFFERED, until=UNTIL).accept().until is None
    assert standing(State.WAITLISTED, band=3).put_first(7).band == -1
