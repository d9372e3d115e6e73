"""The tree of unions, the parks and employers they serve, and roles held for them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Record

from services.accounts.domain.roles import ALL, FEDERATION, Union
from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import Conflict
from shared.events.accounts import UnionChanged

_ALL = "SELECT code, name, kind, parent FROM trade_union WHERE closed_at IS NULL"
_PARK = "INSERT INTO park (code, name) VALUES ($1, $2)"
_PARK_ABOVE = """
WITH RECURSIVE up AS (
    SELECT code, parent, park, 0 AS step FROM trade_union WHERE code = $1
    UNION ALL SELECT u.code, u.parent, u.park, step + 1 FROM trade_union u JOIN up ON u.code = up.parent
)
SELECT park FROM up WHERE park IS NOT NULL ORDER BY step LIMIT 1
"""
_EMPLOYER = "INSERT INTO employer (code, name, park) VALUES ($1, $2, $3)"
_ADD = """
INSERT INTO trade_union (code, name, kind, parent, park, employer)
VALUES ($1, $2, $3, $4, CASE WHEN $3 = 'park' THEN $1 END, CASE WHEN $3 = 'employer' THEN $1 END)
"""
# A role for a union is one for those that became a part of it, too: groups of before name them.
_ROLES = """
WITH RECURSIVE held AS (
    SELECT role, union_code FROM role_grant WHERE phone_hash = $1 AND acts_at <= clock_timestamp()
    UNION SELECT held.role, u.code FROM held JOIN trade_union u ON u.merged_into = held.union_code
)
SELECT role, union_code FROM held
"""
# Whoever takes one back meanwhile waits, and then sees the person, too, who logs in for the first time here.
_ROLES_HELD = """
WITH RECURSIVE given AS MATERIALIZED (
    SELECT role, union_code FROM role_grant WHERE phone_hash = $1 AND acts_at <= clock_timestamp() FOR SHARE
), held AS (
    SELECT role, union_code FROM given UNION SELECT held.role, u.code FROM held JOIN trade_union u ON u.merged_into = held.union_code
)
SELECT role, union_code FROM held
"""
_GRANTS = """
SELECT encode(g.phone_hash, 'hex') AS phone_key, g.role, g.union_code, g.phone_masked, g.at, p.name,
    g.acts_at, g.acts_at > clock_timestamp() AS waits, s.enrolled_at IS NOT NULL AS enrolled
FROM role_grant g LEFT JOIN person p USING (phone_hash) LEFT JOIN second_factor s ON s.person_id = p.id
WHERE g.union_code IS NOT DISTINCT FROM $1 ORDER BY g.role, g.at
"""
_GRANT = """
INSERT INTO role_grant (phone_hash, role, union_code, phone_masked, granted_by, acts_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::interval)
ON CONFLICT ON CONSTRAINT role_granted DO NOTHING RETURNING true
"""
_ANY_OLDER = "SELECT EXISTS (SELECT FROM role_grant WHERE at < clock_timestamp() - $1::interval)"
# Nobody confirms what they gave, nor what they are given.
_CONFIRM = """
UPDATE role_grant SET acts_at = clock_timestamp(), confirmed_by = $4
WHERE phone_hash = $1 AND role = $2 AND union_code IS NOT DISTINCT FROM $3 AND acts_at > clock_timestamp()
    AND granted_by IS DISTINCT FROM $4 AND phone_hash <> (SELECT phone_hash FROM person WHERE id = $4) RETURNING phone_masked
"""
_WAITING = """
SELECT encode(g.phone_hash, 'hex') AS phone_key, g.role, g.union_code, g.phone_masked, g.at, g.acts_at, p.name,
    g.granted_by, coalesce(giver.name, giver.phone_masked) AS giver
FROM role_grant g LEFT JOIN person p USING (phone_hash) LEFT JOIN person giver ON giver.id = g.granted_by
WHERE g.acts_at > clock_timestamp() AND ($1::bytea IS NULL OR g.phone_hash = $1) ORDER BY g.acts_at, phone_key
"""
_REVOKE = """
DELETE FROM role_grant WHERE phone_hash = $1 AND role = $2 AND union_code IS NOT DISTINCT FROM $3 RETURNING phone_masked
"""

# Locks the unions.
_UNTOLD = """
UPDATE trade_union SET revision = 1 WHERE code IN (SELECT code FROM trade_union WHERE revision = 0 AND kind <> 'list' ORDER BY code FOR UPDATE)
RETURNING code AS union, revision, name, kind, parent
"""
_TOLD = "SELECT code AS union, revision, name, kind, parent FROM trade_union WHERE revision > 0 ORDER BY code"
_RENUMBER = """
UPDATE trade_union SET revision = greatest(revision + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) WHERE kind <> 'list'
"""

_TAKEN = {
    "trade_union_pkey": refusals.UNION_CODE_TAKEN,
    "park_pkey": refusals.UNION_CODE_TAKEN,
    "employer_pkey": refusals.UNION_CODE_TAKEN,
    "union_name_taken": refusals.UNION_NAME_TAKEN,
}


async def every(conn: Connection) -> dict[str, Union]:
    """All unions by code, but those that were closed."""
    return {row["code"]: Union(**row) for row in await conn.fetch(_ALL)}


async def add(conn: Connection, union: Union) -> None:
    """A new union with the park or employer it serves. Raises Conflict when code or name is taken."""
    try:
        if union.kind == "park":
            await conn.execute(_PARK, union.code, union.name)
        if union.kind == "employer":
            await conn.execute(_EMPLOYER, union.code, union.name, await conn.fetchval(_PARK_ABOVE, union.parent))
        await conn.execute(_ADD, union.code, union.name, union.kind, union.parent)
    except asyncpg.UniqueViolationError as taken:
        raise Conflict(*_TAKEN[taken.constraint_name or ""], code="union-taken") from taken


async def untold(conn: Connection) -> list[UnionChanged]:
    """Those that nobody was told of yet, from now on told."""
    return [UnionChanged(**row) for row in await conn.fetch(_UNTOLD)]


async def told(conn: Connection) -> AsyncIterator[UnionChanged]:
    """All of them, as they were told last."""
    row: Any
    async for row in conn.cursor(_TOLD):
        yield UnionChanged(**row)


async def renumber(conn: Connection) -> None:
    """Give each a revision that is higher than any it ever had."""
    await conn.execute(_RENUMBER)


async def roles_of(conn: Connection, phone_hash: bytes) -> frozenset[tuple[str, str]]:
    """(role, union code); the federation's is for all."""
    return frozenset((row["role"], row["union_code"] or ALL) for row in await conn.fetch(_ROLES, phone_hash))


async def roles_held(conn: Connection, phone_hash: bytes) -> frozenset[tuple[str, str]]:
    """As `roles_of`; none of them is taken back before this transaction ends."""
    return frozenset((row["role"], row["union_code"] or ALL) for row in await conn.fetch(_ROLES_HELD, phone_hash))


async def grants_of(conn: Connection, union: str | None) -> list[Record]:
    """Who holds a role for the union; None means for the federation."""
    return await conn.fetch(_GRANTS, union)


async def grant(
    conn: Connection,
    phone: tuple[bytes, str],
    role: str,
    union: str,
    by: UUID | None,
    *,
    delay: timedelta = timedelta(),
) -> bool:
    """Give the owner of a phone (hash, masked) a role that acts after the delay; False when it was given before."""
    phone_hash, phone_masked = phone
    union_code = None if role == FEDERATION else union
    return bool(await conn.fetchval(_GRANT, phone_hash, role, union_code, phone_masked, by, delay))


async def any_older(conn: Connection, age: timedelta) -> bool:
    """Whether a role was given so long ago."""
    return bool(await conn.fetchval(_ANY_OLDER, age))


async def confirm(conn: Connection, phone_hash: bytes, role: str, union: str, by: UUID) -> str | None:
    """Let a role that waits act at once; the masked phone of who holds it, None when it does not wait, or is not for this person to confirm."""
    held: str | None = await conn.fetchval(_CONFIRM, phone_hash, role, None if role == FEDERATION else union, by)
    return held


async def waiting(conn: Connection, phone_hash: bytes | None = None) -> list[Record]:
    """Roles that do not act yet, the next first: the owner's of a phone, or everybody's."""
    return await conn.fetch(_WAITING, phone_hash)


async def revoke(conn: Connection, phone_hash: bytes, role: str, union: str) -> str | None:
    """Take a role back; the masked phone of who held it, None when nobody did."""
    held: str | None = await conn.fetchval(_REVOKE, phone_hash, role, None if role == FEDERATION else union)
    return held
