"""Groups that families can still book or prepare for."""

from services.booking.store.groups import GroupBook, Known
from shared.db.pool import Connection

AT_MOST = 2000
"""A large city opens some hundreds at one instant."""

_COMING = """
SELECT g.id, g.revision FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.closes_at > now() AND NOT l.called_off AND NOT l.frozen
ORDER BY greatest(g.opens_at, now()), g.closes_at, g.id LIMIT $1
"""


async def coming(conn: Connection, book: GroupBook) -> list[Known]:
    """Those that are open, then those that open next, as last heard."""
    rows = await conn.fetch(_COMING, AT_MOST)
    known = await book.get(conn, {(row["id"], row["revision"]) for row in rows})
    return [known[row["id"]] for row in rows]
