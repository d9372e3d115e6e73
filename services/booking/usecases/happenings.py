"""What happened to an enrollment, as the event that tells it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.booking.domain.child import Child, masked
from services.booking.domain.enrollment import State
from services.booking.domain.pseudonyms import draw_of, entrant_of
from services.booking.domain.requests import Change
from services.booking.store.groups import Known
from shared.events import enrollment as events
from shared.events.envelope import Event


def event_of(change: Change, at: datetime, known: Mapping[UUID, Known], children: Mapping[UUID, Child]) -> Event | None:
    """The event of a change; None for what only staff see."""
    enrollment, group = change.enrollment, known[change.enrollment.group_id].group
    child = children[enrollment.child_id]
    facts: dict[str, Any] = {
        "group_id": enrollment.group_id,
        "enrollment_id": enrollment.id,
        "child_id": child.id,
        "child_name": masked(child.name),
        "guardian_ids": list(child.guardian_ids),
        "at": at,
        "group": known[enrollment.group_id].card,
    }
    standing = change.standing and events.Standing(**asdict(change.standing))
    match change.kind:
        case "submitted":
            asked = enrollment.state == State.ASKED
            by = "employer" if asked else group.review or "organizer"
            return events.EnrollmentSubmitted(**facts, by=by, held=not asked, signs_up=asked)
        case "entered":
            entrant = entrant_of(draw_of(group.id, group.together), child.id)
            return events.EnrollmentEntered(**facts, entrant=entrant, drawn=group.drawn, decided_at=group.decide_at)
        case "confirmed":
            return events.EnrollmentConfirmed(**facts, standing=standing)
        case "offered":
            moved_from = known[change.by_group_id].group.title if change.by_group_id else ""
            return events.EnrollmentOffered(
                **facts, until=enrollment.until, waited=change.waited, instead_of=moved_from, reason=change.reason,
                standing=standing,
            )  # fmt: skip
        case "waitlisted":
            must_answer = group.answer_within is not None or group.confirm_within is not None
            position = change.position or 0
            return events.EnrollmentWaitlisted(**facts, position=position, standing=standing, must_answer=must_answer)
        case "promoted":
            return events.EnrollmentPromoted(**facts)
        case "opened":
            return events.PlaceOpened(**facts, until=group.starts_at)
        case "refused":
            return events.EnrollmentRefused(**facts, reason=change.reason)
        case "unplaced":
            return events.EnrollmentUnplaced(**facts, standing=standing)
        case "expired":
            return events.OfferExpired(**facts)
        case "superseded":
            by_group = change.by_group_id or enrollment.group_id
            return events.EnrollmentSuperseded(**(facts | {"guardian_ids": []}), by_group_id=by_group)
        case "withdrawn":
            return events.EnrollmentWithdrawn(**facts, waited=change.waited)
        case "cancelled":
            return events.EnrollmentCancelled(**facts, reason=change.reason)
        case "cleared" | "moved_first":
            return None
