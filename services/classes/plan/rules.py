"""What holds for a group: it says so itself, or its session or class does, or the plan."""

from collections.abc import Sequence
from typing import TypeVar

from services.classes.plan.errors import Path
from services.classes.plan.model import Admission, Part, Registration, Rules, Who
from services.classes.plan.values import UNLIMITED

P = TypeVar("P", bound=Part)
Level = tuple[Path, Rules]
"""Where something is said, and all that is said there; from the plan inwards."""


def registration(levels: Sequence[Rules]) -> Registration:
    """Opening and closing, each as the innermost level says it."""
    return _merged(Registration(), [level.registration for level in levels])


def who(levels: Sequence[Rules]) -> Who:
    """The conditions; `members_of` and `open_to` replace each other, the rest is said key by key."""
    merged = Who()
    for said in (level.who for level in levels):
        if said and said.open_to:
            merged = merged.model_copy(update={"members_of": None, "join_by": None})
        if said and said.members_of:
            merged = merged.model_copy(update={"open_to": None})
        merged = _merged(merged, [said])
    return merged


def admission(levels: Sequence[Rules]) -> Admission:
    """The way of giving places, and for a draw the source of its public number; said key by key."""
    said = _merged(Admission(way="first_come"), [level.admission for level in levels])
    return said.model_copy(update={"draw_source": None}) if said.way == "first_come" else said


def innermost(levels: Sequence[Rules], name: str, default: str = "") -> str:
    """The text of the innermost level that has one."""
    return next((text for level in reversed(levels) if (text := getattr(level, name))), default)


def waiting_limit(levels: Sequence[Rules]) -> int | None:
    """Longest waiting list; None: no limit; 0: none."""
    said = next((n for level in reversed(levels) if (n := level.waiting_list) is not None), UNLIMITED)
    return None if said == UNLIMITED else said


def said_at(levels: Sequence[Level], section: str, name: str) -> Path:
    """Where `section.name` is said that counts; the plan's own section when nobody says it."""
    for path, level in reversed(levels):
        part = getattr(level, section)
        if part is not None and getattr(part, name) is not None:
            return (*path, section, name)
    return (section,)


def _merged(base: P, parts: Sequence[P | None]) -> P:
    for part in parts:
        if part is not None:
            base = base.model_copy(update={k: v for k, v in part if v is not None})
    return base
