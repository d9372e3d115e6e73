"""Tell what lasts once more: what was said of it long ago is kept by nobody."""

from services.accounts.store import firms, people, unions
from shared.db.pool import Connection
from shared.messaging import outbox


async def retell(conn: Connection) -> None:
    """Tell how unions stand, what firms their rolls name, and everybody's memberships as they are. Whoever knows them has nothing to do."""
    await outbox.put_all(conn, unions.told(conn))
    await outbox.put_all(conn, firms.told(conn))
    await outbox.put_all(conn, people.told(conn))
