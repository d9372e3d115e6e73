"""A frozen list and its result, to be looked through: by number, by child, by page. It never changes, so all is counted once."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.booking.domain.together import Unit

PAGE = 300
"""Units on one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, with its row of the result once there is one."""

    unit: Unit
    row: Mapping[str, Any] | None

    @property
    def number(self) -> str:
        """Of the unit."""
        return str(self.unit["unit"])

    @property
    def children(self) -> list[str]:
        """The numbers of its children."""
        return sorted({seat["entrant"] for seats in self.unit["choices"] for seat in seats})

    @property
    def turns(self) -> list[tuple[str, int]]:
        """(group, turn) in the order of its wishes."""
        told = self.row["turns"] if self.row else {}
        groups = dict.fromkeys(seat["group"] for seats in self.unit["choices"] for seat in seats)
        return [(group, told[group]) for group in groups if group in told]

    @property
    def outcome(self) -> str:
        """Of a draw that was held, as a state."""
        if self.row is None:
            return "entered"
        if self.row["choice"]:
            return "confirmed"
        return "waitlisted" if self.row["turns"] else "unplaced"


class Published:
    """What stands from the freeze on: units sorted by number; once the draw was held, by rank."""

    def __init__(self, units: Sequence[Unit], result: Sequence[Mapping[str, Any]] | None) -> None:
        self.units, self.result = units, result

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def _lines(self) -> dict[str, Line]:
        if self.result is None:
            return {unit["unit"]: Line(unit, None) for unit in self.units}
        units = {unit["unit"]: unit for unit in self.units}
        return {row["unit"]: Line(units[row["unit"]], row) for row in self.result}

    @cached_property
    def _of_child(self) -> dict[str, str]:
        """Child → unit."""
        return {child: line.number for line in self._lines.values() for child in line.children}

    def page(self, number: int = 1) -> list[Line]:
        """The lines of a page, from 1."""
        return list(self._lines.values())[(number - 1) * PAGE : number * PAGE]

    @property
    def pages(self) -> int:
        """How many there are, at least one."""
        return max(1, -(-len(self) // PAGE))

    def of(self, children: Collection[str]) -> list[Line]:
        """The units of these children, in order."""
        mine = {self._of_child[child] for child in children if child in self._of_child}
        return [self._lines[number] for number in sorted(mine)]

    def named(self, beginning: str) -> list[Line]:
        """Units whose number, or that of one of their children, begins so; a page at most."""
        return [self._lines[number] for number in sorted(set(self._named(beginning)))][:PAGE]

    def _named(self, beginning: str) -> Iterator[str]:
        yield from (number for number in self._lines if number.startswith(beginning))
        yield from (number for child, number in self._of_child.items() if child.startswith(beginning))

    @cached_property
    def children(self) -> int:
        """How many children there are in all units."""
        return len(self._of_child)

    @cached_property
    def bands(self) -> Counter[int]:
        """Band → units."""
        return Counter(unit["band"] for unit in self.units)

    @cached_property
    def asked(self) -> Counter[str]:
        """Group → children who have it among their wishes."""
        seats = {(s["group"], s["entrant"]) for unit in self.units for seats in unit["choices"] for s in seats}
        return Counter(group for group, _ in seats)

    @cached_property
    def outcomes(self) -> Counter[str]:
        """Outcome → units."""
        return Counter(line.outcome for line in self._lines.values())
