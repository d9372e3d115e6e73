"""A person has closed their account: what they booked ends, and nothing of their family is kept."""

from datetime import timedelta
from uuid import UUID

from services.booking.store import families, guardians
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
    """Forget the person. A family goes with them, unless it has another guardian: then it is that one's."""
    await families.forget_person(conn, person_id)
    mine = sorted(await guardians.families_of(conn, person_id))
    for family_id in mine:  # the last two never both find the other one there
        await families.lock_family(conn, family_id)
    shared = [family_id for family_id in mine if await guardians.others(conn, family_id, person_id)]
    await guardians.leave(conn, person_id, shared)
    gone = [await _let_go(conn, book, family_id, person_id) for family_id in mine if family_id not in shared]
    if not all(gone):
        await set_timer(conn, LEAVES, str(person_id), await clock(conn) + AGAIN)


async def _let_go(conn: Connection, book: GroupBook, family_id: UUID, person_id: UUID) -> bool:
    """End what is booked, wipe the children, and forget the family; False when something holds one of them for now."""
    children = [child.id for child in await families.children_of(conn, person_id) if child.family_id == family_id]
    live = [row["id"] for row in await families.live_enrollments(conn, children)]
    if await give_up(conn, book, person_id, live):
        return False
    await families.lock_children(conn, family_id)
    done = all([await wipe_child(conn, child_id) for child_id in children])
    if done:
        await families.forget(conn, family_id)
    return done
