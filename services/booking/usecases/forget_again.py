"""A child had been deleted, and came back with a backup that was put back: it goes again."""

from services.booking.store import families
from services.booking.store.groups import GroupBook
from services.booking.usecases.give_up import give_up
from services.booking.usecases.wipe import wipe_child
from shared.db.pool import Connection
from shared.events.family import ChildForgotten


async def forget_again(conn: Connection, deleted: ChildForgotten, book: GroupBook) -> bool:
    """End what is booked for it by the backup, and wipe it; False while a list on which it stands is being decided."""
    found = await families.of_child(conn, deleted.child_id)
    if found is None:
        return True
    family_id, guardian_id = found
    live = [row["id"] for row in await families.live_enrollments(conn, [deleted.child_id])]
    if await give_up(conn, book, guardian_id, live):
        return False
    await families.lock_children(conn, family_id)
    return await wipe_child(conn, deleted.child_id)
