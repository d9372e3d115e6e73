"""An enrollment as a calendar file (RFC 5545)."""

from datetime import UTC, datetime

from services.booking.store.enrollments import EnrollmentRow
from shared.kernel.clock import ZONE


def as_ics(row: EnrollmentRow) -> bytes:
    """One entry a meeting, with the site's address."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - only where somebody asks for one

    calendar = Calendar()
    calendar.add("prodid", "-//Aixin//booking//ZH")
    calendar.add("version", "2.0")
    for meeting in row.facts.meetings:
        event = Event()
        event.add("uid", f"{row.id}-{meeting.date}-{meeting.start:%H%M}@aixin")
        event.add("dtstamp", row.created_at.astimezone(UTC))
        event.add("dtstart", datetime.combine(meeting.date, meeting.start, ZONE).astimezone(UTC))
        event.add("dtend", datetime.combine(meeting.date, meeting.end, ZONE).astimezone(UTC))
        event.add("summary", row.facts.title)
        event.add("location", f"{row.facts.site} {row.facts.address}".strip())
        calendar.add_component(event)
    return bytes(calendar.to_ical())
