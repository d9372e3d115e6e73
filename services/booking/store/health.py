"""What guardians disclosed of children's health, as far as staff may know of it; and who read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.booking.store.listed import Care
from services.booking.store.queries import sql
from services.booking.store.review import Checker
from shared.db.pool import Connection
from shared.kernel.identity import Identity

_KEEP_READING = """
INSERT INTO health_reading (person_id, name, consent_id, child_id, enrollment_id) VALUES ($1, $2, $3, $4, $5)
"""
_READINGS = "SELECT at, name FROM health_reading WHERE consent_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3"
_COUNTS = """
SELECT consent_id, count(*) AS times FROM health_reading WHERE consent_id = ANY ($1::uuid[]) GROUP BY consent_id
"""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A sealed note, and of whom it speaks."""

    consent_id: UUID
    note: bytes
    """Sealed for `consent_id`."""
    given_at: datetime
    enrollment_id: UUID
    child_id: UUID
    child_name: str
    group_id: UUID
    title: str
    """Of the group."""


@dataclass(frozen=True, slots=True)
class HealthReading:
    """Somebody read one."""

    at: datetime
    name: str
    """As pages greeted them."""


async def told(conn: Connection, enrollment_ids: Collection[UUID]) -> set[UUID]:
    """Those of these enrollments for whose child there is something to read."""
    return {row["id"] for row in await conn.fetch(sql("health_told"), list(enrollment_ids))}


async def to_read(conn: Connection, by: Checker, care: Care, enrollment_id: UUID) -> Disclosure | None:
    """What this person may read now, to check the enrollment or because they care for its child."""
    row = await conn.fetchrow(sql("health_to_read"), by.person_id, by.unions, care.unions, care.groups, enrollment_id)
    return Disclosure(**row) if row else None


async def keep_reading(conn: Connection, who: Identity, read: Disclosure) -> None:
    """Log that somebody reads it."""
    await conn.execute(_KEEP_READING, who.person_id, who.name, read.consent_id, read.child_id, read.enrollment_id)


async def times_read(conn: Connection, consent_ids: Collection[UUID]) -> dict[UUID, int]:
    """How often each of these was read; what never was is left out."""
    return {row["consent_id"]: row["times"] for row in await conn.fetch(_COUNTS, list(consent_ids))}


async def readings(conn: Connection, consent_id: UUID, *, size: int, offset: int) -> list[HealthReading]:
    """A page of who read it, the latest first."""
    return [HealthReading(**row) for row in await conn.fetch(_READINGS, consent_id, size, offset)]
