"""Firms that rolls name, beside the employers that have a union of their own: their code is the union's and the name, 高新区:蓝天电子."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from shared.db.pool import Connection
from shared.events.accounts import FirmsNamed

_ADD = """
INSERT INTO employer (code, name) SELECT $1 || ':' || name, name FROM unnest($2::text[]) AS name ORDER BY 1
ON CONFLICT (code) DO NOTHING RETURNING true
"""
_DROP_OTHERS = "DELETE FROM employer WHERE starts_with(code, $1 || ':') AND name <> ALL ($2::text[]) RETURNING true"
_OF_UNION = "SELECT name FROM employer WHERE starts_with(code, $1 || ':') ORDER BY name LIMIT $2"
_TOLD = """
SELECT u.code AS union, u.revision, array_agg(e.name ORDER BY e.name) AS firms
FROM employer e JOIN trade_union u ON u.code = split_part(e.code, ':', 1)
WHERE strpos(e.code, ':') > 0 AND u.revision > 0 GROUP BY u.code ORDER BY u.code
"""


async def put(conn: Connection, union: str, firms: Sequence[str], *, whole: bool) -> bool:
    """Keep what a file names, and (`whole`) nothing else of this union; whether that changed anything. The caller holds the union."""
    added = await conn.fetch(_ADD, union, firms)
    return bool(await conn.fetch(_DROP_OTHERS, union, firms) if whole else []) or bool(added)


async def of_union(conn: Connection, union: str, most: int) -> list[str]:
    """What its roll names."""
    return [row["name"] for row in await conn.fetch(_OF_UNION, union, most)]


async def told(conn: Connection) -> AsyncIterator[FirmsNamed]:
    """Of all unions, as they were told last."""
    row: Any
    async for row in conn.cursor(_TOLD):
        yield FirmsNamed(**row)
