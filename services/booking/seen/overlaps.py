"""Bookings that overlap since a group was changed: shown to the family and to the organizer; nothing is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from services.booking.domain.choosing import choose_by
from services.booking.store import changes
from services.booking.store.groups import GroupBook, Known
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Overlap:
    """With which other enrollment of the child, and where first."""

    enrollment_id: UUID
    known: Known
    day: date
    at: time
    by: datetime | None
    """By when the family chooses; None: at once."""
    changed_last: UUID | None
    """Which of the two groups was."""


async def overlaps_of(
    conn: Connection, book: GroupBook, enrollments: Sequence[tuple[UUID, UUID]]
) -> dict[UUID, list[Overlap]]:
    """enrollment → what it overlaps with, by (enrollment, group); those that overlap with nothing are left out."""
    elsewhere = await changes.elsewhere(conn, [id_ for id_, _ in enrollments])
    others = {(other.group_id, other.revision) for found in elsewhere.values() for other in found}
    known = await book.current(conn, {group_id for _, group_id in enrollments}) | await book.get(conn, others)
    changed = await changes.latest(conn, known) if elsewhere else {}
    found: dict[UUID, list[Overlap]] = {}
    for id_, group_id in enrollments:
        for other in elsewhere.get(id_, ()):
            clash = known[group_id].group.first_clash(known[other.group_id].group)
            if clash:
                both = (group_id, other.group_id)
                last = max(
                    (each for each in both if each in changed), key=lambda id_: (changed[id_], id_), default=None
                )
                by = choose_by(changed[last], clash[0], known[last].group.choose_within) if last else None
                found.setdefault(id_, []).append(Overlap(other.id, known[other.group_id], *clash, by, last))
    return found
