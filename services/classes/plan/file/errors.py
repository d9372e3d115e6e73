"""What is wrong with a plan file, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.classes.words import plan_file as wrong


@dataclass(frozen=True, slots=True, order=True)
class PlanError:
    """A problem and its place in the file; lines and columns count from 1."""

    line: int
    column: int
    where: str
    """The keys that lead there: sessions.care.groups.low.places; empty for the file as a whole."""
    zh: str
    en: str


MOST_ERRORS = 200
"""More nobody reads at once; they come when these are corrected."""


class PlanErrors(Exception):
    """Everything that is wrong with a plan file, in the order of its lines; `more` is so much that nobody put it into words."""

    def __init__(self, name: str, errors: Sequence[PlanError], more: int = 0) -> None:
        self.name, self.errors = name, _first(sorted(set(errors)), more)
        super().__init__("\n".join(f"{name}:{e.line}: {e.zh} / {e.en}" for e in self.errors))


def _first(errors: list[PlanError], more: int) -> list[PlanError]:
    more += max(0, len(errors) - MOST_ERRORS)
    if not more:
        return errors
    first = errors[:MOST_ERRORS]
    return [*first, PlanError(first[-1].line, first[-1].column, "", *wrong.MORE_ERRORS.of(more=more))]
