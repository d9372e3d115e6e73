"""Which event makes which message."""

from collections.abc import Mapping
from functools import partial

from services.notify.usecases.tell import tell
from shared.events.enrollment import (
    EnrollmentCancelled,
    EnrollmentConfirmed,
    EnrollmentEntered,
    EnrollmentPromoted,
    EnrollmentWaitlisted,
    EnrollmentWithdrawn,
)
from shared.events.envelope import Event
from shared.messaging.consumer import Handler

HANDLERS: Mapping[type[Event], Handler] = {
    EnrollmentEntered: partial(tell, kind="entered"),
    EnrollmentConfirmed: partial(tell, kind="confirmed"),
    EnrollmentWaitlisted: partial(tell, kind="waitlisted"),
    EnrollmentPromoted: partial(tell, kind="promoted"),
    EnrollmentWithdrawn: partial(tell, kind="withdrawn"),
    EnrollmentCancelled: partial(tell, kind="cancelled"),
}
