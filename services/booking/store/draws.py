"""Draws as they are published, and the secret until it may be told."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.draw import commitment, entrant_of
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as anybody may see it now."""

    group_id: UUID
    title: str
    union: str
    capacity: int
    source: str
    """The public randomness, named beforehand."""
    closes_at: datetime
    secret_hash: str
    entered: int
    """How many take part at this moment."""
    entrants: list[str] | None
    """The frozen list, sorted; None before."""
    entrants_hash: str | None
    frozen_at: datetime | None
    randomness: str | None
    drawn_at: datetime | None
    secret: str | None
    """Told with the result, never before."""
    result: list[dict[str, Any]] | None

    @property
    def progress(self) -> str:
        """Changes whenever the page does."""
        return f"{(self.frozen_at is not None) + (self.drawn_at is not None)}-{self.entered}"


_PROMISE = "INSERT INTO draw (group_id, secret, secret_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
_FIND = """
SELECT d.*, g.facts ->> 'title' AS title, g.facts ->> 'union' AS union_code, coalesce(d.source, g.facts ->> 'draw_source') AS named_source,
    (g.facts ->> 'closes_at')::timestamptz AS closes_at, coalesce(d.capacity, l.capacity) AS places, l.entered
FROM draw d JOIN class_group g ON g.id = d.group_id JOIN ledger l USING (group_id)
WHERE d.group_id = $1
"""
# As Draw.progress, without the lists: hundreds of watchers ask every few seconds.
_PROGRESS = """
SELECT format('%s-%s', num_nonnulls(d.frozen_at, d.drawn_at), l.entered)
FROM draw d JOIN ledger l USING (group_id) WHERE d.group_id = $1
"""
# The draw's row is locked before the ledger, by everyone who needs both.
_LOCK = "SELECT secret, entrants, frozen_at, drawn_at FROM draw WHERE group_id = $1 FOR UPDATE"
_ENTERED = "SELECT id FROM enrollment WHERE group_id = $1 AND state = 'entered'"
_FREEZE = """
UPDATE draw SET entrants = $2, entrants_hash = $3, frozen_at = clock_timestamp(),
    source = (SELECT facts ->> 'draw_source' FROM class_group WHERE id = $1)
WHERE group_id = $1 AND frozen_at IS NULL
"""
_PUBLISH = """
UPDATE draw SET randomness = $2, result = $3, capacity = $4, drawn_at = clock_timestamp() WHERE group_id = $1 AND drawn_at IS NULL
"""
_MINE = """
SELECT e.id FROM enrollment e JOIN child c ON c.id = e.child_id JOIN draw d USING (group_id)
WHERE e.group_id = $1 AND c.family_id = (SELECT family_id FROM guardian WHERE person_id = $2)
    AND (e.state = 'entered' OR d.frozen_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """What holding a draw needs, with the draw's row locked until the transaction ends."""

    secret: str
    entrants: list[str] | None
    drawn: bool


async def promise(conn: Connection, group_id: UUID) -> None:
    """Choose the secret once and for all, and with it the hash that everybody can see from now on."""
    secret = secrets.token_hex(32)
    await conn.execute(_PROMISE, group_id, secret, commitment(secret))


async def find(conn: Connection, group_id: UUID) -> Draw | None:
    """The draw of a group, if it has one."""
    row = await conn.fetchrow(_FIND, group_id)
    if row is None:
        return None
    return Draw(
        group_id=group_id,
        title=row["title"],
        union=row["union_code"],
        capacity=row["places"],
        source=row["named_source"] or "",
        closes_at=row["closes_at"],
        secret_hash=row["secret_hash"],
        entered=row["entered"],
        entrants=row["entrants"],
        entrants_hash=row["entrants_hash"],
        frozen_at=row["frozen_at"],
        randomness=row["randomness"],
        drawn_at=row["drawn_at"],
        secret=row["secret"] if row["drawn_at"] else None,
        result=row["result"],
    )


async def progress(conn: Connection, group_id: UUID) -> str | None:
    """`Draw.progress` of a group's draw, if it has one."""
    found: str | None = await conn.fetchval(_PROGRESS, group_id)
    return found


async def lock(conn: Connection, group_id: UUID) -> Locked | None:
    """Lock the draw of a group, if it has one."""
    row = await conn.fetchrow(_LOCK, group_id)
    return Locked(row["secret"], row["entrants"], row["drawn_at"] is not None) if row else None


async def entered(conn: Connection, group_id: UUID) -> dict[str, UUID]:
    """Who takes part: pseudonym → enrollment. The caller holds the ledger's lock, or the list is frozen."""
    return {entrant_of(str(row["id"])): row["id"] for row in await conn.fetch(_ENTERED, group_id)}


async def freeze(conn: Connection, group_id: UUID, entrants: Sequence[str], entrants_hash: str) -> None:
    """Publish the list."""
    await conn.execute(_FREEZE, group_id, list(entrants), entrants_hash)


async def publish(
    conn: Connection, group_id: UUID, randomness: str, result: Sequence[dict[str, Any]], capacity: int
) -> None:
    """Publish the result for so many places, and with it the secret."""
    await conn.execute(_PUBLISH, group_id, randomness, list(result), capacity)


async def mine(conn: Connection, group_id: UUID, person_id: UUID) -> set[str]:
    """The pseudonyms of a family's own children in this draw; once the list stands, of those that left before too."""
    return {entrant_of(str(row["id"])) for row in await conn.fetch(_MINE, group_id, person_id)}
