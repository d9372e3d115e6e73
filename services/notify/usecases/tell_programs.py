"""Tell programs of unions what happened: ids, numbers and instants, and nothing of whom."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from services.notify.store import public_events
from services.notify.store.public_events import PublicEvent
from services.notify.usecases.tell import tell
from shared.db.pool import Connection
from shared.events.capacity import PlacesChanged
from shared.events.enrollment import (
    EnrollmentCancelled,
    EnrollmentConfirmed,
    EnrollmentEntered,
    EnrollmentMerged,
    EnrollmentOffered,
    EnrollmentPromoted,
    EnrollmentRefused,
    EnrollmentSentBack,
    EnrollmentSubmitted,
    EnrollmentSuperseded,
    EnrollmentUnplaced,
    EnrollmentUnverified,
    EnrollmentWaitlisted,
    EnrollmentWithdrawn,
    OfferExpired,
)
from shared.events.envelope import Envelope, Event
from shared.messaging.handler import Events

KINDS: Mapping[type[Event], str] = {
    EnrollmentSubmitted: "enrollment.submitted",
    EnrollmentUnverified: "enrollment.unverified",
    EnrollmentSentBack: "enrollment.sent-back",
    EnrollmentRefused: "enrollment.refused",
    EnrollmentEntered: "enrollment.entered",
    EnrollmentConfirmed: "enrollment.confirmed",
    EnrollmentWaitlisted: "enrollment.waitlisted",
    EnrollmentUnplaced: "enrollment.unplaced",
    EnrollmentOffered: "enrollment.offered",
    OfferExpired: "enrollment.expired",
    EnrollmentPromoted: "enrollment.promoted",
    EnrollmentMerged: "enrollment.merged",
    EnrollmentSuperseded: "enrollment.superseded",
    EnrollmentWithdrawn: "enrollment.withdrawn",
    EnrollmentCancelled: "enrollment.cancelled",
    PlacesChanged: "places.changed",
}
"""What programs are told, by the name under which they want it: wherever an enrollment stands otherwise than before, and how places are taken."""
ENROLLMENT = ("group_id", "enrollment_id", "position", "until")
PLACES = ("group_id", "revision", "capacity", "taken", "held", "waiting", "entered")
"""All that is told of an event. Who the child is, who its guardians are and what somebody wrote of them is not among it."""


async def tell_everybody(conn: Connection, events: Events) -> Collection[UUID]:
    """Families first, then programs: whoever gives positions holds up others until commit. The ids of events told to nobody."""
    untold = await tell(conn, events)
    return set(untold) & set(await tell_programs(conn, events))


async def tell_programs(conn: Connection, events: Events) -> Collection[UUID]:
    """Keep what programs may read, and queue it for those that want it; the ids of events of which that is nothing."""
    public = [one for envelope, event in events if (one := as_public(envelope, event))]
    await public_events.keep(conn, public)
    return {envelope.id for envelope, _ in events} - {one.event_id for one in public}


def as_public(envelope: Envelope, event: Any) -> PublicEvent | None:
    """The event as programs read it; None: it is none of theirs, or of a time when it did not say whose group it is of."""
    kind = KINDS.get(type(event))
    union = event.union if isinstance(event, PlacesChanged) else event.group.union if kind else ""
    if not kind or not union:
        return None
    told = event.model_dump(mode="json", include={*(PLACES if isinstance(event, PlacesChanged) else ENROLLMENT)})
    return PublicEvent(envelope.id, kind, union, getattr(event, "at", envelope.time), {"union": union, **told})
