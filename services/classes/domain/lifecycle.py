"""A group's life: draft → published → open → closed → running → finished, or cancelled.

Every method names the old states it accepts. The steps after publishing come by themselves, each at its instant.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.classes.words import refusals
from services.classes.words.groups import STATES
from shared.kernel.clock import ZONE


class GroupState(StrEnum):
    """Where a group stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class NotAllowed(Exception):
    """The group's state or numbers forbid it; a sentence in both languages says what to do instead."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Times:
    """The instants at which a published group moves on."""

    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    """00:00 of the first day, or the closing when that is later."""
    ends_at: datetime
    """The end of the last day."""

    @classmethod
    def of(cls, opens_at: datetime, closes_at: datetime, meetings: Iterable[tuple[date, time]]) -> "Times":
        """The instants of a group that meets on these days until these hours; there must be one at least."""
        days = sorted(meetings)
        (first, _), (last, end) = days[0], days[-1]
        starts_at = max(datetime.combine(first, time.min, ZONE), closes_at)
        ends_at = datetime.combine(last, end, ZONE)
        return cls(opens_at, closes_at, starts_at, max(ends_at, starts_at + timedelta(seconds=1)))


@dataclass(frozen=True, slots=True)
class Life:
    """A state and the instants that change it."""

    state: GroupState
    times: Times

    def publish(self) -> "Life":
        """Families can see it."""
        return self._to(GroupState.PUBLISHED, GroupState.DRAFT)

    def open(self) -> "Life":
        """Registration begins."""
        return self._to(GroupState.OPEN, GroupState.PUBLISHED)

    def close(self) -> "Life":
        """Registration ends."""
        return self._to(GroupState.CLOSED, GroupState.OPEN)

    def start(self) -> "Life":
        """The first day comes."""
        return self._to(GroupState.RUNNING, GroupState.CLOSED)

    def finish(self) -> "Life":
        """The last day is over."""
        return self._to(GroupState.FINISHED, GroupState.RUNNING)

    def cancel(self) -> "Life":
        """The organizer calls it off."""
        return self._to(
            GroupState.CANCELLED, GroupState.PUBLISHED, GroupState.OPEN, GroupState.CLOSED, GroupState.RUNNING
        )

    def revise(self, times: Times, now: datetime) -> "Life":
        """Other instants, while registration has not ended; what has begun cannot be moved to later."""
        self._only(GroupState.DRAFT, GroupState.PUBLISHED, GroupState.OPEN)
        if self.state is GroupState.OPEN and times.opens_at > now:
            raise NotAllowed(*refusals.OPEN_ALREADY)
        return replace(self, times=times)

    def give_otherwise(self) -> "Life":
        """Check another way of giving places: only before registration, for families act on what they read."""
        if self.state not in (GroupState.DRAFT, GroupState.PUBLISHED):
            raise NotAllowed(*refusals.WAY_FIXED)
        return self

    def resize(self, capacity: int, given: int) -> "Life":
        """Check another capacity: at least one place, and never below what is taken or kept for a family."""
        self._only(GroupState.DRAFT, GroupState.PUBLISHED, GroupState.OPEN, GroupState.CLOSED, GroupState.RUNNING)
        if capacity < 1:
            raise NotAllowed(*refusals.NO_PLACES)
        if capacity < given:
            raise NotAllowed(*refusals.TOO_FEW_PLACES.of(given=given))
        return self

    def due(self) -> datetime | None:
        """When the next step comes by itself; None when none will."""
        step = _STEPS.get(self.state)
        return step[0](self.times) if step else None

    def advance(self, now: datetime) -> "Life":
        """Every step whose instant has come."""
        life = self
        while (due := life.due()) and due <= now:
            life = _STEPS[life.state][1](life)
        return life

    def _to(self, new: GroupState, *old: GroupState) -> "Life":
        self._only(*old)
        return replace(self, state=new)

    def _only(self, *old: GroupState) -> None:
        if self.state not in old:
            raise NotAllowed(*refusals.NOT_IN_THIS_STATE.of(state=STATES[self.state]))


_STEPS: dict[GroupState, tuple[Callable[[Times], datetime], Callable[[Life], Life]]] = {
    GroupState.PUBLISHED: (lambda times: times.opens_at, Life.open),
    GroupState.OPEN: (lambda times: times.closes_at, Life.close),
    GroupState.CLOSED: (lambda times: times.starts_at, Life.start),
    GroupState.RUNNING: (lambda times: times.ends_at, Life.finish),
}
