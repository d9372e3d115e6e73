"""Which firm does a family mean, by some letters of its name: as the rolls of unions have it, and as several families wrote it."""

import unicodedata

from services.booking.store import firms
from services.booking.store.known_names import KnownNames
from shared.db.pool import Connection
from shared.kernel.unions import Tree

LETTERS, MOST = 2, 8
"""Fewer letters than this bring nothing, and so many firms are shown at once: a roll is no list to be read."""


async def of_rolls(conn: Connection, tree: Tree, written: str) -> list[str]:
    """On the rolls of unions with groups that can still be asked for, and of those below them; the shortest first."""
    part = _plain(written)
    if len(part) < LETTERS:
        return []
    return await firms.like(conn, await _unions(conn, tree), part, MOST)


async def are_known(conn: Connection, tree: Tree) -> bool:
    """Whether letters may bring anything."""
    return await firms.known(conn, await _unions(conn, tree))


async def offered(conn: Connection, tree: Tree, names: KnownNames, written: str) -> list[str]:
    """On those rolls, and what several families wrote, each once."""
    part = _plain(written)
    if len(part) < LETTERS:
        return []
    wrote = (name for name in (await names.look(conn)).employers if part in _plain(name))
    return [*dict.fromkeys([*await of_rolls(conn, tree, written), *wrote])][:MOST]


async def _unions(conn: Connection, tree: Tree) -> list[str]:
    return sorted({below for union in await firms.organizing(conn) for below in tree.under(union)})


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())
