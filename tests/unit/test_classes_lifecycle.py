"""A group's life by values: which step from which state, and what comes by itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.classes.domain.lifecycle import STEPS, GroupState, Life, NotAllowed, Times
from services.classes.domain.merge import merged
from services.classes.words import refusals
from services.classes.words.groups import STATES

OPENS = datetime(2027, 6, 30, 1, tzinfo=UTC)
TIMES = Times(OPENS, OPENS + timedelta(days=2), OPENS + timedelta(days=7), OPENS + timedelta(days=30))
ACCEPTS = {
    "publish": {GroupState.DRAFT},
    "open": {GroupState.PUBLISHED},
    "close": {GroupState.OPEN},
    "start": {GroupState.CLOSED},
    "finish": {GroupState.RUNNING},
    "cancel": {GroupState.PUBLISHED, GroupState.OPEN, GroupState.CLOSED, GroupState.RUNNING},
}
STAYS = {
    "revise": (lambda life: life.revise(TIMES, OPENS), {GroupState.DRAFT, GroupState.PUBLISHED, GroupState.OPEN}),
    "give_otherwise": (lambda life: life.give_otherwise(), {GroupState.DRAFT, GroupState.PUBLISHED}),
    "hold": (lambda life: life.hold(), {GroupState.OPEN, GroupState.CLOSED}),
    "resize": (lambda life: life.resize(30, given=26), set(GroupState) - {GroupState.FINISHED, GroupState.CANCELLED}),
}
"""What may be changed, how, and from where; the state stays."""


@pytest.mark.parametrize("step", ACCEPTS)
@pytest.mark.parametrize("state", GroupState)
def test_a_step_accepts_only_the_states_it_names(step: str, state: GroupState) -> None:
    life = Life(state, TIMES)
    if state in ACCEPTS[step]:
        assert getattr(life, step)().state is not state
    else:
        with pytest.raises(NotAllowed):
            getattr(life, step)()


@pytest.mark.parametrize("step", STAYS)
@pytest.mark.parametrize("state", GroupState)
def test_a_change_is_made_in_the_states_it_names_and_leaves_them(step: str, state: GroupState) -> None:
    change, accepted = STAYS[step]
    if state in accepted:
        assert change(Life(state, TIMES)) == Life(state, TIMES)
    else:
        with pytest.raises(NotAllowed):
            change(Life(state, TIMES))


def test_no_step_is_left_out_here() -> None:
    assert STEPS.keys() == ACCEPTS.keys() | STAYS.keys()


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (-1, GroupState.PUBLISHED),
        (0, GroupState.OPEN),
        (2, GroupState.CLOSED),
        (7, GroupState.RUNNING),
        (30, GroupState.FINISHED),
    ],
)
def test_a_published_group_is_where_its_instants_say(after: int, state: GroupState) -> None:
    life = Life(GroupState.DRAFT, TIMES).publish().advance(OPENS + timedelta(days=after))
    assert life.state is state
    assert (life.due() is None) == (state is GroupState.FINISHED)


def test_a_draft_and_a_cancelled_group_stay() -> None:
    late = OPENS + timedelta(days=365)
    for state in (GroupState.DRAFT, GroupState.CANCELLED):
        assert Life(state, TIMES).advance(late).state is state


def test_what_has_begun_is_not_put_off() -> None:
    now = OPENS + timedelta(hours=1)
    later = Times(now + timedelta(hours=1), TIMES.closes_at, TIMES.starts_at, TIMES.ends_at)
    assert Life(GroupState.PUBLISHED, TIMES).revise(later, now).times == later
    with pytest.raises(NotAllowed):
        Life(GroupState.OPEN, TIMES).revise(later, now)
    with pytest.raises(NotAllowed):
        Life(GroupState.CLOSED, TIMES).revise(TIMES, now)


def test_a_capacity_is_at_least_one_and_never_below_what_is_taken() -> None:
    life = Life(GroupState.OPEN, TIMES)
    assert life.resize(26, given=26) == life
    for capacity, taken in ((25, 26), (0, 0)):
        with pytest.raises(NotAllowed):
            life.resize(capacity, taken)
    with pytest.raises(NotAllowed):
        Life(GroupState.CANCELLED, TIMES).resize(40, given=0)


def refused(change: Callable[[], Life]) -> tuple[str, str]:
    """What is said of a change that is not allowed."""
    with pytest.raises(NotAllowed) as no:
        change()
    assert str(no.value) == no.value.en
    return no.value.zh, no.value.en


def test_a_refusal_says_what_forbids_it() -> None:
    life = Life(GroupState.OPEN, TIMES)
    later = Times(OPENS + timedelta(hours=2), TIMES.closes_at, TIMES.starts_at, TIMES.ends_at)
    assert refused(life.publish) == refusals.NOT_IN_THIS_STATE.of(state=STATES[GroupState.OPEN])
    assert refused(lambda: life.revise(later, OPENS)) == refusals.OPEN_ALREADY
    assert refused(life.give_otherwise) == refusals.WAY_FIXED
    assert refused(lambda: life.resize(0, given=0)) == refusals.NO_PLACES
    assert refused(lambda: life.resize(25, given=26)) == refusals.TOO_FEW_PLACES.of(given=26)


def test_what_has_begun_may_begin_now_and_one_place_is_enough() -> None:
    life = Life(GroupState.OPEN, TIMES)
    assert life.revise(TIMES, OPENS) == life
    assert life.resize(1, given=1) == life


def test_times_come_from_the_days_a_group_meets() -> None:
    meetings = [(date(2027, 7, 8), time(18)), (date(2027, 7, 7), time(18))]
    times = Times.of(OPENS, TIMES.closes_at, meetings)
    assert times.starts_at == datetime(2027, 7, 6, 16, tzinfo=UTC)  # 00:00 in Shanghai
    assert times.ends_at == datetime(2027, 7, 8, 10, tzinfo=UTC)


def test_registration_may_end_after_the_first_day() -> None:
    closes = datetime(2027, 7, 7, 8, tzinfo=UTC)
    times = Times.of(OPENS, closes, [(date(2027, 7, 7), time(12))])
    assert times.closes_at == times.starts_at < times.ends_at


def test_a_file_changes_only_what_it_says_differently() -> None:
    planned = {"title": "一班", "capacity": 30, "fees": ""}
    current = planned | {"capacity": 40}  # changed in the console
    assert merged(current, planned, planned) == current
    assert merged(current, planned, planned | {"fees": "免费"}) == current | {"fees": "免费"}
    assert merged(current, planned, planned | {"capacity": 35})["capacity"] == 35
