"""Tell the others of the unions that they have not heard of."""

from services.accounts.store import unions
from shared.db.pool import Connection, Database, transaction
from shared.messaging import outbox


async def tell_unions(conn: Connection) -> None:
    """Emit UnionChanged for each that was never told; a union's lists are nobody else's matter."""
    await outbox.put(conn, *await unions.untold(conn))


async def begin(system: Database) -> None:
    """At a start, all of them as they stand: a system that has begun to hear of them knows none; whoever knows them has nothing to do."""
    async with transaction(system.pool) as conn:
        await unions.untold(conn)
        await outbox.put_all(conn, unions.told(conn))
    system.committed()
