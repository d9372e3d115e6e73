"""A teacher of one group is named, or taken off again, and told of it. What they may see is asked anew each time, so both count at once."""

from uuid import UUID

from services.booking.store import teachers
from services.booking.store.groups import Known
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict
from shared.events.family import TeacherChanged
from shared.kernel.identity import Identity
from shared.messaging import outbox

LONGEST = 60
"""Characters of a name."""


async def name_teacher(conn: Connection, who: Identity, known: Known, person_id: UUID, called: str) -> None:
    """Let the person see the group's roster from now on; naming them twice is fine. Raises BadInput without a name."""
    called = " ".join(called.split())
    if not 1 <= len(called) <= LONGEST or not called.isprintable():
        raise BadInput(*refusals.TEACHER_NAME.whole, fields={"called": refusals.TEACHER_NAME.both})
    if await teachers.name(conn, who, known.group.id, person_id, called):
        await _tell(conn, known, person_id, named=True)


async def end_teacher(conn: Connection, who: Identity, known: Known, teacher_id: UUID) -> None:
    """Let them see nothing of it any more. Raises Conflict when they were taken off before."""
    person_id = await teachers.end(conn, who, known.group.id, teacher_id)
    if person_id is None:
        raise Conflict(*refusals.TEACHER_ENDED)
    await _tell(conn, known, person_id, named=False)


async def _tell(conn: Connection, known: Known, person_id: UUID, *, named: bool) -> None:
    title, site, at = known.facts.title, known.facts.site, await clock(conn)
    told = TeacherChanged(class_id=known.group.id, guardian_ids=[person_id], at=at, title=title, site=site, named=named)
    await outbox.put(conn, told)
