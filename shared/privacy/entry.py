"""How a system says what it keeps of people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.kernel.sentence import Sentence

Columns = Mapping[str, str]
"""Table → its columns' names, by spaces."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What is kept for one purpose, in words for whoever it is about."""

    columns: Columns
    what: Sentence
    """Whose, and what of them."""
    why: Sentence
    """What for; without it, what is not possible."""
    seen_by: Sentence
    kept: Sentence
    """How long, and what happens then; {days} that an installation chooses stand in it by the names of their settings."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All columns of a system's own tables: what is personal, and what is nobody's."""

    personal: tuple[Personal, ...]
    impersonal: Columns

    def named(self) -> list[tuple[str, str]]:
        """(table, column) of each, as often as it is named."""
        return [pair for columns in self._all() for pair in pairs(columns)]

    def _all(self) -> Iterator[Columns]:
        yield from (entry.columns for entry in self.personal)
        yield self.impersonal


def pairs(columns: Columns) -> list[tuple[str, str]]:
    """(table, column) of each."""
    return [(table, column) for table, names in columns.items() for column in names.split()]
