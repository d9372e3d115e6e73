"""Topic `revocation`: which of the tokens that are out count no longer. Every process of every system hears it."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.events.envelope import Event

TOPIC = "revocation"


class SessionEnded(Event):
    """Somebody logged out on one device: the tokens of this session count no longer."""

    TYPE: ClassVar[str] = "accounts.session-ended.v1"
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "session_id"

    session_id: UUID


class AccessChanged(Event):
    """Somebody's roles are others now, or they logged out everywhere: their tokens of an earlier epoch count no longer."""

    TYPE: ClassVar[str] = "accounts.access-changed.v1"
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    epoch: int
    """Grows with every change; a token says in which it was issued."""


class AllTold(Event):
    """Whatever was revoked until two seconds before is told on this topic before this."""

    TYPE: ClassVar[str] = "accounts.all-told.v1"
    TOPIC: ClassVar[str] = TOPIC
    KEY: ClassVar[str] = "system"

    system: Literal["accounts"] = "accounts"
