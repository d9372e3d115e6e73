"""The group on a card: what every event of an enrollment tells of it."""

from datetime import date, time

from pydantic import BaseModel, ConfigDict

from shared.events.catalogue import Dates


class WeeklyHours(BaseModel):
    """From and to, on these weekdays (0 is Monday)."""

    model_config = ConfigDict(frozen=True)

    weekdays: list[int]
    start: time
    end: time


class GroupCard(BaseModel):
    """The group as a message to the family shows it."""

    model_config = ConfigDict(frozen=True)

    union: str = ""
    """The code of the union that holds it; empty: of a time when this was not told."""
    title: str
    site: str
    address: str
    first_day: date
    last_day: date
    dates: Dates | None = None
    """The days in blocks; None: of a time when this was not told."""
    start: time
    """Of the first day, as `end`."""
    end: time
    week: list[WeeklyHours] = []
    """The hours of all its days, those that are alike together; empty: of a time when these were not told."""
    days: int
    bring: str = ""
    contact: str = ""
    """Whom the family asks, with the number to call; empty: the notice does not say."""
