"""What admission is given to decide on, and what it gives back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.booking.domain.child import Child
from services.booking.domain.criteria import Unions
from services.booking.domain.enrollment import Enrollment
from services.booking.domain.group import Group
from services.booking.domain.requests import Change, Ruling
from shared.kernel.clock import ZONE


@dataclass(slots=True)
class Ledger:
    """A group's places, counted. The books move a copy of it; nobody else changes one."""

    group_id: UUID
    capacity: int
    taken: int
    waiting: int
    next_seq: int
    called_off: bool = False
    entered: int = 0
    """In the common decision that is still to come."""
    frozen: bool = False
    """The list of the common decision is closed …"""
    settled: bool = False
    """… and it was made."""
    held: int = 0
    """Kept for offers and for requests that are being checked."""
    asked: int = 0
    """Waiting for employers' unions to sign them up."""
    pools: Mapping[str, int] = field(default_factory=dict)
    """pool → places taken or held by those it is kept for"""

    @property
    def given(self) -> int:
        """Places that are no longer free."""
        return self.taken + self.held


@dataclass(frozen=True, slots=True)
class Membership:
    """The unions a person belongs to, as last heard."""

    unions: frozenset[str]
    revision: int
    joined: Mapping[str, datetime] = field(default_factory=dict)
    """union → since when, where the roll says it"""


def unions_of(
    guardian_ids: Iterable[UUID], heard: Mapping[UUID, Membership], person_id: UUID, token: Membership
) -> Unions:
    """Of all guardians; for the person who asks, the newer of what the token vouches for and what was heard."""
    known = dict(heard)
    if person_id not in known or token.revision > known[person_id].revision:
        known[person_id] = token
    return put_together(known[id_] for id_ in guardian_ids if id_ in known)


def put_together(memberships: Iterable[Membership]) -> Unions:
    """Of several people: belonging to a union is belonging to it since the first of them does."""
    found: dict[str, datetime | None] = {}
    for membership in memberships:
        for union in membership.unions:
            since = membership.joined.get(union)
            other = found.get(union, since)
            found[union] = min(since, other) if since and other else None
    return found


MOST = 30
"""Requests of a family at once, where the installation says nothing else: a cap against taking places by machine."""
Pair = frozenset[UUID]
"""Two records of children."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything `decide` may look at, locked and read at one instant."""

    now: datetime
    """By the database clock."""
    groups: Mapping[UUID, Group]
    """Those asked for, and those the children are enrolled in."""
    ledgers: Mapping[UUID, Ledger]
    children: Mapping[UUID, Child]
    """Those named, and all records of the same identity."""
    memberships: Mapping[UUID, Membership]
    enrollments: Sequence[Enrollment]
    """Live ones of these children (where one of them is enrolled, of the whole family); everyone who waits in groups whose
    places may become free, with all that they asked for as one; those named by id."""

    apart: frozenset[Pair] = frozenset()
    """Of these children: those of one name and birth date of whom a person has said that they are two."""

    most: int = MOST
    """So much a family can have asked for at once, whatever the notices allow."""

    @property
    def today(self) -> date:
        """The day where the sites are."""
        return self.now.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer a request, the changes in order, the ledgers as they are now (only those that changed), and who was told apart;
    and the groups in which to look afterwards whether who waits may have a place.
    """

    rulings: list[Ruling]
    changes: list[Change]
    ledgers: list[Ledger]
    apart: frozenset[Pair] = frozenset()
    later: frozenset[UUID] = frozenset()
