"""What a look at an invariant found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SHOWN = 20
"""Of what breaks an invariant so much is kept to be shown; the rest is counted."""


@dataclass(slots=True)
class Invariant:
    """One invariant, and what breaks it (nothing, when it holds); or what is open beside it, for people to settle."""

    key: str
    """Names it in metrics, for ever the same."""
    name: str
    """中文 English, after its number in TRUST's list."""
    broken: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    breaks: int = 0
    """How many there are in all."""
    opens: int = 0
    system: str = ""
    """Which was asked; none for what is compared between several."""

    def add(self, what: str, *, open: bool = False) -> None:
        """One more."""
        kept = self.open if open else self.broken
        if open:
            self.opens += 1
        else:
            self.breaks += 1
        if len(kept) < SHOWN:
            kept.append(what)


def said(row: Mapping[str, Any]) -> str:
    """A row on one line."""
    return " ".join(f"{key}={value}" for key, value in row.items())
