"""The one list of all events; `docs/events.md`, `docs/asyncapi.yaml` and the golden schemas are made from it."""

from shared.events import accounts, capacity, catalogue, enrollment, family, group, notification, revocation
from shared.events.envelope import Event
from shared.events.parked import EventParked

EVENTS: tuple[type[Event], ...] = (
    accounts.MembershipChanged,
    accounts.UnionChanged,
    accounts.FirmsNamed,
    accounts.NumberAsleep,
    accounts.AccountClosed,
    accounts.RoleChanged,
    revocation.SessionEnded,
    revocation.AccessChanged,
    revocation.AllTold,
    catalogue.GroupPublished,
    catalogue.GroupRevised,
    catalogue.GroupCancelled,
    enrollment.EnrollmentConfirmed,
    enrollment.EnrollmentWaitlisted,
    enrollment.EnrollmentEntered,
    enrollment.EnrollmentSubmitted,
    enrollment.EnrollmentUnverified,
    enrollment.NamesakeAsked,
    enrollment.EnrollmentSentBack,
    enrollment.EnrollmentRefused,
    enrollment.MendingReminded,
    enrollment.EnrollmentOffered,
    enrollment.OfferReminded,
    enrollment.PlaceOpened,
    enrollment.OfferExpired,
    enrollment.EnrollmentUnplaced,
    enrollment.EnrollmentPromoted,
    enrollment.EnrollmentSuperseded,
    enrollment.EnrollmentWithdrawn,
    enrollment.EnrollmentCancelled,
    enrollment.EnrollmentMerged,
    group.GroupChanged,
    group.OverlapReminded,
    group.GroupDoubted,
    group.GroupAssured,
    group.FirstDayReminded,
    group.RestartReminded,
    family.InvitationAccepted,
    family.RecordsJoined,
    family.GuardianLeft,
    family.OpeningReminded,
    family.EarlyCheckDecided,
    family.TeacherChanged,
    family.ChildForgotten,
    family.BroadcastHeld,
    family.BroadcastSaid,
    capacity.GroupMerged,
    capacity.MinimumMissed,
    capacity.PlacesChanged,
    notification.MessageAccepted,
    notification.MessageFailed,
)

BY_TYPE: dict[str, type[Event]] = {event.TYPE: event for event in EVENTS}

DEAD_LETTERS = EventParked.TOPIC
TOPICS: tuple[str, ...] = (*sorted({event.TOPIC for event in EVENTS}), DEAD_LETTERS)

_ALL: tuple[type[Event], ...] = (*EVENTS, EventParked)
ORDERED = frozenset(event.TOPIC for event in _ALL if "revision" not in event.model_fields)
"""Topics that readers go by the order of, for not each of their events has a revision by which an older one is known as such."""

SYSTEMS = ("accounts", "classes", "booking", "notify")
RECEIVERS: dict[str, tuple[type[Event], ...]] = {
    "booking": (
        accounts.MembershipChanged,
        accounts.UnionChanged,
        accounts.FirmsNamed,
        accounts.NumberAsleep,
        accounts.AccountClosed,
        catalogue.GroupPublished,
        catalogue.GroupRevised,
        catalogue.GroupCancelled,
        notification.MessageFailed,
    ),
    "classes": (accounts.UnionChanged, capacity.GroupMerged, capacity.MinimumMissed, capacity.PlacesChanged),
    "notify": (
        accounts.AccountClosed,
        accounts.UnionChanged,
        accounts.RoleChanged,
        *(event for event in EVENTS if event.TOPIC == "enrollment"),
        capacity.PlacesChanged,
    ),
}
"""Who acts on which events: the keys of its handlers."""
FORGOTTEN_AGAIN: dict[str, tuple[type[Event], ...]] = {
    "accounts": (accounts.AccountClosed,),
    "booking": (family.ChildForgotten,),
}
"""What a system that was put back from a backup reads of its own in the log, to let go of it once more."""
HEARD_BY_EACH: tuple[type[Event], ...] = tuple(event for event in EVENTS if event.TOPIC == revocation.TOPIC)
"""What every process of every system that answers visitors hears for itself, and keeps in memory alone."""
