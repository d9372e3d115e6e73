"""Common decisions: who takes part, and of those by lot what is published, and the secret until it may be told."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.draw import commitment
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.pseudonyms import entrant_of
from services.booking.domain.together import Whole
from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """A group of a draw: as the ledger has it now, or as it stood when the draw was held."""

    id: UUID
    title: str
    places: int
    pools: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as anybody may see it now."""

    id: UUID
    title: str
    union: str
    groups: tuple[DrawnGroup, ...]
    source: str
    """The public randomness, named beforehand; empty when none is used."""
    decide_at: datetime
    secret_hash: str
    entered: int
    """How many children take part at this moment, counted once a group."""
    units: list[dict[str, Any]] | None
    """The frozen list, sorted; None before."""
    units_hash: str | None
    bands: list[str]
    frozen_at: datetime | None
    randomness: str | None
    drawn_at: datetime | None
    secret: str | None
    """Told with the result, never before."""
    result: list[dict[str, Any]] | None

    @property
    def capacity(self) -> int:
        """The places of all its groups."""
        return sum(group.places for group in self.groups)

    @property
    def progress(self) -> str:
        """Changes whenever the page does."""
        return f"{(self.frozen_at is not None) + (self.drawn_at is not None)}-{self.entered}"


_PROMISE = "INSERT INTO draw (id, secret, secret_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
_FIND = "SELECT * FROM draw WHERE id = $1"
_GROUPS = """
SELECT g.id, g.facts ->> 'title' AS title, g.facts ->> 'union' AS union_code, g.facts ->> 'draw_source' AS source,
    coalesce(g.facts -> 'rules' ->> 'decide_at', g.facts ->> 'closes_at')::timestamptz AS decide_at,
    g.facts -> 'rules' -> 'priorities' AS priorities, l.capacity, l.entered
FROM class_group g JOIN ledger l ON l.group_id = g.id WHERE g.draw_id = $1 ORDER BY g.facts ->> 'title', g.id
"""
# As Draw.progress, without the lists: hundreds of watchers ask every few seconds.
_PROGRESS = """
SELECT format('%s-%s', num_nonnulls(d.frozen_at, d.drawn_at), sum(l.entered))
FROM draw d JOIN class_group g ON g.draw_id = d.id JOIN ledger l ON l.group_id = g.id WHERE d.id = $1 GROUP BY d.id
"""
# The draw's row is locked before the ledgers, by everyone who needs both.
_LOCK = "SELECT secret, units, wholes, drawn_at FROM draw WHERE id = $1 FOR UPDATE"
_ENTERED = """
SELECT id, group_id, child_id, state, seq, band, pool, unit, choice, cleared FROM enrollment
WHERE group_id = ANY ($1::uuid[]) AND state = 'entered' ORDER BY created_at, seq
"""
_UNCHECKED = (
    "SELECT true FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND state = 'entered' AND NOT cleared LIMIT 1"
)
_WAITING = """
SELECT DISTINCT g.draw_id FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.id = ANY ($1::uuid[]) AND g.draw_id IS NOT NULL AND l.frozen AND NOT l.settled
"""
_FREEZE = """
UPDATE draw SET units = $2, units_hash = $3, bands = $4, source = $5, wholes = $6, frozen_at = clock_timestamp()
WHERE id = $1 AND frozen_at IS NULL
"""
_PUBLISH = """
UPDATE draw SET randomness = $2, result = $3, groups = $4, drawn_at = clock_timestamp() WHERE id = $1 AND drawn_at IS NULL
"""
_MINE = """
SELECT DISTINCT e.child_id FROM enrollment e JOIN child c ON c.id = e.child_id JOIN class_group g ON g.id = e.group_id
LEFT JOIN draw d ON d.id = g.draw_id
WHERE g.draw_id = $1 AND c.family_id = (SELECT family_id FROM guardian WHERE person_id = $2)
    AND (e.state = 'entered' OR d.frozen_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """What holding a draw needs, with the draw's row locked until the transaction ends."""

    secret: str
    units: list[dict[str, Any]] | None
    wholes: Mapping[str, Whole]
    drawn: bool


async def promise(conn: Connection, draw_id: UUID) -> None:
    """Choose the secret once and for all, and with it the hash that everybody can see from now on."""
    secret = secrets.token_hex(32)
    await conn.execute(_PROMISE, draw_id, secret, commitment(secret))


async def join(conn: Connection, group_id: UUID, draw_id: UUID | None) -> None:
    """Which common decision a group takes part in."""
    await conn.execute("UPDATE class_group SET draw_id = $2 WHERE id = $1", group_id, draw_id)


async def groups_of(conn: Connection, draw_id: UUID) -> list[UUID]:
    """The groups that are decided together."""
    return [row["id"] for row in await conn.fetch(_GROUPS, draw_id)]


async def find(conn: Connection, draw_id: UUID) -> Draw | None:
    """A draw by its id, or by that of one of its groups."""
    row = await conn.fetchrow(_FIND, draw_id)
    if row is None:
        of_group = await conn.fetchval("SELECT draw_id FROM class_group WHERE id = $1 AND draw_id <> id", draw_id)
        return await find(conn, of_group) if of_group else None
    groups = await conn.fetch(_GROUPS, draw_id)
    if not groups:
        return None
    first, held = groups[0], row["groups"] or {}
    return Draw(
        id=draw_id,
        title=" · ".join(dict.fromkeys(g["title"] for g in groups)) if len(groups) <= 3 else f"{first['title']} …",
        union=first["union_code"],
        groups=tuple(_group(g, held.get(str(g["id"]))) for g in groups),
        source=(first["source"] if row["source"] is None else row["source"]) or "",
        decide_at=first["decide_at"],
        secret_hash=row["secret_hash"],
        entered=sum(g["entered"] for g in groups),
        units=row["units"],
        units_hash=row["units_hash"],
        bands=row["bands"] or [priority["name"] for priority in first["priorities"] or ()],
        frozen_at=row["frozen_at"],
        randomness=row["randomness"],
        drawn_at=row["drawn_at"],
        secret=row["secret"] if row["drawn_at"] else None,
        result=row["result"],
    )


def _group(row: Any, held: "Mapping[str, Any] | None") -> DrawnGroup:
    if held:
        return DrawnGroup(row["id"], held["title"], held["places"], held["pools"])
    return DrawnGroup(row["id"], row["title"], row["capacity"], {})


async def progress(conn: Connection, draw_id: UUID) -> str | None:
    """`Draw.progress` of a draw, if there is one."""
    found: str | None = await conn.fetchval(_PROGRESS, draw_id)
    return found


async def lock(conn: Connection, draw_id: UUID) -> Locked | None:
    """Lock a draw, if there is one."""
    row = await conn.fetchrow(_LOCK, draw_id)
    if row is None:
        return None
    wholes = {number: Whole(UUID(unit), tuple(choices)) for number, (unit, *choices) in (row["wholes"] or {}).items()}
    return Locked(row["secret"], row["units"], wholes, row["drawn_at"] is not None)


async def entered(conn: Connection, group_ids: Sequence[UUID]) -> list[Enrollment]:
    """Who takes part, in order of arrival. The caller holds the ledgers' locks, or the list is frozen."""
    rows = await conn.fetch(_ENTERED, list(group_ids))
    return [Enrollment(**{**row, "state": State(row["state"])}) for row in rows]


async def unchecked(conn: Connection, group_ids: Sequence[UUID]) -> bool:
    """Whether somebody still has to check one of them."""
    return bool(await conn.fetchval(_UNCHECKED, list(group_ids)))


async def waiting_for_checks(conn: Connection, group_ids: Sequence[UUID]) -> list[UUID]:
    """The common decisions of these groups whose time is over and that were not made yet."""
    return [row["draw_id"] for row in await conn.fetch(_WAITING, list(group_ids))]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What stands from the freeze on."""

    units: Sequence[dict[str, Any]]
    units_hash: str
    wholes: Mapping[str, Whole]
    bands: Sequence[str]
    source: str


async def freeze(conn: Connection, draw_id: UUID, frozen: Frozen) -> None:
    """Publish the list, with the names of its priorities and the source that stands from now on."""
    wholes = {number: [str(whole.unit), *whole.choices] for number, whole in frozen.wholes.items()}
    await conn.execute(
        _FREEZE, draw_id, list(frozen.units), frozen.units_hash, list(frozen.bands), frozen.source, wholes
    )


async def publish(
    conn: Connection, draw_id: UUID, randomness: str, result: Sequence[dict[str, Any]], groups: Mapping[str, Any]
) -> None:
    """Publish the result for so many places, and with it the secret."""
    await conn.execute(_PUBLISH, draw_id, randomness, list(result), dict(groups))


async def mine(conn: Connection, draw_id: UUID, person_id: UUID) -> set[str]:
    """The numbers of a family's own children in this draw; once the list stands, of those that left before too."""
    return {entrant_of(draw_id, row["child_id"]) for row in await conn.fetch(_MINE, draw_id, person_id)}
