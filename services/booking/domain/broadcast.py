"""Something said to many families at once: what may be done with it, and by whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

State = Literal["draft", "saying", "paused", "stopped", "said"]
Act = Literal["send", "pause", "resume", "stop"]
ACTS: Mapping[Act, tuple[tuple[State, ...], State]] = {
    "send": (("draft",), "saying"),
    "pause": (("saying",), "paused"),
    "resume": (("paused",), "saying"),
    "stop": (("saying", "paused"), "stopped"),
}
"""In which states each may be done, and what follows."""
MANY = 500
"""Families; for more of them a second person looks before it is sent off."""
PORTION = 500
"""People who are told in one transaction."""


def after(act: Act, state: State) -> State | None:
    """The state that follows; None: it cannot be done now."""
    before, then = ACTS[act]
    return then if state in before else None


def needs_another(families: int, made_by: UUID, who: UUID, sent_by: UUID | None) -> bool:
    """Whether somebody else has to send it off, or to let it go on; `sent_by`: who did so far."""
    return families > MANY and who == made_by and sent_by in (None, made_by)


class Addressable(Protocol):
    """A group as far as it is chosen by where and when it is."""

    @property
    def id(self) -> UUID: ...
    @property
    def site(self) -> str: ...
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...


def session(group: Addressable) -> str:
    """Its first and last day: groups that share them are one session to families."""
    return f"{group.first_day}/{group.last_day}"


def chosen(groups: Sequence[Addressable], sites: Collection[str], sessions: Collection[str]) -> list[UUID]:
    """All groups at these sites and of these sessions; of one kind that was not chosen, all; of neither, none."""
    if not sites and not sessions:
        return []
    return [g.id for g in groups if (not sites or g.site in sites) and (not sessions or session(g) in sessions)]
