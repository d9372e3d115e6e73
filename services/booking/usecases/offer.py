"""What the clock does to an offer: a reminder, then its end."""

from uuid import UUID

from services.booking.domain.child import masked_at_home
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Expire
from services.booking.store import batch
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.happenings import apart
from shared.db.pool import Connection
from shared.events.enrollment import OfferReminded
from shared.messaging import outbox


async def end_offer(conn: Connection, book: GroupBook, enrollment_id: UUID) -> None:
    """Its time is over: unless somebody answered, the place goes on at once."""
    await admit(conn, book, [Expire(enrollment_id)])


async def remind(conn: Connection, book: GroupBook, enrollment_id: UUID) -> None:
    """Tell the family that its time is nearly over, if it has not answered."""
    snapshot, known = await batch.load(conn, book, [Expire(enrollment_id)])
    enrollment = next((e for e in snapshot.enrollments if e.id == enrollment_id), None)
    if (
        enrollment is None
        or enrollment.state != State.OFFERED
        or not enrollment.until
        or enrollment.until <= snapshot.now
    ):
        return
    child, card = snapshot.children[enrollment.child_id], known[enrollment.group_id].card
    old = next((e for e in snapshot.enrollments if e.id == enrollment.replaces), None)
    title = apart(known[old.group_id].group, known[enrollment.group_id].group) if old else ""
    event = OfferReminded(
        group_id=enrollment.group_id, enrollment_id=enrollment.id, child_id=child.id, child_name=masked_at_home(child.name),
        guardian_ids=list(child.guardian_ids), at=snapshot.now, group=card, until=enrollment.until,
        instead_of=title, stands=old is None or old.live,
    )  # fmt: skip
    await outbox.put(conn, event)
