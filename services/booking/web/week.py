"""A child's week as a timetable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from services.booking.store.enrollments import EnrollmentRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting in the week."""

    enrollment_id: UUID
    title: str
    state: str
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of one child, from Monday, each with what happens then."""

    child_name: str
    days: tuple[tuple[date, tuple[Entry, ...]], ...]


def weeks_of(rows: Sequence[EnrollmentRow], today: date) -> list[Week]:
    """For each child the next week, from today's on, in which anything takes place.

    Of several wishes that nobody has granted yet the first is shown: the child will not be in all of them.
    """
    by_child: dict[UUID, list[EnrollmentRow]] = {}
    for row in rows:
        if row.placed or (row.live and row.choice == 1):
            by_child.setdefault(row.child_id, []).append(row)
    return [week for mine in by_child.values() if (week := _week(mine, today))]


def _week(rows: Sequence[EnrollmentRow], today: date) -> Week | None:
    this_monday = today - timedelta(days=today.weekday())
    ahead = [m.date for row in rows for m in row.facts.meetings if m.date >= this_monday]
    if not ahead:
        return None
    monday = min(ahead) - timedelta(days=min(ahead).weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    return Week(rows[0].child_name, tuple((day, _entries(rows, day)) for day in days))


def _entries(rows: Sequence[EnrollmentRow], day: date) -> tuple[Entry, ...]:
    entries = [
        Entry(row.id, row.facts.title, row.state, meeting.start, meeting.end)
        for row in rows
        for meeting in row.facts.meetings
        if meeting.date == day
    ]
    return tuple(sorted(entries, key=lambda entry: entry.start))
