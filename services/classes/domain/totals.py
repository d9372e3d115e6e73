"""What a federation proves: places, children placed, kept, waiting, entered; site by site, and summed up the tree of unions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Totals:
    """Over some groups."""

    groups: int = 0
    places: int = 0
    taken: int = 0
    held: int = 0
    """Kept for families that must still confirm, or whose request is being checked."""
    waiting: int = 0
    entered: int = 0
    """In a common decision that is still to come."""

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.groups + other.groups, self.places + other.places, self.taken + other.taken,
            self.held + other.held, self.waiting + other.waiting, self.entered + other.entered,
        )  # fmt: skip

    @property
    def given(self) -> int:
        """Places that are no longer free."""
        return self.taken + self.held

    @property
    def asked(self) -> int:
        """Children that have a place or a turn, or are in a decision."""
        return self.given + self.waiting + self.entered


@dataclass(frozen=True, slots=True)
class SiteTotals:
    """One union's groups at one site."""

    union: str
    site: str
    totals: Totals


def summed(rows: Iterable[Totals]) -> Totals:
    """All of them together."""
    return sum(rows, Totals())


def by_union(
    rows: Sequence[SiteTotals], unions: Iterable[str], under: Callable[[str], Iterable[str]]
) -> dict[str, Totals]:
    """Of each of these unions its own groups and those of all below it (`under` a code: these, and itself); without groups left out."""
    own: dict[str, Totals] = {}
    for row in rows:
        own[row.union] = own.get(row.union, Totals()) + row.totals
    found = {union: summed(own[code] for code in under(union) if code in own) for union in unions}
    return {union: totals for union, totals in found.items() if totals.groups}
