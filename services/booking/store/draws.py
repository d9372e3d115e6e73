"""Common decisions: who takes part, and of those by lot the secret and what is published, step by step."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.booking.domain.draw import fingerprint
from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.group import Group
from services.booking.domain.together import Whole
from shared.db.pool import Connection

# In the order of their ids: groups that are learned at once elsewhere may promise the same draws.
_PROMISE = """
INSERT INTO draw (id, secret, secret_hash) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ORDER BY 1 ON CONFLICT DO NOTHING
"""
# The caller has locked these rows.
_JOIN = """
UPDATE class_group g SET draw_id = joined.draw_id FROM unnest($1::uuid[], $2::uuid[]) AS joined (id, draw_id)
WHERE g.id = joined.id AND g.draw_id IS DISTINCT FROM joined.draw_id
"""
_JOINED = "SELECT DISTINCT draw_id FROM class_group WHERE draw_id = ANY ($1::uuid[])"
_GROUPS = "SELECT id, revision FROM class_group WHERE draw_id = $1 ORDER BY by_title, id"
# Before the ledgers: store/batch.py has the order.
_LOCK = "SELECT secret, units, wholes, groups, drawn_at FROM draw WHERE id = $1 FOR UPDATE"
# Of one group by turn: an employer's union gives a new one when it signs up. Turns of several groups cannot be compared.
_ENTERED = """
SELECT id, group_id, child_id, state, seq, band, pool, unit, choice, cleared FROM enrollment
WHERE group_id = ANY ($1::uuid[]) AND state = 'entered'
ORDER BY CASE cardinality($1::uuid[]) WHEN 1 THEN seq END, created_at, seq
"""
_UNCHECKED = """
SELECT group_id, count(*) FROM enrollment WHERE group_id = ANY ($1::uuid[]) AND state = 'entered' AND NOT cleared GROUP BY 1
"""
# Locks the draw of a group, unless its result stands.
_LOCK_OPEN = """
SELECT FROM draw d JOIN class_group g ON g.draw_id = d.id JOIN ledger l ON l.group_id = g.id
WHERE g.id = $1 AND NOT l.settled FOR UPDATE OF d
"""
_WAITING = """
SELECT g.draw_id FROM class_group g JOIN ledger l ON l.group_id = g.id WHERE g.id = $1 AND l.frozen AND NOT l.settled
"""
_FREEZE = """
UPDATE draw SET units = $2, units_hash = $3, bands = $4, source = $5, wholes = $6, groups = $7, frozen_at = clock_timestamp()
WHERE id = $1 AND frozen_at IS NULL
"""
_PUBLISH = """
UPDATE draw SET randomness = $2, result = $3, groups = $4, drawn_at = clock_timestamp() WHERE id = $1 AND drawn_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """What holding a draw needs, with the draw's row locked until the transaction ends."""

    secret: str
    units: list[dict[str, Any]] | None
    wholes: Mapping[str, Whole]
    groups: Mapping[str, dict[str, Any]]
    """What each had to give when the list was frozen."""
    drawn: bool


async def promise(conn: Connection, draw_ids: Collection[UUID]) -> None:
    """Choose the secret of each once and for all, and with it the hash that everybody can see from now on."""
    chosen = [secrets.token_hex(32) for _ in draw_ids]
    await conn.execute(_PROMISE, list(draw_ids), chosen, [fingerprint(secret) for secret in chosen])


async def join(conn: Connection, taking_part: Mapping[UUID, UUID | None]) -> None:
    """Group → the common decision it takes part in."""
    await conn.execute(_JOIN, list(taking_part), list(taking_part.values()))


async def joined(conn: Connection, draw_ids: Collection[UUID]) -> set[UUID]:
    """Those in which a group takes part."""
    return {row["draw_id"] for row in await conn.fetch(_JOINED, list(draw_ids))}


async def groups_of(conn: Connection, draw_id: UUID) -> list[UUID]:
    """The groups that are decided together."""
    return [row["id"] for row in await conn.fetch(_GROUPS, draw_id)]


def source_of(group: Group) -> str:
    """Where the public number comes from; an opening lot waits for none."""
    return "" if group.way == "opening_lot" else group.draw_source


async def lock(conn: Connection, draw_id: UUID) -> Locked | None:
    """Lock a draw, if there is one."""
    row = await conn.fetchrow(_LOCK, draw_id)
    if row is None:
        return None
    wholes = {number: Whole(UUID(unit), tuple(choices)) for number, (unit, *choices) in (row["wholes"] or {}).items()}
    return Locked(row["secret"], row["units"], wholes, row["groups"] or {}, row["drawn_at"] is not None)


async def entered(conn: Connection, group_ids: Sequence[UUID]) -> list[Enrollment]:
    """Who takes part, in order of arrival. The caller holds the ledgers' locks, or the list is frozen."""
    rows = await conn.fetch(_ENTERED, list(group_ids))
    return [Enrollment(**{**row, "state": State(row["state"])}) for row in rows]


async def unchecked(conn: Connection, group_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Group → requests that somebody still has to check; only where there are any."""
    return {group_id: count for group_id, count in await conn.fetch(_UNCHECKED, list(group_ids))}


async def lock_open(conn: Connection, group_id: UUID) -> None:
    """Lock the draw of a group while it is still to be held, for whoever may complete its list."""
    await conn.execute(_LOCK_OPEN, group_id)


async def waiting_for_checks(conn: Connection, group_id: UUID) -> UUID | None:
    """The common decision of a group, if its time is over and it was not made yet."""
    found: UUID | None = await conn.fetchval(_WAITING, group_id)
    return found


@dataclass(frozen=True, slots=True)
class Frozen:
    """What stands from the freeze on."""

    units: Sequence[dict[str, Any]]
    units_hash: str
    wholes: Mapping[str, Whole]
    bands: Sequence[str]
    source: str
    groups: Mapping[str, Any]


async def freeze(conn: Connection, draw_id: UUID, frozen: Frozen) -> None:
    """Publish the list, with the names of its priorities, the source and the places that stand from now on."""
    wholes = {number: [str(whole.unit), *whole.choices] for number, whole in frozen.wholes.items()}
    await conn.execute(
        _FREEZE,
        draw_id,
        list(frozen.units),
        frozen.units_hash,
        list(frozen.bands),
        frozen.source,
        wholes,
        dict(frozen.groups),
    )


async def publish(
    conn: Connection, draw_id: UUID, randomness: str, result: Sequence[dict[str, Any]], groups: Mapping[str, Any]
) -> None:
    """Publish the result for so many places, and with it the secret."""
    await conn.execute(_PUBLISH, draw_id, randomness, list(result), dict(groups))
