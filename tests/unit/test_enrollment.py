"""The steps of an enrollment: from where each may be taken, and where it leads."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.booking.domain.enrollment import Enrollment, State, WrongState

UNTIL = datetime(2027, 1, 20, 10, 30, tzinfo=UTC)
LIVE = "unverified asked entered waitlisted pending offered confirmed"
STEPS: dict[str, tuple[Callable[[Enrollment], Enrollment], str, str]] = {
    "begin": (lambda e: e.begin(State.WAITLISTED, 7, band=2, cleared=True), "asked unverified", "waitlisted"),
    "place": (lambda e: e.place(), "entered waitlisted pending", "confirmed"),
    "offer": (lambda e: e.offer(UNTIL), "entered waitlisted pending", "offered"),
    "propose": (lambda e: e.propose(uuid4(), uuid4(), seq=7, until=UNTIL), "confirmed", "offered"),
    "accept": (lambda e: e.accept(), "offered waitlisted", "confirmed"),
    "queue": (lambda e: e.queue(7, 2), "entered", "waitlisted"),
    "miss": (lambda e: e.miss(), "entered asked unverified", "unplaced"),
    "expire": (lambda e: e.expire(), "offered", "expired"),
    "refuse": (lambda e: e.refuse(), "unverified asked entered waitlisted pending", "refused"),
    "withdraw": (lambda e: e.withdraw(), LIVE, "withdrawn"),
    "cancel": (lambda e: e.cancel(), LIVE, "cancelled"),
    "supersede": (lambda e: e.supersede(), "unverified asked entered waitlisted confirmed", "superseded"),
    "give way": (lambda e: e.give_way(), "waitlisted pending offered confirmed", "superseded"),
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
        assert before.clear() == before._replace(cleared=True)
        assert before.send_back(UNTIL) == before._replace(mend_by=UNTIL)
        assert before.send_back(UNTIL).mended() == before
    else:
        for step in (Enrollment.clear, Enrollment.mended, lambda e: e.send_back(UNTIL)):
            with pytest.raises(WrongState):
                step(before)


def test_a_place_is_kept_until_somebody_has_checked() -> None:
    assert standing(State.WAITLISTED, cleared=False).place().state == "pending"


def test_what_a_step_says_it_also_keeps() -> None:
    assert standing(State.WAITLISTED).offer(UNTIL).until == UNTIL
    assert standing(State.OFFERED, until=UNTIL).accept().until is None
    begun = standing(State.ASKED, cleared=False).begin(State.WAITLISTED, 7, band=2, cleared=True)
    assert (begun.state, begun.seq, begun.band, begun.cleared) == ("waitlisted", 7, 2, True)
    queued = standing(State.ENTERED).queue(7, 2)
    assert (queued.seq, queued.band) == (7, 2)
    assert standing(State.UNVERIFIED).put_behind(7).seq == 7
    first = standing(State.WAITLISTED, band=3).put_first(7)
    assert (first.seq, first.band) == (7, -1)


def test_a_place_in_another_group_is_proposed_while_this_one_is_kept() -> None:
    kept, new, there = standing(State.CONFIRMED), uuid4(), uuid4()
    offered = kept.propose(new, there, seq=7, until=UNTIL)
    assert (offered.id, offered.group_id, offered.child_id) == (new, there, kept.child_id)
    assert (offered.seq, offered.until, offered.replaces) == (7, UNTIL, kept.id)
    assert kept.state == "confirmed"
