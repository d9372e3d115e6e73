"""What may be asked of admission about a request that somebody has to check."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Review:
    """Whoever checks requests says yes or no, with a reason, to all that the family asked for as one."""

    enrollment_id: UUID
    approved: bool
    reason: str = ""
    signs_up: bool = False
    """It lies with the employer's union, whose yes signs up …"""
    tells_apart: bool = False
    """… or with the organizer, whose yes says that it is for another child than what stands there; else it is there to be checked."""


@dataclass(frozen=True, slots=True)
class SendBack:
    """Whoever checks requests sends one back, with all that was asked for as one, and says what to mend."""

    enrollment_id: UUID
    reason: str
    by: datetime
    """Until when, at the latest."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A guardian has mended what was sent back."""

    person_id: UUID
    enrollment_id: UUID


@dataclass(frozen=True, slots=True)
class EndMending:
    """The time to mend something is over."""

    enrollment_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class EndAsking:
    """Registration has closed: what no employer's union has signed up ends."""

    group_id: UUID
    reason: str
