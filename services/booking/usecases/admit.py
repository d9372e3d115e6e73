"""Admit a batch: lock and load, decide, write, tell. Runs inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.booking.domain.admission import decide
from services.booking.domain.child import Child, masked
from services.booking.domain.draw import entrant_of
from services.booking.domain.requests import Answer, Change, Enroll, Request
from services.booking.domain.snapshot import Snapshot
from services.booking.store import admission as store
from services.booking.store.groups import GroupBook, Known
from shared.db.pool import Connection
from shared.events import enrollment as events
from shared.events.envelope import Event
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Admitted:
    """The answers, in the order of the requests, and what they speak of."""

    answers: list[Answer]
    groups: dict[UUID, Known]
    children: dict[UUID, Child]


async def admit(conn: Connection, book: GroupBook, requests: Sequence[Request]) -> Admitted:
    """Answer requests for good. The locks it takes are held until the caller's transaction ends."""
    snapshot, known = await store.load(conn, book, requests)
    decision = decide(snapshot, requests)
    booked_by = {r.enrollment_id: r.person_id for r in requests if isinstance(r, Enroll)}
    await store.write(conn, snapshot, decision, booked_by)
    children = await _everyone(conn, snapshot, decision.changes)
    await outbox.put(conn, *(_event(change, snapshot, known, children) for change in decision.changes))
    return Admitted(decision.answers, known, children)


async def _everyone(conn: Connection, snapshot: Snapshot, changes: Sequence[Change]) -> dict[UUID, Child]:
    """The children that asked, and those that a freed place or a cancelled group moved."""
    others = {c.enrollment.child_id for c in changes} - snapshot.children.keys()
    return {**snapshot.children, **(await store.children(conn, list(others)) if others else {})}


def _event(change: Change, snapshot: Snapshot, known: dict[UUID, Known], children: dict[UUID, Child]) -> Event:
    enrollment = change.enrollment
    child = children[enrollment.child_id]
    facts = {
        "group_id": enrollment.group_id,
        "enrollment_id": enrollment.id,
        "child_id": child.id,
        "child_name": masked(child.name),
        "guardian_ids": list(child.guardian_ids),
        "at": snapshot.now,
        "group": known[enrollment.group_id].card,
    }
    match change.kind:
        case "entered":
            return events.EnrollmentEntered(**facts, entrant=entrant_of(str(enrollment.id)))
        case "confirmed":
            return events.EnrollmentConfirmed(**facts)
        case "waitlisted":
            return events.EnrollmentWaitlisted(**facts, position=change.position or 0)
        case "promoted":
            return events.EnrollmentPromoted(**facts)
        case "withdrawn":
            return events.EnrollmentWithdrawn(**facts, waited=change.waited)
        case "cancelled":
            return events.EnrollmentCancelled(**facts, reason=change.reason)
