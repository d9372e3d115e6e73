"""Groups that families can still book or prepare for."""

from uuid import UUID

from services.booking.store.groups import GroupBook, Known
from shared.db.pool import Connection

_PORTION = 20

_COMING = """
SELECT g.id, g.revision FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.closes_at > now() AND NOT l.called_off AND NOT l.frozen
ORDER BY greatest(g.opens_at, now()), g.closes_at, g.by_site, g.by_title, g.id
"""


async def coming(conn: Connection, book: GroupBook) -> list[Known]:
    """Those that are open, then those that open next, as last heard.

    Facts that nobody has asked for yet are read in portions: reading all at once would keep those who book just now waiting.
    """
    rows = await conn.fetch(_COMING)
    known: dict[UUID, Known] = {}
    for first in range(0, len(rows), _PORTION):
        known |= await book.get(conn, {(row["id"], row["revision"]) for row in rows[first : first + _PORTION]})
    return [known[row["id"]] for row in rows]
