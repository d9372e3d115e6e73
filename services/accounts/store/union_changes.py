"""A union gets another name, becomes a part of another one, or is closed; who did it is kept."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from asyncpg import Record

from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import Conflict
from shared.events.accounts import UnionChanged
from shared.kernel.identity import Identity

# Locks unions by code, so that no two are merged into each other, and no roll is imported meanwhile.
_LOCK = """
SELECT code FROM trade_union WHERE code = ANY ($1::text[]) AND closed_at IS NULL ORDER BY code FOR NO KEY UPDATE
"""
_RENAME = "UPDATE trade_union SET name = $2 WHERE code = $1"
_RENAME_PARK = "UPDATE park SET name = $2 WHERE code = $1"
_RENAME_EMPLOYER = "UPDATE employer SET name = $2 WHERE code = $1"
_LISTS = "SELECT code, name FROM trade_union WHERE parent = $1 AND kind = 'list' AND closed_at IS NULL ORDER BY code"
_UNIONS_BELOW = "SELECT count(*) FROM trade_union WHERE parent = $1 AND kind <> 'list' AND closed_at IS NULL"
_ADOPT = "UPDATE trade_union SET parent = $2 WHERE (parent = $1 OR code = $1) AND kind <> 'list' RETURNING code"
_ADD_LIST = """
INSERT INTO trade_union (code, name, kind, parent) VALUES ($1 || ':' || $2, $2, 'list', $1) ON CONFLICT (code) DO NOTHING
"""
_CLOSE = "UPDATE trade_union SET closed_at = clock_timestamp(), merged_into = $2 WHERE code = $1"
# Who stands on both rolls stands on the one that stays, as it has them.
_MOVE_ROLL = """
UPDATE roll_member r SET union_code = $2 WHERE union_code = $1
AND NOT EXISTS (SELECT FROM roll_member o WHERE o.union_code = $2 AND o.phone_hash = r.phone_hash)
"""
_EMPTY_ROLL = "DELETE FROM roll_member WHERE union_code = $1"
_MOVE_ROLES = """
UPDATE role_grant g SET union_code = $2 WHERE union_code = $1
AND NOT EXISTS (SELECT FROM role_grant o WHERE o.union_code = $2 AND o.phone_hash = g.phone_hash AND o.role = g.role)
RETURNING phone_hash, phone_masked, role
"""
_END_ROLES = "DELETE FROM role_grant WHERE union_code = $1 RETURNING phone_hash, phone_masked, role"
_HOLDERS = "SELECT DISTINCT phone_hash FROM role_grant WHERE union_code = ANY ($1::text[]) ORDER BY phone_hash"
_MEMBERS = """
SELECT id FROM person WHERE unions && $1 OR phone_hash IN (SELECT phone_hash FROM roll_member WHERE union_code = ANY ($1::text[])) ORDER BY id
"""
_RETOLD = """
UPDATE trade_union SET revision = greatest(revision, 0) + 1 WHERE code = ANY ($1::text[]) RETURNING code AS union, revision, name, kind, parent
"""
_KEEP = "INSERT INTO union_change (person_id, name, union_code, what, detail) VALUES ($1, $2, $3, $4, $5)"
_CHANGES = "SELECT at, name, what, detail FROM union_change WHERE union_code = $1 ORDER BY id DESC LIMIT 20"


async def lock(conn: Connection, *codes: str) -> set[str]:
    """Those of these unions that are open, locked until the transaction ends."""
    return {row["code"] for row in await conn.fetch(_LOCK, codes)}


async def rename(conn: Connection, code: str, name: str) -> None:
    """Another name, of the park or employer that it serves, too. Raises Conflict when it is taken."""
    try:
        for statement in (_RENAME, _RENAME_PARK, _RENAME_EMPLOYER):
            await conn.execute(statement, code, name)
    except asyncpg.UniqueViolationError as taken:
        raise Conflict(*refusals.UNION_NAME_TAKEN, code="union-taken") from taken


async def unions_below(conn: Connection, code: str) -> int:
    """How many unions are right below it."""
    count: int = await conn.fetchval(_UNIONS_BELOW, code)
    return count


async def concerned(conn: Connection, *codes: str) -> tuple[list[UUID], list[bytes]]:
    """Whose memberships these unions are, and the phones of whoever holds a role for them."""
    people = [row["id"] for row in await conn.fetch(_MEMBERS, codes)]
    return people, [row["phone_hash"] for row in await conn.fetch(_HOLDERS, codes)]


async def merge(conn: Connection, code: str, into: str) -> tuple[list[str], list[Record]]:
    """Its roll, roles, lists and the unions below it are the other's from now on, and itself stands below that. The caller holds both.

    Gives which unions stand otherwise than before, and who holds a role for the other now that they did not.
    """
    for name in [row["name"] for row in await conn.fetch(_LISTS, code)]:
        await conn.execute(_ADD_LIST, into, name)
        await _close(conn, f"{code}:{name}", f"{into}:{name}")
    moved = [row["code"] for row in await conn.fetch(_ADOPT, code, into)]
    roles = await conn.fetch(_MOVE_ROLES, code, into)
    await _close(conn, code, into)
    return moved, roles


async def close(conn: Connection, code: str) -> list[Record]:
    """Nobody belongs to it any more, nor to its lists, nor holds a role for it: who did is given. The caller holds the union."""
    for one in [row["code"] for row in await conn.fetch(_LISTS, code)]:
        await _close(conn, one)
    return await _close(conn, code)


async def _close(conn: Connection, code: str, into: str | None = None) -> list[Record]:
    if into:
        await conn.execute(_MOVE_ROLL, code, into)
    await conn.execute(_EMPTY_ROLL, code)
    ended = await conn.fetch(_END_ROLES, code)
    await conn.execute(_CLOSE, code, into)
    return ended


async def retold(conn: Connection, codes: Sequence[str]) -> list[UnionChanged]:
    """How these stand now, for those who heard how they stood."""
    return [UnionChanged(**row) for row in await conn.fetch(_RETOLD, codes)]


async def keep(conn: Connection, who: Identity, code: str, what: str, detail: str) -> None:
    """Log who did it: from what to what, or why."""
    await conn.execute(_KEEP, who.person_id, who.name, code, what, detail)


async def changes(conn: Connection, code: str) -> Sequence[Record]:
    """What was done with a union, the newest first."""
    return await conn.fetch(_CHANGES, code)
