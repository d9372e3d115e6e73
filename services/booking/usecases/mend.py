"""What was sent back is mended by its family in time, or refused for what is still missing."""

from uuid import UUID

from services.booking.domain.checks import EndMending, Mend
from services.booking.store import draws
from services.booking.store import enrollments as store
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.decide_together import freeze_decision
from services.booking.words import refusals
from shared.db.once import write_once
from shared.db.pool import Connection, Database
from shared.errors import Conflict, NotFound
from shared.kernel.answer import Answer, digest
from shared.kernel.identity import Identity
from shared.kernel.words import ZH


async def mend(conn: Connection, book: GroupBook, person_id: UUID, enrollment_id: UUID) -> None:
    """It is mended: back to whoever checks. Raises NotFound; Conflict when it is checked no more."""
    (ruling,) = (await admit(conn, book, [Mend(person_id, enrollment_id)])).rulings
    if ruling.result == "not_found":
        raise NotFound
    if ruling.result == "ended":
        raise Conflict(*refusals.CHECKED_NO_MORE)


async def ask_to_mend(system: Database, book: GroupBook, who: Identity, key: str, enrollment_id: UUID) -> Answer:
    """Say so, once for a key; pages and API come through here."""

    async def work(conn: Connection) -> Answer:
        await mend(conn, book, who.person_id, enrollment_id)
        return Answer(200, {"mended": str(enrollment_id)})

    return await write_once(system, who.person_id, key, digest("mend", enrollment_id), work)


async def end_mending(conn: Connection, book: GroupBook, enrollment_id: UUID) -> None:
    """Its time is over: what nobody mended is refused, and a decision that waited for it is made."""
    sent = await store.sent_back(conn, enrollment_id)
    if sent is None:
        return
    reason = refusals.NOT_MENDED.of(until=ZH.instant(sent.by), what=sent.what).zh
    await draws.lock_open(conn, sent.group_id)
    await admit(conn, book, [EndMending(enrollment_id, reason)])
    if draw_id := await draws.waiting_for_checks(conn, sent.group_id):
        await freeze_decision(conn, book, draw_id)
