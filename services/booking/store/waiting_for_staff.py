"""What waits for an organizer beside requests to check."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.booking.store.queries import sql
from shared.db.clock import today
from shared.db.pool import Connection

ENDING, DECIDING, TURNED_AWAY = timedelta(hours=24), timedelta(days=3), timedelta(days=3)
"""An offer that ends so soon is shown; so is a group that is to be decided so soon, and who was turned away so lately."""

What = Literal["moves", "offers", "too_few", "not_members"]


@dataclass(frozen=True, slots=True)
class InGroup:
    """What of one kind waits in one group."""

    what: What
    id: UUID
    title: str
    site: str
    union_code: str
    things: int
    """How many families have not answered, or were turned away; of a group with too few, how many children are missing."""
    at: datetime
    """When the first of them ends, or is to be decided; when the last was turned away."""
    groups: int
    """In how many groups there is something of this kind …"""
    in_all: int
    """… and how much in all of them."""


async def in_groups(conn: Connection, unions: list[str] | None, at_most: int) -> list[InGroup]:
    """By kind, what ends first comes first; so many groups of each kind at the most."""
    day = await today(conn)
    rows = await conn.fetch(sql("waiting_for_staff"), unions, ENDING, DECIDING, day, at_most, TURNED_AWAY)
    return [InGroup(**row) for row in rows]
