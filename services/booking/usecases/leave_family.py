"""A guardian leaves a family, or the organizer takes one out for a written reason. Nothing that is booked changes by it."""

from uuid import UUID

from services.booking.seen.staff import checker
from services.booking.store import families, guardians, invitations
from services.booking.store import family_decisions as log
from services.booking.usecases.family import own_family
from services.booking.usecases.review import written
from services.booking.words import guardians as words
from services.booking.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection
from shared.errors import Conflict, Forbidden, NotFound
from shared.events.family import GuardianLeft
from shared.kernel.identity import Identity
from shared.messaging import outbox


async def leave_family(conn: Connection, who: Identity, family_id: UUID) -> None:
    """By themselves. Raises NotFound, Conflict for the only guardian of children."""
    await own_family(conn, who.person_id, family_id)
    await _part(conn, family_id, who.person_id)


async def take_out(conn: Connection, who: Identity, family_id: UUID, person_id: UUID, *, reason: str) -> None:
    """By an organizer of whom the family has asked something; it is kept who did it, and why.

    Raises NotFound, Forbidden for whoever acts for these children, BadInput without a written reason, Conflict for the only guardian.
    """
    if not await families.asked_of(conn, family_id, checker(who).unions):
        raise NotFound
    if await guardians.act_for_the_same(conn, who.person_id, family_id):
        raise Forbidden(*refusals.OWN_CHILD)
    why = written(reason)
    await _part(conn, family_id, person_id, why)
    await log.keep(conn, who, family_id, person_id, why)


async def _part(conn: Connection, family_id: UUID, person_id: UUID, reason: str = "") -> None:
    await families.lock_family(conn, family_id)  # of the last two who leave at once one stays
    theirs = (await guardians.guardians_of(conn, [family_id])).get(family_id, {})
    if person_id not in theirs:
        raise NotFound
    if len(theirs) == 1 and await families.children_in(conn, family_id):
        raise Conflict(*words.ONLY_GUARDIAN)
    await invitations.take_back(conn, family_id, person_id)
    await guardians.leave(conn, person_id, [family_id])
    if len(theirs) > 1:
        left = GuardianLeft(
            family_id=family_id, person_id=person_id, guardian_ids=list(theirs), at=await clock(conn),
            called=theirs[person_id].called, reason=reason,
        )  # fmt: skip
        await outbox.put(conn, left)
