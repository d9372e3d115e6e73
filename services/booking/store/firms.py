"""Firms that the rolls of unions name, as accounts told of them."""

from collections.abc import Sequence
from typing import Any

from shared.db.pool import Connection

# Locks the unions' rows, in the order of their codes. An older revision than the one that is known gives no row.
_LEARN = """
INSERT INTO union_firms AS u (union_code, revision, firms)
SELECT e ->> 'union', (e ->> 'revision')::bigint, ARRAY(SELECT jsonb_array_elements_text(e -> 'firms')) FROM unnest($1::jsonb[]) AS e ORDER BY 1
ON CONFLICT (union_code) DO UPDATE SET revision = excluded.revision, firms = excluded.firms
WHERE u.revision < excluded.revision
RETURNING union_code
"""
_ORGANIZING = "SELECT DISTINCT union_code FROM class_group WHERE closes_at > now()"
_ANY = "SELECT EXISTS (SELECT FROM union_firms WHERE union_code = ANY ($1::text[]) AND cardinality(firms) > 0)"
# The shortest is nearest to what was typed.
_LIKE = """
SELECT name FROM union_firms, unnest(firms) AS name
WHERE union_code = ANY ($1::text[]) AND strpos(replace(lower(name), ' ', ''), $2) > 0 GROUP BY name ORDER BY length(name), name LIMIT $3
"""


async def learn(conn: Connection, told: Sequence[dict[str, Any]]) -> int:
    """Keep each, of different unions; how many were newer than known."""
    return len(await conn.fetch(_LEARN, list(told)))


async def organizing(conn: Connection) -> list[str]:
    """Unions for whose groups a family can still ask."""
    return [row["union_code"] for row in await conn.fetch(_ORGANIZING)]


async def known(conn: Connection, unions: Sequence[str]) -> bool:
    """Whether the rolls of these unions name any."""
    return bool(await conn.fetchval(_ANY, unions))


async def like(conn: Connection, unions: Sequence[str], part: str, most: int) -> list[str]:
    """Of the firms that these unions' rolls name, those in whose name this part stands; `part` in small letters, without blanks."""
    return [row["name"] for row in await conn.fetch(_LIKE, unions, part, most)]
