"""Whoever checks requests says yes or no to many at once; every word is logged."""

from collections.abc import Sequence
from uuid import UUID

from services.booking.domain.enrollment import Enrollment, State
from services.booking.domain.requests import Answer, PutFirst, Review
from services.booking.store import draws
from services.booking.store import staff_decisions as log
from services.booking.store.groups import GroupBook
from services.booking.usecases.admit import admit
from services.booking.usecases.draw import freeze_decision
from shared.db.pool import Connection
from shared.errors import BadInput


async def review(
    conn: Connection,
    book: GroupBook,
    person_id: UUID,
    enrollment_ids: Sequence[UUID],
    *,
    approved: bool,
    reason: str = "",
) -> list[Answer]:
    """Approve or refuse requests, in this order; what was asked for as one stands and falls as one.

    The caller has made sure that the person may check them. Raises BadInput when a refusal has no reason.
    """
    if not approved and not reason.strip():
        raise _no_reason()
    asked = [Review(id_, approved, reason.strip()) for id_ in enrollment_ids]
    admitted = await admit(conn, book, asked)
    done = [
        answer.enrollment
        for answer in admitted.answers
        if answer.result not in ("not_found", "ended") and answer.enrollment
    ]
    await log.keep(
        conn, person_id, [(e.group_id, e.id) for e in done], "approve" if approved else "refuse", reason.strip()
    )
    await _decide_what_is_due(conn, book, done)
    return admitted.answers


async def _decide_what_is_due(conn: Connection, book: GroupBook, done: Sequence[Enrollment]) -> None:
    """A list whose time was over waited for the last of these checks."""
    of_decisions = {e.group_id for e in done if e.state in (State.ENTERED, State.REFUSED)}
    for draw_id in await draws.waiting_for_checks(conn, list(of_decisions)):
        await freeze_decision(conn, book, draw_id)


async def put_first(conn: Connection, book: GroupBook, person_id: UUID, enrollment_id: UUID, reason: str) -> Answer:
    """Put a family at the head of its waiting list, out of order. Raises BadInput without a written reason."""
    if not reason.strip():
        raise _no_reason()
    (answer,) = (await admit(conn, book, [PutFirst(enrollment_id)])).answers
    if answer.result == "done" and answer.enrollment:
        await log.keep(conn, person_id, [(answer.enrollment.group_id, enrollment_id)], "put_first", reason.strip())
    return answer


def _no_reason() -> BadInput:
    return BadInput(
        "请写明理由,家长会看到或可以查询。",
        "Write down the reason; families can see it.",
        fields={"reason": "请写明理由 · Write the reason"},
    )
