"""A person has closed their account: what they booked ends, and nothing of their family is kept."""

from datetime import timedelta
from uuid import UUID

from services.booking.store import families
from services.booking.store.groups import GroupBook
from services.booking.usecases.give_up import give_up
from services.booking.usecases.wipe import wipe_child
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.messaging.timers import set_timer

LEAVES = "leaves"
"""The timer of a family that could not leave yet: a list on which it stands is being decided."""
AGAIN = timedelta(minutes=10)


async def leave(conn: Connection, book: GroupBook, person_id: UUID) -> None:
    """Forget the person. Their family goes with them, unless it has another guardian: then it is that one's."""
    await families.forget_person(conn, person_id)
    family_id = await families.known_family(conn, person_id)
    if family_id is None:
        return
    if await families.others(conn, family_id, person_id):
        await families.leave(conn, person_id)
    elif await _let_go(conn, book, family_id, person_id):
        await families.forget(conn, family_id)
    else:
        await set_timer(conn, LEAVES, str(person_id), await clock(conn) + AGAIN)


async def _let_go(conn: Connection, book: GroupBook, family_id: UUID, person_id: UUID) -> bool:
    """End what is booked, and wipe the children; False when something holds one of them for now."""
    children = [child.id for child in await families.children_of(conn, person_id)]
    live = [row["id"] for row in await families.live_enrollments(conn, children)]
    if await give_up(conn, book, person_id, live):
        return False
    await families.lock_children(conn, family_id)
    return all([await wipe_child(conn, child_id) for child_id in children])
