"""The organizer ends one enrollment: its family is told why, and who decided it is kept."""

from uuid import UUID

from services.booking.domain.requests import Cancel
from services.booking.seen.staff import own_group
from services.booking.store import roster
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.review import written
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import Conflict, Forbidden, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity

_STAYS = {"ended": refusals.ENDED_ALREADY, "finished": refusals.GROUP_OVER, "frozen": refusals.LIST_DECIDED_NOW}
"""Why it is not ended."""


async def cancel(
    conn: Connection, book: GroupBook, who: Identity, group_id: UUID, *, enrollment_id: UUID, reason: str
) -> None:
    """End an enrollment in a group of the person's union; its place goes to those who wait.

    Raises NotFound, Forbidden when it is an own child, BadInput without a written reason, Conflict when it cannot be ended (any more).
    """
    await own_group(conn, book, who, group_id)
    own = await roster.for_own_child(conn, who.person_id, group_id, enrollment_id)
    if own is None:
        raise NotFound
    if own:
        raise Forbidden(*refusals.OWN_CHILD)
    why = written(reason)
    (ruling,) = (await admit(conn, book, [Cancel(enrollment_id, why)])).rulings
    if ruling.result != "done":
        raise Conflict(*_STAYS[ruling.result])
    await log.keep(conn, who, [(group_id, enrollment_id)], "cancel", why)


async def ask_to_cancel(
    system: Database, book: GroupBook, who: Identity, key: str, group_id: UUID, *, enrollment_id: UUID, reason: str
) -> Answer:
    """End it, once for a key."""

    async def work(conn: Connection) -> Answer:
        await cancel(conn, book, who, group_id, enrollment_id=enrollment_id, reason=reason)
        return Answer(200, {"cancelled": str(enrollment_id)})

    return await write_once(system, who.person_id, key, digest("cancel", group_id, enrollment_id, reason), work)
