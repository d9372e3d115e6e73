"""我的报名 as cards: what was asked for as one is one card; what waits for the family comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.booking.domain.enrollment import State
from services.booking.store.enrollments import EnrollmentRow

ORDER = (
    State.OFFERED, State.UNVERIFIED, State.WAITLISTED, State.ENTERED, State.PENDING, State.ASKED, State.CONFIRMED,
    State.UNPLACED, State.REFUSED, State.EXPIRED, State.CANCELLED, State.SUPERSEDED, State.WITHDRAWN,
)  # fmt: skip
"""What is to be answered, what may still come, what stands; then what came out badly, what the family ended itself."""
NEWS = frozenset({State.UNPLACED, State.REFUSED, State.EXPIRED, State.CANCELLED})
"""Ended, and not by the family."""


@dataclass(frozen=True, slots=True)
class Card:
    """An enrollment, or several that were asked for as one and stand the same way."""

    rows: tuple[EnrollmentRow, ...]
    """The most urgent first."""

    @property
    def first(self) -> EnrollmentRow:
        """The one that the card speaks of."""
        return self.rows[0]

    @property
    def until(self) -> datetime | None:
        """By when to answer."""
        return self.first.until if self.first.state == State.OFFERED else None

    @property
    def children(self) -> list[str]:
        """By name, each once."""
        return list(dict.fromkeys(row.child_name for row in self.rows))

    @property
    def titles(self) -> list[str]:
        """Of the groups, each once."""
        return list(dict.fromkeys(row.facts.title for row in self.rows))


def cards_of(rows: Sequence[EnrollmentRow], today: date) -> tuple[list[Card], list[Card]]:
    """What a family looks for, the most urgent first; and what is over, the newest first."""
    current: list[EnrollmentRow] = []
    over: list[EnrollmentRow] = []
    for row in rows:
        told = row.live or (row.state in NEWS and row.card.last_day >= today)
        (current if told else over).append(row)
    return sorted(_grouped(current), key=_urgency), [Card((row,)) for row in over]


def _grouped(rows: Sequence[EnrollmentRow]) -> list[Card]:
    units: dict[UUID, list[EnrollmentRow]] = {}
    for row in rows:
        units.setdefault(row.unit or row.id, []).append(row)
    return [Card(tuple(sorted(mine, key=_place_in_unit))) for mine in units.values()]


def _place_in_unit(row: EnrollmentRow) -> tuple[int, int, int, str]:
    return ORDER.index(row.state), row.choice, row.position or 0, row.child_name


def _urgency(card: Card) -> tuple[int, float, date]:
    return ORDER.index(card.first.state), card.until.timestamp() if card.until else 0, card.first.card.first_day
