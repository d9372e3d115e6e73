"""Something said to many families at once: what may be done with it, and by whom."""

from collections.abc import Mapping
from typing import Literal
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


def needs_another(families: int, made_by: UUID, who: UUID) -> bool:
    """Whether somebody else has to send it off."""
    return families > MANY and made_by == who
