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
    """Everything that is wrong with a plan file, in the order of its lines."""

    def __init__(self, name: str, errors: Sequence[PlanError]) -> None:
        self.name, self.errors = name, _first(sorted(set(errors)))
        super().__init__("\n".join(f"{name}:{e.line}: {e.zh} / {e.en}" for e in self.errors))


def _first(errors: list[PlanError]) -> list[PlanError]:
    if len(errors) <= MOST_ERRORS:
        return errors
    more, last = len(errors) - MOST_ERRORS, errors[MOST_ERRORS - 1]
    end = PlanError(
        last.line,
        last.column,
        "",
        *wrong.MORE_ERRORS.of(more=more),
    )
    return [*errors[:MOST_ERRORS], end]
