"""A group's life: draft → published → open → closed → running → finished, or cancelled.

`STEPS` is the whole table. The steps after publishing come by themselves, each at its instant: `COMES`.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.classes.words import refusals
from services.classes.words.groups import STATES
from shared.kernel.clock import ZONE
from shared.kernel.sentence import Sentence


class GroupState(StrEnum):
    """Where a group stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


AHEAD = frozenset({GroupState.DRAFT, GroupState.PUBLISHED})
"""Registration has not begun."""
SEEN = frozenset({GroupState.PUBLISHED, GroupState.OPEN, GroupState.CLOSED, GroupState.RUNNING})
"""Families see it, and it is not over."""

STEPS: Mapping[str, tuple[Set[GroupState], GroupState | None]] = {
    "publish": ({GroupState.DRAFT}, GroupState.PUBLISHED),
    "open": ({GroupState.PUBLISHED}, GroupState.OPEN),
    "close": ({GroupState.OPEN}, GroupState.CLOSED),
    "start": ({GroupState.CLOSED}, GroupState.RUNNING),
    "finish": ({GroupState.RUNNING}, GroupState.FINISHED),
    "cancel": (SEEN, GroupState.CANCELLED),
    "revise": (AHEAD | {GroupState.OPEN}, None),
    "give_otherwise": (AHEAD, None),
    "hold": ({GroupState.OPEN, GroupState.CLOSED}, None),
    "resize": (SEEN | {GroupState.DRAFT}, None),
}
"""Each step: from where it may be taken, and where it leads; None: the group stays where it is."""
COMES: Mapping[GroupState, tuple[str, str]] = {
    GroupState.PUBLISHED: ("open", "opens_at"),
    GroupState.OPEN: ("close", "closes_at"),
    GroupState.CLOSED: ("start", "starts_at"),
    GroupState.RUNNING: ("finish", "ends_at"),
}
"""The step that comes by itself, and the name of its instant."""


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
        return self._step("publish")

    def open(self) -> "Life":
        """Registration begins."""
        return self._step("open")

    def close(self) -> "Life":
        """Registration ends."""
        return self._step("close")

    def start(self) -> "Life":
        """The first day comes."""
        return self._step("start")

    def finish(self) -> "Life":
        """The last day is over."""
        return self._step("finish")

    def cancel(self) -> "Life":
        """The organizer calls it off."""
        return self._step("cancel")

    def revise(self, times: Times, now: datetime) -> "Life":
        """Other instants, while registration has not ended; what has begun cannot be moved to later."""
        revised = replace(self._step("revise"), times=times)
        if self.state is GroupState.OPEN and times.opens_at > now:
            raise NotAllowed(*refusals.OPEN_ALREADY)
        return revised

    def give_otherwise(self) -> "Life":
        """Check another way of giving places: only before registration, for families act on what they read."""
        return self._step("give_otherwise", refusals.WAY_FIXED)

    def hold(self) -> "Life":
        """It takes place with however few: once registration has begun, until it starts."""
        return self._step("hold")

    def resize(self, capacity: int, given: int, most: int | None = None) -> "Life":
        """Check another capacity: at least one place, never below what is taken or kept for a family, nor above what the notice says."""
        resized = self._step("resize")
        if capacity < 1:
            raise NotAllowed(*refusals.NO_PLACES)
        if capacity < given:
            raise NotAllowed(*refusals.TOO_FEW_PLACES.of(given=given))
        if most and capacity > most:
            raise NotAllowed(*refusals.TOO_MANY_PLACES.of(most=most))
        return resized

    def due(self) -> datetime | None:
        """When the next step comes by itself; None when none will."""
        if self.state not in COMES:
            return None
        _, instant = COMES[self.state]
        due: datetime = getattr(self.times, instant)
        return due

    def advance(self, now: datetime) -> "Life":
        """Every step whose instant has come."""
        life = self
        while (due := life.due()) and due <= now:
            verb, _ = COMES[life.state]
            life = life._step(verb)
        return life

    def _step(self, verb: str, refusal: Sentence | None = None) -> "Life":
        accepted, to = STEPS[verb]
        if self.state not in accepted:
            raise NotAllowed(*(refusal or refusals.NOT_IN_THIS_STATE.of(state=STATES[self.state])))
        return replace(self, state=to or self.state)
