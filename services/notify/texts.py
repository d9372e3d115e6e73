"""The words of a message: a folder of templates each, rendered whenever somebody reads it or it is mailed.

Plain text; who shows it escapes it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from services.notify.rendering import Text, one_line, part
from services.notify.words import buttons, lists
from services.notify.words.programs import why
from shared.events.accounts import RoleChanged
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
    EnrollmentUnplaced,
    EnrollmentUnverified,
    EnrollmentWaitlisted,
    EnrollmentWithdrawn,
    MendingReminded,
    NamesakeAsked,
    OfferExpired,
    OfferReminded,
    PlaceOpened,
    Proposal,
)
from shared.events.envelope import Event
from shared.events.family import (
    BroadcastHeld,
    BroadcastSaid,
    EarlyCheckDecided,
    GuardianLeft,
    InvitationAccepted,
    OpeningReminded,
    RecordsJoined,
    TeacherChanged,
)
from shared.events.group import (
    FirstDayReminded,
    GroupAssured,
    GroupChanged,
    GroupDoubted,
    OverlapReminded,
    RestartReminded,
)
from shared.kernel.clock import ZONE
from shared.kernel.languages import translator
from shared.kernel.sentence import Sentence

CONFIRM_ADDRESS = "confirm-address"
ToAnswer: TypeAlias = (
    EnrollmentOffered | OfferReminded | PlaceOpened | EnrollmentSentBack | MendingReminded | OverlapReminded
)
"""The events that a family must answer by an instant."""
Told: TypeAlias = (
    ToAnswer
    | EnrollmentUnverified
    | NamesakeAsked
    | EnrollmentSubmitted
    | EnrollmentRefused
    | EnrollmentEntered
    | OfferExpired
    | EnrollmentConfirmed
    | EnrollmentWaitlisted
    | EnrollmentUnplaced
    | EnrollmentPromoted
    | EnrollmentWithdrawn
    | EnrollmentCancelled
    | EnrollmentMerged
    | GroupChanged
    | GroupDoubted
    | GroupAssured
    | FirstDayReminded
    | RestartReminded
)
"""The events families hear of."""
PARAMS: Mapping[str, type[Told]] = {
    "unverified": EnrollmentUnverified,
    "asked-again": NamesakeAsked,
    "submitted": EnrollmentSubmitted,
    "sent-back": EnrollmentSentBack,
    "to-mend": MendingReminded,
    "refused": EnrollmentRefused,
    "entered": EnrollmentEntered,
    "offered": EnrollmentOffered,
    "reminded": OfferReminded,
    "opened": PlaceOpened,
    "expired": OfferExpired,
    "confirmed": EnrollmentConfirmed,
    "waitlisted": EnrollmentWaitlisted,
    "unplaced": EnrollmentUnplaced,
    "promoted": EnrollmentPromoted,
    "withdrawn": EnrollmentWithdrawn,
    "cancelled": EnrollmentCancelled,
    "merged": EnrollmentMerged,
    "changed": GroupChanged,
    "overlaps": OverlapReminded,
    "doubted": GroupDoubted,
    "assured": GroupAssured,
    "first-day": FirstDayReminded,
    "goes-on": RestartReminded,
}
"""What the params of a kind are: the event, so that one stored by an older version still reads."""
CHANGED, GUARDIAN_LEFT, BROADCAST, CHECKED = "changed", "guardian-left", "broadcast", "checked"
OfFamily: TypeAlias = (
    BroadcastHeld
    | BroadcastSaid
    | EarlyCheckDecided
    | GuardianLeft
    | InvitationAccepted
    | OpeningReminded
    | RecordsJoined
    | TeacherChanged
)
OF_FAMILIES: Mapping[str, type[OfFamily]] = {
    BROADCAST: BroadcastSaid,
    "broadcast-held": BroadcastHeld,
    CHECKED: EarlyCheckDecided,
    "teacher": TeacherChanged,
    "opens-soon": OpeningReminded,
    "guardian-asks": InvitationAccepted,
    "records-joined": RecordsJoined,
    GUARDIAN_LEFT: GuardianLeft,
}
"""Messages that speak of a family or a person, not of an enrollment, and of what is said to many."""
ROLE_CHANGED = "role-changed"
"""The message that speaks of a person's own roles."""
WEBHOOK_OFF = "webhook-off"
"""The message that speaks of an address of a union's program."""
KINDS: Mapping[type[Event], str] = {event: kind for kind, event in [*PARAMS.items(), *OF_FAMILIES.items()]}
"""Which event makes which message."""
EVERY_KIND = [*PARAMS, *OF_FAMILIES, ROLE_CHANGED, WEBHOOK_OFF]


def text(kind: str, language: str, params: Mapping[str, Any], reader: UUID | None = None) -> Text:
    """An event's message in `zh` or `en`; `reader`: who did a thing themselves reads 您, the other guardian who it was."""
    if kind in OF_FAMILIES:
        return _of_family(kind, params, language)
    if kind == WEBHOOK_OFF:
        return _of_webhook(one_line(params), language)
    if kind == ROLE_CHANGED:
        return _of_roles(
            RoleChanged.model_validate({"person_id": UUID(int=0), "revision": 0, **one_line(params)}), language
        )
    event = PARAMS[kind].model_validate({"guardian_ids": [], **_named(one_line(params), language)})
    action, path = _next(event, language)
    by_other = isinstance(event, EnrollmentWithdrawn) and event.given_up_by not in (None, reader)
    return Text(
        subject=part(kind, "subject", language, e=event, by_other=by_other),
        child=event.child_name,
        about=f"{event.child_name} · {event.group.title}" + _and_more(event, language),
        site=event.group.site,
        body=part(kind, "body", language, e=event, by_other=by_other),
        action=action,
        path=path,
        until=event.until if isinstance(event, ToAnswer | EnrollmentMerged) else None,
        at=_begins(event),
    )


def _begins(event: Told) -> datetime | None:
    if not isinstance(event, FirstDayReminded | RestartReminded):
        return None
    return datetime.combine(event.meeting.date, event.meeting.start, ZONE)


def as_read(table: str, row: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A row of a copy: a message says what it said, not what it was made from."""
    if table != "message" or row["kind"] not in EVERY_KIND:
        return row
    said = text(row["kind"], language, row["params"], row["person_id"])
    return {**row, "kind": said.subject, "params": said.body}


def _of_family(kind: str, params: Mapping[str, Any], language: str) -> Text:
    t = translator(language)
    event = OF_FAMILIES[kind].model_validate({"guardian_ids": [], **_named(one_line(params), language)})
    called = t(*lists.CALLED.get(getattr(event, "called", ""), lists.NOT_SAID))
    subject = part(kind, "subject", language, e=event)
    child = event.child_name if isinstance(event, EarlyCheckDecided) else ""
    action, path = _next_of_family(event)
    return Text(
        subject=subject,
        child=child,
        about=f"{child} · {event.group.title}" if isinstance(event, EarlyCheckDecided) else subject,
        site="",
        body=part(kind, "body", language, e=event, called=called),
        action=t(*action),
        path=path,
        at=event.opens_at if isinstance(event, OpeningReminded) else None,
    )


def _next_of_family(event: OfFamily) -> tuple[Sentence, str]:
    match event:
        case InvitationAccepted():
            return buttons.CONFIRM_GUARDIAN, f"/booking/family/invitations/{event.invitation_id}"
        case BroadcastSaid():
            return buttons.SEE_BOOKINGS, "/booking/"
        case BroadcastHeld():
            return buttons.SEE_BROADCAST, f"/booking/console/broadcasts/{event.union}/{event.broadcast_id}"
        case OpeningReminded():
            return buttons.SEE_GROUPS, "/classes/"
        case RecordsJoined():
            return buttons.SEE_CHILD, f"/booking/family/children/{event.kept_id}"
        case EarlyCheckDecided():
            return buttons.SEE_CHILDREN, "/booking/family"
        case TeacherChanged(named=True):
            return buttons.SEE_ROSTER, f"/booking/console/groups/{event.class_id}"
        case TeacherChanged():
            return buttons.SEE_BOOKINGS, "/booking/"
        case GuardianLeft():
            return buttons.SEE_GUARDIANS, "/booking/family/guardians"


def _of_roles(event: RoleChanged, language: str) -> Text:
    subject = part(ROLE_CHANGED, "subject", language, e=event)
    return Text(
        subject=subject,
        child="",
        about=" · ".join(filter(None, (subject, event.of))),
        site="",
        body=part(ROLE_CHANGED, "body", language, e=event),
        action=translator(language)(*buttons.SEE_ACCOUNT),
        path="/accounts/",
    )


def _of_webhook(params: Mapping[str, Any], language: str) -> Text:
    t = translator(language)
    subject = part(WEBHOOK_OFF, "subject", language)
    return Text(
        subject=subject,
        child="",
        about=f"{subject} · {params['host']}",
        site="",
        body=part(WEBHOOK_OFF, "body", language, e=params, why=t(*why(params["reason"]))),
        action=t(*buttons.SEE_WEBHOOK),
        path=f"/notify/console/webhooks/{params['webhook_id']}",
    )


def _named(params: dict[str, Any], language: str) -> dict[str, Any]:
    """Of a deleted child a message keeps an asterisk, and of a refusal's reason too: both are said in words."""
    if params.get("child_name") != "*":
        return params
    t = translator(language)
    reason = {"reason": t(*lists.REASON_DELETED)} if params.get("reason") == "*" else {}
    return params | {"child_name": t(*lists.YOUR_CHILD)} | reason


def _and_more(event: Told, language: str) -> str:
    wishes = getattr(event, "wishes", 1)
    if wishes <= 1:
        return ""
    return translator(language)(*lists.SEVERAL_WISHES.of(wishes=wishes))


def confirmation(language: str, path: str) -> Text:
    """The mail that asks whether an address is really the person's; `path` confirms it."""
    return Text(
        subject=part(CONFIRM_ADDRESS, "subject", language),
        child="",
        about="",
        site="",
        body=part(CONFIRM_ADDRESS, "body", language),
        action=translator(language)(*buttons.CONFIRM_ADDRESS),
        path=path,
    )


def _next(event: Told, language: str) -> tuple[str, str]:
    """The button: answer an offer, watch the draw, queue again; for all the rest, see the enrollment."""
    t, enrollment = translator(language), f"/booking/enrollments/{event.enrollment_id}"
    match event:
        case EnrollmentOffered() | OfferReminded() if event.instead_of and event.stands:
            return t(*buttons.ANSWER_MOVE), enrollment
        case EnrollmentCancelled(proposal=Proposal(enrollment_id=offer)):
            return t(*buttons.ANSWER_PROPOSAL), f"/booking/enrollments/{offer}"
        case EnrollmentOffered() | OfferReminded() | EnrollmentMerged(state="offered"):
            return t(*buttons.ANSWER_OFFER), enrollment
        case PlaceOpened():
            return t(*buttons.ACCEPT_PLACE), enrollment
        case OfferExpired() if not (event.instead_of and event.stands):
            return t(*buttons.ENROLL_AGAIN), f"/booking/groups/{event.group_id}"
        case OverlapReminded():
            return t(*buttons.CHOOSE), enrollment
        case EnrollmentSentBack() | MendingReminded():
            return t(*buttons.MEND), enrollment
        case EnrollmentUnplaced():
            return t(*buttons.SEE_RESULT), enrollment
        case EnrollmentEntered(drawn=True):
            return t(*buttons.WATCH_DRAW), f"/booking/draws/{event.group_id}"
        case _:
            return t(*buttons.SEE_ENROLLMENT), enrollment
