"""What befalls a family, beside what its children are booked into."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Event


class GuardianLeft(Event):
    """Somebody is no guardian of a family any more; what is booked stays as it is."""

    TYPE: ClassVar[str] = "booking.guardian-left.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "family_id"

    family_id: UUID
    person_id: UUID
    """Who left, or was taken out."""
    guardian_ids: list[UUID]
    """The people who are told: who stays, and who went."""
    at: datetime
    """By the booking database's clock."""
    called: str = ""
    """What they were to the children: mother, father …; empty: not said."""
    reason: str = ""
    """Why the organizer took them out; empty: they left by themselves."""
