"""What families read about a group and no other system needs."""

from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class ShownBlock(_Shown):
    """Days on some weekdays (0 is Monday)."""

    first: date
    last: date
    weekdays: list[int]


class ShownLesson(_Shown):
    """Lessons on some weekdays (0 is Monday)."""

    weekdays: list[int]
    start: time
    end: time


class Presentation(_Shown):
    """The dates, hours and texts of a group as its plan says them."""

    plan_title: str
    issuer: str
    offer: str
    """The session or interest class by name."""
    group: str
    """The group by name, without its term."""
    blocks: list[ShownBlock]
    """The dates as the notice says them."""
    excluded: list[date]
    make_up_days: list[date]
    hours: tuple[time, time] | None
    """Of a session's day; None for an interest class."""
    more_hours: list[tuple[time, time]] = []
    """Of a day that has a break: 14:30–16:30 after 09:00–11:30."""
    timetable: list[ShownLesson]
    """Of an interest class; empty for a session."""
    services: list[str]
    """Codes of `services.SERVICES` (study, lunch, nap …) or the plan's own words; `service_name` makes them readable."""
    inside: str
    """The session it takes place in, by name; empty for none."""
    only_with: str = ""
    """An option: the session whose children alone can be in it, by name."""
    fees: str
    notes: str
    health: str
    texts: dict[str, str] = {}
    """What else families read, by the keys of `texts.TEXTS`: refund, pickup, leave …"""
    most_places: int | None = None
    """Its organizer gives it no more places than these."""
    prepare_at: datetime | None = None
    """From when the notice asks families to fill in their child's data."""
