"""Which event makes which message, and whom to forget."""

from functools import partial

from services.notify.usecases.forget import forget_person
from services.notify.usecases.tell import leave_untold, tell
from shared.events.accounts import AccountClosed
from shared.events.enrollment import (
    EnrollmentCancelled,
    EnrollmentConfirmed,
    EnrollmentEntered,
    EnrollmentOffered,
    EnrollmentPromoted,
    EnrollmentRefused,
    EnrollmentSubmitted,
    EnrollmentSuperseded,
    EnrollmentUnplaced,
    EnrollmentUnverified,
    EnrollmentWaitlisted,
    EnrollmentWithdrawn,
    GroupChanged,
    NamesakeAsked,
    OfferExpired,
    OfferReminded,
    PlaceOpened,
)
from shared.messaging.handler import Handlers

TELLING: Handlers = {
    EnrollmentUnverified: partial(tell, kind="unverified"),
    NamesakeAsked: partial(tell, kind="asked-again"),
    EnrollmentSubmitted: partial(tell, kind="submitted"),
    EnrollmentRefused: partial(tell, kind="refused"),
    EnrollmentEntered: partial(tell, kind="entered"),
    EnrollmentOffered: partial(tell, kind="offered"),
    OfferReminded: partial(tell, kind="reminded"),
    PlaceOpened: partial(tell, kind="opened"),
    OfferExpired: partial(tell, kind="expired"),
    EnrollmentConfirmed: partial(tell, kind="confirmed"),
    EnrollmentWaitlisted: partial(tell, kind="waitlisted"),
    EnrollmentUnplaced: partial(tell, kind="unplaced"),
    EnrollmentPromoted: partial(tell, kind="promoted"),
    EnrollmentWithdrawn: partial(tell, kind="withdrawn"),
    EnrollmentCancelled: partial(tell, kind="cancelled"),
    GroupChanged: partial(tell, kind="changed"),
    EnrollmentSuperseded: partial(leave_untold, why="the message about the place that took its turn tells it"),
}
HANDLERS: Handlers = {**TELLING, AccountClosed: forget_person}
