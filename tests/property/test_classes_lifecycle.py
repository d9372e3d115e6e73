"""Whatever happens to a group, its life stays in order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.classes.domain.lifecycle import GroupState, Life, NotAllowed, Times

ORDER = [
    GroupState.DRAFT,
    GroupState.PUBLISHED,
    GroupState.OPEN,
    GroupState.CLOSED,
    GroupState.RUNNING,
    GroupState.FINISHED,
]
BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
instants = st.integers(0, 1000).map(lambda hours: BEGIN + timedelta(hours=hours))
calendars = st.lists(instants, min_size=4, max_size=4, unique=True).map(lambda four: Times(*sorted(four)))
steps = st.sampled_from(["publish", "open", "close", "start", "finish", "cancel"])


@given(calendars, instants, instants)
def test_looking_twice_is_looking_once(times: Times, first: datetime, second: datetime) -> None:
    """A timer that comes late or twice changes nothing: the state is a function of the instant."""
    life = Life(GroupState.PUBLISHED, times)
    early, late = sorted((first, second))
    assert life.advance(early).advance(late) == life.advance(late)


@given(calendars, instants)
def test_the_next_step_is_always_ahead(times: Times, now: datetime) -> None:
    due = Life(GroupState.PUBLISHED, times).advance(now).due()
    assert due is None or due > now


@given(calendars, st.lists(steps, max_size=12))
def test_a_life_never_goes_back(times: Times, wanted: list[str]) -> None:
    life = Life(GroupState.DRAFT, times)
    for step in wanted:
        before = life
        try:
            life = getattr(life, step)()
        except NotAllowed:
            assert life is before
            continue
        if life.state is not GroupState.CANCELLED:
            assert ORDER.index(life.state) == ORDER.index(before.state) + 1
        else:
            assert before.state not in (GroupState.DRAFT, GroupState.FINISHED, GroupState.CANCELLED)


@given(calendars, calendars, instants)
def test_a_revised_group_that_is_open_stays_open_or_ends(old: Times, new: Times, now: datetime) -> None:
    life = Life(GroupState.PUBLISHED, old).advance(now)
    try:
        revised = life.revise(new, now).advance(now)
    except NotAllowed:
        return
    assert ORDER.index(revised.state) >= ORDER.index(life.state)
