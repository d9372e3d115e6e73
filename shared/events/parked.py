"""What is said of an event that could not take effect."""

from typing import ClassVar

from shared.events.envelope import Event


class EventParked(Event):
    """An event could not take effect in a system; the whole of it is in that system's `dead_letter` table."""

    TYPE: ClassVar[str] = "shared.event-parked.v1"
    TOPIC: ClassVar[str] = "dead-letter"
    KEY: ClassVar[str] = "system"

    system: str
    dead_letter: int
    """The number of the row."""
    topic: str
    partition: int | None
    """null: it never came to the log."""
    offset: int | None
    cause: str
