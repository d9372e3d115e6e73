"""A teacher of one group is named, or taken off again: what they may see is asked anew each time, so both count at once."""

from uuid import UUID

from services.booking.store import teachers
from services.booking.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict
from shared.kernel.identity import Identity

LONGEST = 60
"""Characters of a name."""


async def name_teacher(conn: Connection, who: Identity, group_id: UUID, person_id: UUID, called: str) -> None:
    """Let the person see the group's roster from now on; naming them twice is fine. Raises BadInput without a name."""
    called = " ".join(called.split())
    if not 1 <= len(called) <= LONGEST or not called.isprintable():
        raise BadInput(*refusals.TEACHER_NAME.whole, fields={"called": refusals.TEACHER_NAME.both})
    await teachers.name(conn, who, group_id, person_id, called)


async def end_teacher(conn: Connection, who: Identity, group_id: UUID, teacher_id: UUID) -> None:
    """Let them see nothing of it any more. Raises Conflict when they were taken off before."""
    if not await teachers.end(conn, who, group_id, teacher_id):
        raise Conflict(*refusals.TEACHER_ENDED)
