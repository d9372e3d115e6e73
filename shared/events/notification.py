"""Topic `notification`: what became of a message to a family."""

from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Event


class MessageAccepted(Event):
    """A provider (or the inbox) took the message; accepted is not yet delivered."""

    TYPE: ClassVar[str] = "notify.message-accepted.v1"
    TOPIC: ClassVar[str] = "notification"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    cause_id: UUID
    """The event the message tells of."""
    kind: str
    channel: str


class MessageFailed(Event):
    """A message could not be delivered and will not be tried again."""

    TYPE: ClassVar[str] = "notify.message-failed.v1"
    TOPIC: ClassVar[str] = "notification"
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    cause_id: UUID
    kind: str
    channel: str
    reason: str
    enrollment_id: UUID | None = None
    """The enrollment that it speaks of; None: of none, or of a time when this was not told."""
