"""The steps of an enrollment: from where each may be taken, and where it leads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.booking.domain.enrollment import Enrollment, State, WrongState

UNTIL = datetime(2027, 1, 20, 10, 30, tzinfo=UTC)
LIVE = "unverified asked entered waitlisted pending offered confirmed"
STEPS: dict[str, tuple[Callable[[Enrollment], Enrollment], str, str]] = {
    "sign up": (lambda e: e.sign_up(State.CONFIRMED, 7), "asked", "confirmed"),
    "place": (lambda e: e.place(), "entered waitlisted pending", "confirmed"),
    "offer": (lambda e: e.offer(UNTIL), "entered waitlisted pending confirmed", "offered"),
    "accept": (lambda e: e.accept(), "offered waitlisted", "confirmed"),
    "queue": (lambda e: e.queue(7), "entered", "waitlisted"),
    "miss": (lambda e: e.miss(), "entered", "unplaced"),
    "expire": (lambda e: e.expire(), "offered", "expired"),
    "refuse": (lambda e: e.refuse(), "unverified asked entered waitlisted pending", "refused"),
    "withdraw": (lambda e: e.withdraw(), LIVE, "withdrawn"),
    "cancel": (lambda e: e.cancel(), LIVE, "cancelled"),
    "supersede": (lambda e: e.supersede(), LIVE, "superseded"),
    "put behind": (lambda e: e.put_behind(7), "unverified", "unverified"),
    "put first": (lambda e: e.put_first(7), "waitlisted", "waitlisted"),
}
"""Step → what it does, from where, to where."""


def standing(state: State, **facts: object) -> Enrollment:
    """An enrollment that stands there."""
    return Enrollment(uuid4(), uuid4(), uuid4(), state, 1, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State)
def test_a_step_is_taken_from_its_own_states_alone(step: str, state: State) -> None:
    take, origins, to = STEPS[step]
    if state in origins.split():
        assert take(standing(state)).state == to
    else:
        with pytest.raises(WrongState, match=state):
            take(standing(state))


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
    signed = standing(State.ASKED, cleared=False).sign_up(State.WAITLISTED, 7)
    assert (signed.state, signed.seq, signed.cleared) == ("waitlisted", 7, True)
    assert [STEPS[step][0](standing(State(STEPS[step][1]))).seq for step in ("queue", "put behind", "put first")] == [
        7,
        7,
        7,
    ]
    assert standing(State.WAITLISTED, band=3).put_first(7).band == -1
