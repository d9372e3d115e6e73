"""What befalls a family, beside what its children are booked into."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.events.card import GroupCard
from shared.events.envelope import Event


class InvitationAccepted(Event):
    """Somebody would act for the children of a family; they do once a guardian who knows them has confirmed it."""

    TYPE: ClassVar[str] = "booking.invitation-accepted.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "family_id"

    family_id: UUID
    invitation_id: UUID
    guardian_ids: list[UUID]
    """The people who are told: the family's guardians."""
    at: datetime
    """By the booking database's clock."""
    called: str = ""
    """What they say they are to the children: mother, father …"""


class RecordsJoined(Event):
    """Two records of one child became one: what was booked for either is the one child's."""

    TYPE: ClassVar[str] = "booking.records-joined.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "family_id"

    family_id: UUID
    """Of the record that stays."""
    kept_id: UUID
    gone_id: UUID
    """The child by which earlier events may have spoken of it."""
    guardian_ids: list[UUID]
    """The people who are told: the family's guardians, in which those of the other one stand as well."""
    at: datetime
    """By the booking database's clock."""


class OpeningReminded(Event):
    """Registration for what a family has prepared for begins soon: told the evening before, and shortly before."""

    TYPE: ClassVar[str] = "booking.opening-reminded.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "family_id"

    family_id: UUID
    guardian_ids: list[UUID]
    """The people who are told: the family's guardians."""
    at: datetime
    """By the booking database's clock."""
    union: str
    """The code of the union that holds the groups."""
    opens_at: datetime
    groups: tuple[str, ...]
    """Some that open then, by their titles …"""
    of: int
    """… of so many."""


class EarlyCheckDecided(Event):
    """Somebody looked at a child before the opening: it books at once then, or something is to be mended first."""

    TYPE: ClassVar[str] = "booking.early-check-decided.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "child_id"

    child_id: UUID
    child_name: str
    """Masked."""
    guardian_ids: list[UUID]
    """The people who are told: the child's guardians."""
    at: datetime
    """By the booking database's clock."""
    group_id: UUID
    """For which it was asked; a yes counts for all of its plan that look at the same."""
    group: GroupCard
    opens_at: datetime
    held: bool
    """Yes; false: `reason` says what is to be mended."""
    reason: str = ""


class TeacherChanged(Event):
    """Somebody was named as the teacher of one group, or is that no longer."""

    TYPE: ClassVar[str] = "booking.teacher-changed.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "class_id"

    class_id: UUID
    """The group."""
    guardian_ids: list[UUID]
    """Who is told: that person."""
    at: datetime
    """By the booking database's clock."""
    title: str
    """Of the group, and its site."""
    site: str
    named: bool
    """They see its roster from now on; false: no longer."""


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


class ChildForgotten(Event):
    """Nothing is kept of a child any more: whoever was told of it by a masked name forgets that, too."""

    TYPE: ClassVar[str] = "booking.child-forgotten.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "child_id"

    child_id: UUID


class Addressed(BaseModel):
    """To whom something is said."""

    model_config = ConfigDict(frozen=True)

    union: str
    """The code of the union that says it."""
    title: str
    """What it is about."""
    site: str
    """Whose families it is for: groups by their titles."""


class BroadcastHeld(Event):
    """What an organizer scheduled for few families would go to many by now, so it waits until somebody else has looked."""

    TYPE: ClassVar[str] = "booking.broadcast-held.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "broadcast_id"

    broadcast_id: UUID
    guardian_ids: list[UUID]
    """Who is told: who wrote it."""
    at: datetime
    """By the booking database's clock."""
    union: str
    """The code of the union that says it."""
    title: str
    families: int
    """To so many it would go."""
    many: int
    """For more than so many two people look."""


class BroadcastSaid(Event):
    """An organizer says something to many families; one event tells some hundred of them."""

    TYPE: ClassVar[str] = "booking.broadcast-said.v1"
    TOPIC: ClassVar[str] = "enrollment"
    KEY: ClassVar[str] = "broadcast_id"

    broadcast_id: UUID
    guardian_ids: list[UUID]
    """The people who are told."""
    at: datetime
    """By the booking database's clock."""
    group: Addressed
    lines: list[str]
    """As the organizer wrote it."""
    contact: str
    """Whom to ask."""
    trial: bool = False
    """Whoever wrote it tries it on themselves: nobody else is told, and it counts nowhere."""
